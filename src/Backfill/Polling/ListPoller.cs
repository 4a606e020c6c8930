using Ledger.Backfill.Listing;
using Ledger.Backfill.Storage;
using Ledger.Intake;
using Ledger.ProviderAccess;
using Microsoft.Extensions.Logging;

namespace Ledger.Backfill.Polling;

/// <summary>
/// Reads the list of an endpoint that is due, from its watermark less an overlap (R-PL-02), and moves the watermark only when all of it is
/// confirmed by the broker (R-PL-13).
/// </summary>
public sealed class ListPoller(
    ChannelIntake intake, BackfillStore store, WatermarkStore watermarks, GapStore gaps, KnownDeliveries known, ApiClients clients,
    PollOptions options, TimeProvider time, ILogger<ListPoller> log)
{
    /// <summary>Who has the lease of what this process reads.</summary>
    readonly string _holder = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.CreateVersion7(time.GetUtcNow())}";
    readonly ListSweep _sweep = new(intake, new EventSettler(intake, store, known), store, clients);

    /// <summary>Polls an endpoint if its list is due and nobody else has it; false when there was nothing to do.</summary>
    public async Task<bool> PollAsync(WebhookEndpoint endpoint, CancellationToken ct)
    {
        if (endpoint is not { Settings.Api: not null, Provider.Api.Events: { } listing }
            || await watermarks.ClaimAsync(endpoint.Provider.Name, endpoint.Name, _holder, options.Every, options.Lease, ct) is not { } own)
        {
            return false;
        }

        var now = time.GetUtcNow();
        var until = now - options.Patience;
        var since = (own.Reached ?? now - options.FirstReach) - options.Overlap;
        var oldest = now - listing.Window + options.Overlap;
        if (since < oldest)
        {
            // Kept before anything is read: the watermark moves past it with this poll, or with one that finds it again.
            log.WatermarkTooOld(own.Provider, own.Endpoint, since, oldest);
            await gaps.FoundAsync(Guid.CreateVersion7(now), own, since, oldest, ct);
            since = oldest;
        }

        try
        {
            await RunAsync(endpoint, own, (since, until), now, ct);
            await watermarks.ReturnAsync(own, until, problem: null, ct);
            BackfillMetrics.Behind(own.Provider, own.Endpoint, options.Patience);
        }
        catch (BackfillRefusedException refused)
        {
            log.PollFailed(own.Provider, own.Endpoint, refused.Reason.WireName(), refused.Message);
            BackfillMetrics.PollFailed(own.Provider);
            BackfillMetrics.Behind(own.Provider, own.Endpoint, now - (own.Reached ?? since));
            await watermarks.ReturnAsync(own, reached: null, $"{refused.Reason.WireName()}: {refused.Message}", ct);
        }

        return true;
    }

    async Task RunAsync(
        WebhookEndpoint endpoint, Watermark own, (DateTimeOffset Since, DateTimeOffset Until) window, DateTimeOffset now,
        CancellationToken ct)
    {
        var run = new BackfillRun
        {
            RunId = Guid.CreateVersion7(now),
            Kind = RunKind.Poll,
            Provider = own.Provider,
            Endpoint = own.Endpoint,
            Account = endpoint.Settings.Account,
            StartedBy = "worker",
            StartedAt = now,
            Asked = own.Reached is null ? "first poll" : "from the watermark",
            Since = window.Since,
            Until = window.Until,
        };
        await store.BeginAsync(run, isResumed: false, ct);
        var done = await RunEnding.OfAsync(
            store, run.RunId, time,
            () => _sweep.RunAsync(run, endpoint, plan: false, async _ => await KeepAsync(own, ct), ct), ct);
        if (done.Counts.New > 0)
        {
            log.PollFound(own.Provider, own.Endpoint, done.Counts.New, done.Counts.Seen);
        }
    }

    async Task KeepAsync(Watermark own, CancellationToken ct)
    {
        if (!await watermarks.RenewAsync(own, options.Lease, ct))
        {
            throw new BackfillRefusedException(
                BackfillReason.AlreadyRunning, $"Another worker has taken {own.Provider}/{own.Endpoint} over.");
        }
    }
}
