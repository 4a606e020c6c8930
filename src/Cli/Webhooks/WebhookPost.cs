using System.Diagnostics;
using System.Net.Http.Headers;
using Ledger.Providers;

namespace Ledger.Cli.Webhooks;

/// <summary>Posts a signed body the way a provider does.</summary>
sealed class WebhookPost(HttpClient http)
{
    const string Json = "application/json; charset=utf-8";

    /// <summary>Posts once and reads the whole answer.</summary>
    public async Task<WebhookAnswer> SendAsync(Uri address, SignedRequest webhook, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ReadOnlyMemoryContent(webhook.Body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(webhook.Headers.GetValueOrDefault("content-type", Json));
        foreach (var (name, value) in webhook.Headers.Where(header => header.Key != "content-type"))
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
