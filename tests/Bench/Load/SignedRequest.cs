using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Ledger.Bench.Load;

/// <summary>Ready-made HTTP/1.1 requests with a Stripe signature, so that the load generator costs little while it runs.</summary>
public static class SignedRequest
{
    /// <summary>Builds the bytes of one signed POST.</summary>
    public static byte[] Build(Uri target, string secret, DateTimeOffset at, byte[] body)
    {
        var time = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.ASCII.GetBytes(time), (byte)'.', .. body];
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));
        var head = $"POST {target.AbsolutePath} HTTP/1.1\r\nHost: {target.Authority}\r\n" +
            $"Content-Type: application/json\r\nStripe-Signature: t={time},v1={signature}\r\n" +
            $"Content-Length: {body.Length}\r\n\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }
}
