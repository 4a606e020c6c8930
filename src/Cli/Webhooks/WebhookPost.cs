using System.Diagnostics;
using System.Net.Http.Headers;

namespace Ledger.Cli.Webhooks;

/// <summary>Posts a signed body the way a provider does.</summary>
sealed class WebhookPost(HttpClient http)
{
    static readonly MediaTypeHeaderValue Json = new("application/json") { CharSet = "utf-8" };

    /// <summary>Posts once and reads the whole answer.</summary>
    public async Task<WebhookAnswer> SendAsync(
        Uri address, byte[] body, IReadOnlyDictionary<string, string> headers, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = Json;
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await http.SendAsync(request, ct);
        var text = await response.Content.ReadAsStringAsync(ct);
        return new WebhookAnswer(
            (int)response.StatusCode, text, (int?)response.Headers.RetryAfter?.Delta?.TotalSeconds,
            (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }
}
