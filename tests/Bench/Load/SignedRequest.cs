using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Ledger.Bench.Load;

/// <summary>Ready-made HTTP/1.1 requests, by default with a Stripe signature, so that the load generator costs little while it runs.</summary>
public static class SignedRequest
{
    /// <summary>Builds the bytes of one signed POST.</summary>
    public static byte[] Build(Uri target, string secret, DateTimeOffset at, byte[] body)
    {
        var time = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] text = [.. Encoding.ASCII.GetBytes(time), (byte)'.', .. body];
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), text));
        var headers = new Dictionary<string, string>
        {
            ["Content-Type"] = "application/json",
            ["Stripe-Signature"] = $"t={time},v1={signature}",
        };
        return Build(target, new Providers.SignedRequest(body, headers));
    }

    /// <summary>Builds the bytes of one POST that a provider has signed.</summary>
    public static byte[] Build(Uri target, Providers.SignedRequest request)
    {
        var head = new StringBuilder($"POST {target.AbsolutePath} HTTP/1.1\r\nHost: {target.Authority}\r\n");
        foreach (var (name, value) in request.Headers)
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        head.Append(CultureInfo.InvariantCulture, $"Content-Length: {request.Body.Length}\r\n\r\n");
        return [.. Encoding.ASCII.GetBytes(head.ToString()), .. request.Body.Span];
    }
}
