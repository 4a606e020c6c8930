using System.Net;
using Ledger.Acceptance.Tests.Gateway;
using Ledger.Providers.Stripe;

namespace Ledger.Acceptance.Tests.Survival;

/// <summary>Sends payments as Stripe would: signed, and again until it is told that they arrived.</summary>
sealed class Sender(Uri webhooks, string secret) : IDisposable
{
    readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(60) };
    readonly StripeProvider _stripe = new();
    int _acknowledged;
    int _refused;

    /// <summary>Payments that were answered 2xx.</summary>
    public int Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>Answers other than 2xx; each was sent again.</summary>
    public int Refused => Volatile.Read(ref _refused);

    /// <summary>Sends payments of its own, one after the other, until each is acknowledged.</summary>
    public async Task SendAsync(int count, TimeSpan pause)
    {
        for (var n = 0; n < count; n++)
        {
            await SendUntilAcknowledgedAsync(StripeWebhooks.Charge());
            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause);
            }
        }
    }

    public void Dispose() => _http.Dispose();

    async Task SendUntilAcknowledgedAsync(byte[] body)
    {
        while (await StatusAsync(body) is not HttpStatusCode.OK)
        {
            Interlocked.Increment(ref _refused);
            await Task.Delay(500);
        }

        Interlocked.Increment(ref _acknowledged);
    }

    async Task<HttpStatusCode> StatusAsync(byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, webhooks) { Content = new ByteArrayContent(body) };
        foreach (var (name, value) in _stripe.Sign(body, secret, TimeProvider.System.GetUtcNow())!.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await _http.SendAsync(request);
        return answer.StatusCode;
    }
}
