using System.Diagnostics;
using System.Net.Http.Headers;
using Ledger.Providers.Stripe;

namespace Ledger.Faults.Sending;

/// <summary>
/// Sends as a provider does: signed anew at each attempt, again with growing pauses until it gets a 2xx, a fifth of all
/// twice, some late, nothing in order.
/// </summary>
sealed class ProviderSender(Uri webhooks, string secret, int seed) : IDisposable
{
    const int ConnectionsMax = 512;
    const double Duplicated = 0.20;
    const double Late = 0.05;
    const string SomebodyElse = "whsec_of_somebody_else_0000000000000000";
    static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);
    static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(8);

    readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = ConnectionsMax, UseProxy = false })
    {
        Timeout = AnswerWithin,
    };

    readonly StripeProvider _stripe = new();
    readonly Lock _gate = new();
    readonly Random _random = new(seed);
    readonly List<Webhook> _webhooks = [];
    readonly List<Task> _sending = [];
    (Webhook, long)? _lastTaken;
    int _open, _attempts, _acknowledged, _duplicates;

    /// <summary>Webhooks that were handed in so far.</summary>
    public IReadOnlyList<Webhook> Webhooks
    {
        get
        {
            lock (_gate)
            {
                return [.. _webhooks];
            }
        }
    }

    /// <summary>Sendings that have not come to their end.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>HTTP requests so far.</summary>
    public int Attempts => Volatile.Read(ref _attempts);

    /// <summary>Of these, answered 2xx.</summary>
    public int Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>
    /// The webhook with facts that was last taken at its very first attempt, and when that began: its effect shows that
    /// all works from end to end.
    /// </summary>
    public (Webhook Webhook, long BeganAt)? LastTaken
    {
        get
        {
            lock (_gate)
            {
                return _lastTaken;
            }
        }
    }

    /// <summary>Webhooks sent a second time although nothing asked for it.</summary>
    public int Duplicates => Volatile.Read(ref _duplicates);

    /// <summary>Begins to send webhooks, so many a second; returns when the last has begun.</summary>
    public async Task SendAsync(IReadOnlyList<Webhook> webhooks, double ratePerSecond, CancellationToken ct)
    {
        foreach (var webhook in webhooks)
        {
            lock (_gate)
            {
                _webhooks.Add(webhook);
                Begin(webhook, _random.NextDouble() < Late ? Seconds(_random.NextDouble() * 20) : TimeSpan.Zero, ct);
                if (webhook.IsGenuine && _random.NextDouble() < Duplicated)
                {
                    _duplicates++;
                    Begin(webhook, Seconds(_random.NextDouble() * 15), ct);
                }
            }

            await Task.Delay(Seconds(1 / ratePerSecond), ct);
        }
    }

    /// <summary>Ends when every sending has come to its end, or throws what ended one of them.</summary>
    public Task AllSentAsync()
    {
        lock (_gate)
        {
            return Task.WhenAll(_sending);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    void Begin(Webhook webhook, TimeSpan after, CancellationToken ct)
    {
        Interlocked.Increment(ref _open);
        _sending.RemoveAll(sending => sending.IsCompletedSuccessfully);
        _sending.Add(SendUntilTakenAsync(webhook, after, _random.NextDouble(), ct));
    }

    async Task SendUntilTakenAsync(Webhook webhook, TimeSpan after, double jitter, CancellationToken ct)
    {
        await Task.Delay(after, ct);
        for (var pause = PauseMin; ; pause = pause * 2 < PauseMax ? pause * 2 : PauseMax)
        {
            var isFirst = webhook.Attempts.Count == 0;
            var began = Stopwatch.GetTimestamp();
            var status = await StatusAsync(webhook, ct);
            Interlocked.Increment(ref _attempts);
            var attempt = new Attempt(status);
            webhook.Answered(attempt);
            if (isFirst && attempt.Acknowledged && webhook.Delivery.Facts.Count > 0)
            {
                lock (_gate)
                {
                    _lastTaken = (webhook, began);
                }
            }

            if (attempt.Acknowledged || (!webhook.IsGenuine && status is >= 400 and < 500))
            {
                Interlocked.Add(ref _acknowledged, attempt.Acknowledged ? 1 : 0);
                Interlocked.Decrement(ref _open);
                return;
            }

            await Task.Delay(pause * (0.75 + (jitter / 2)), ct);
        }
    }

    // 0 when there was no answer.
    async Task<int> StatusAsync(Webhook webhook, CancellationToken ct)
    {
        var body = webhook.Delivery.Body;
        using var request = new HttpRequestMessage(HttpMethod.Post, webhooks) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in _stripe.Sign(body, webhook.IsGenuine ? secret : SomebodyElse, TimeProvider.System.GetUtcNow())!.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        try
        {
            using var answer = await _http.SendAsync(request, ct);
            return (int)answer.StatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return 0;
        }
    }

    static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
