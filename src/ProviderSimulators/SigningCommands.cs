using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Ledger.ProviderSimulators;

/// <summary>What a simulator that signs is asked beside its API; none of it meets the faults that are armed.</summary>
static class SigningCommands
{
    const string Certificates = "/certificates/";

    /// <summary>Where its certificate lies.</summary>
    internal static Uri CertificateOf(IWebhookSigner signer, Uri provider) =>
        new($"{provider}/simulator{Certificates}{signer.CertificateName}");

    /// <summary>Answers a command; false when it is none, or wrong.</summary>
    /// <param name="http">The call.</param>
    /// <param name="what">The command.</param>
    /// <param name="signer">Who signs.</param>
    /// <param name="provider">Address of the provider.</param>
    /// <param name="time">The clock.</param>
    internal static async Task<bool> AnswerAsync(
        HttpContext http, string? what, IWebhookSigner signer, Uri provider, TimeProvider time)
    {
        if (what == "/root")
        {
            await http.Response.WriteAsync(signer.RootPem);
            return true;
        }

        if (what == Certificates + signer.CertificateName)
        {
            await http.Response.WriteAsync(signer.CertificatePem);
            return true;
        }

        if (what != "/sign" || (string?)http.Request.Query["secret"] is not { Length: > 0 } secret)
        {
            return false;
        }

        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var at = long.TryParse(http.Request.Query["at"], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : time.GetUtcNow();
        var headers = signer.Sign(body.ToArray(), secret, CertificateOf(signer, provider), at);
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(JsonSerializer.Serialize(headers));
        return true;
    }
}
