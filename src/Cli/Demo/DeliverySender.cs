using Ledger.Cli.Shell;
using Ledger.Cli.Webhooks;

namespace Ledger.Cli.Demo;

/// <summary>
/// Sends deliveries as the provider would: several at once, each signed when it is sent, and again when the gateway
/// was busy or away.
/// </summary>
/// <param name="http">The client.</param>
/// <param name="endpoints">Where the webhooks of a provider go, and what signs them.</param>
/// <param name="time">The clock.</param>
sealed class DeliverySender(HttpClient http, ProviderEndpoints endpoints, TimeProvider time)
{
    const int AttemptsMax = 8;
    const string OtherSecret = "whsec_of_somebody_else_0000000000000000";
    static readonly TimeSpan StaleBy = TimeSpan.FromHours(1);

    readonly WebhookPost _post = new(http);
    int _sent, _acknowledged, _refused, _repeated;

    /// <summary>Requests that got a final answer.</summary>
    public int Sent => _sent;

    /// <summary>Of these, answered 2xx.</summary>
    public int Acknowledged => _acknowledged;

    /// <summary>Of these, answered 4xx.</summary>
    public int Refused => _refused;

    /// <summary>Requests that were answered 429 or 5xx, or not at all, and sent again.</summary>
    public int Repeated => _repeated;

    /// <summary>Sends them all; returns when each has its final answer.</summary>
    public async Task SendAllAsync(
        IReadOnlyList<Delivery> deliveries, int clients, IProgress<int> progress, CancellationToken ct)
    {
        var before = _sent;
        var options = new ParallelOptions { MaxDegreeOfParallelism = clients, CancellationToken = ct };
        await Parallel.ForEachAsync(deliveries, options, async (delivery, token) =>
        {
            await SendAsync(delivery, token);
            progress.Report(Interlocked.Increment(ref _sent) - before);
        });
    }

    async Task SendAsync(Delivery delivery, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var status = await TryAsync(delivery, ct);
            if (status is >= 200 and < 300)
            {
                Interlocked.Increment(ref _acknowledged);
                return;
            }

            if (status is >= 400 and < 500 and not 429)
            {
                Interlocked.Increment(ref _refused);
                return;
            }

            if (attempt == AttemptsMax)
            {
                throw CliError.Unreachable(
                    "GATEWAY_AWAY", $"The gateway answered {status?.ToString() ?? "nothing"} to {delivery.Type}, "
                    + $"{AttemptsMax} times.", "'./ledger logs gateway' shows why.");
            }

            Interlocked.Increment(ref _repeated);
            await Task.Delay(TimeSpan.FromMilliseconds(100 << attempt), time, ct);
        }
    }

    // Null when there was no answer.
    async Task<int?> TryAsync(Delivery delivery, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var signed = delivery.Signing switch
        {
            Signing.Genuine => await endpoints.SignAsync(delivery, now, ct),
            Signing.Forged => await endpoints.SignAsync(delivery, now, ct, OtherSecret),
            Signing.Stale => await endpoints.SignAsync(delivery, now - StaleBy, ct),
        };
        try
        {
            return (await _post.SendAsync(endpoints.AddressOf(delivery), signed, ct)).Status;
        }
        catch (HttpRequestException)
        {
            return null;
        }
        catch (TaskCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
    }
}
