using Ledger.Backfill.Storage;
using Ledger.ProviderAccess;
using Microsoft.Extensions.Logging;

namespace Ledger.Backfill.Polling;

/// <summary>
/// Tells when an endpoint has had no webhook for longer than its threshold (<c>silenceMinutes</c> in the secrets file): a provider that
/// has disabled the endpoint says so nowhere else.
/// </summary>
public sealed class SilenceWatch(WatermarkStore watermarks, LastDelivery last, TimeProvider time, ILogger<SilenceWatch> log)
{
    /// <summary>What comes in at this moment may be committed with an earlier time.</summary>
    static readonly TimeSpan Overlap = TimeSpan.FromMinutes(1);

    readonly DateTimeOffset _began = time.GetUtcNow();

    /// <summary>Looks at the endpoints that have a threshold.</summary>
    public async Task LookAsync(IReadOnlyCollection<WebhookEndpoint> endpoints, CancellationToken ct)
    {
        var watched = endpoints.Where(each => each.Settings.SilenceMinutes is not null).ToList();
        if (watched.Count == 0)
        {
            return;
        }

        var before = (await watermarks.AllAsync(ct)).ToDictionary(each => (each.Provider, each.Endpoint));
        foreach (var endpoint in watched)
        {
            await LookAsync(
                endpoint, TimeSpan.FromMinutes(endpoint.Settings.SilenceMinutes!.Value),
                before.GetValueOrDefault((endpoint.Provider.Name, endpoint.Name)), ct);
        }
    }

    async Task LookAsync(WebhookEndpoint endpoint, TimeSpan threshold, Watermark? before, CancellationToken ct)
    {
        var (provider, name, now) = (endpoint.Provider.Name, endpoint.Name, time.GetUtcNow());
        var behind = (before?.LastDeliveryAt ?? now - threshold) - Overlap;
        var heard = await last(provider, name, behind, ct) ?? before?.LastDeliveryAt;

        // One that was never heard is measured from when it was first listened to.
        var silence = now - (heard ?? (before?.SilentSince ?? _began));
        BackfillMetrics.Silent(provider, name, silence);
        var silentSince = silence > threshold ? before?.SilentSince ?? heard ?? _began : (DateTimeOffset?)null;
        if (silentSince is not null && before?.SilentSince is null)
        {
            log.Silent(provider, name, (long)silence.TotalMinutes, (long)threshold.TotalMinutes);
        }
        else if (silentSince is null && before?.SilentSince is not null)
        {
            log.HeardAgain(provider, name);
        }

        await watermarks.HeardAsync(provider, name, heard, silentSince, ct);
    }
}
