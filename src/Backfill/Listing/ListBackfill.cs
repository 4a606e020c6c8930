using Ledger.Backfill.Storage;
using Ledger.Intake;
using Ledger.ProviderAccess;

namespace Ledger.Backfill.Listing;

/// <summary>Takes in what a provider's own list has and we may have missed, at a person's wish (R-GW-25).</summary>
/// <param name="intake">The way in.</param>
/// <param name="store">Runs and what they settled.</param>
/// <param name="known">What the archive has.</param>
/// <param name="clients">Ways to the APIs.</param>
/// <param name="time">The clock.</param>
public sealed class ListBackfill(ChannelIntake intake, BackfillStore store, KnownDeliveries known, ApiClients clients, TimeProvider time)
{
    /// <summary>Events of the same moment may come into the list one after the other (R-PL-03).</summary>
    static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);

    /// <summary>A list that begins right at the end of the window would lose its first events while it is read.</summary>
    static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    readonly ListSweep _sweep = new(intake, new EventSettler(intake, store, known), store, clients);

    /// <summary>
    /// Reads the list to its end. One of the same words that was interrupted goes on where it was; what came since follows.
    /// </summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="told">Told after each page.</param>
    /// <param name="ct">Stops between pages.</param>
    /// <returns>The runs that it took: one, or two where an interrupted one was taken up again.</returns>
    /// <exception cref="BackfillRefusedException">It is refused or cannot go on.</exception>
    public async Task<IReadOnlyList<BackfillRun>> RunAsync(ListRequest request, Func<BackfillRun, Task> told, CancellationToken ct)
    {
        var fresh = Opened(request);
        if (request.Plan)
        {
            return [(await _sweep.RunAsync(fresh, request.Endpoint, plan: true, told, ct)) with { State = RunState.Finished }];
        }

        await using var own = await store.TryLockAsync(fresh.Provider, fresh.Endpoint, ct)
            ?? throw new BackfillRefusedException(
                BackfillReason.AlreadyRunning, $"Another backfill of {fresh.Provider}/{fresh.Endpoint} is at work.");
        if (await store.InterruptedAsync(fresh, ct) is not { } interrupted)
        {
            return [await RunAsync(fresh, isResumed: false, request.Endpoint, told, ct)];
        }

        var rest = await RunAsync(interrupted, isResumed: true, request.Endpoint, told, ct);
        return request.Until is not null
            ? [rest]
            : [rest, await RunAsync(fresh with { Since = interrupted.StartedAt - Overlap }, isResumed: false, request.Endpoint, told, ct)];
    }

    BackfillRun Opened(ListRequest request)
    {
        var endpoint = request.Endpoint;
        if (endpoint is not { Settings.Api: not null, Provider.Api.Events: { } listing })
        {
            throw new BackfillRefusedException(
                BackfillReason.ApiNotConfigured,
                $"The secrets file gives no access to the API of {endpoint.Provider.Name}/{endpoint.Name}.");
        }

        var now = time.GetUtcNow();
        var oldest = now - listing.Window;
        if (request.Since < oldest && !request.FromWindow)
        {
            throw new BackfillRefusedException(
                BackfillReason.WindowExceeded,
                $"{endpoint.Provider.Name} lists events of the last {listing.Window.TotalDays:0} days only, "
                + $"none from before {oldest:yyyy-MM-dd HH:mm} UTC.");
        }

        return new BackfillRun
        {
            RunId = Guid.CreateVersion7(now),
            Kind = RunKind.List,
            Provider = endpoint.Provider.Name,
            Endpoint = endpoint.Name,
            Account = endpoint.Settings.Account,
            StartedBy = request.Actor,
            StartedAt = now,
            Asked = request.Asked,
            Since = request.Since < oldest ? oldest + Margin : request.Since,
            Until = request.Until,
            Undelivered = request.UndeliveredOnly,
        };
    }

    async Task<BackfillRun> RunAsync(
        BackfillRun run, bool isResumed, WebhookEndpoint endpoint, Func<BackfillRun, Task> told, CancellationToken ct)
    {
        await store.BeginAsync(run, isResumed, ct);
        return await RunEnding.OfAsync(store, run.RunId, time, () => _sweep.RunAsync(run, endpoint, plan: false, told, ct), ct);
    }
}
