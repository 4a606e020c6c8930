using Ledger.Backfill.Storage;
using Ledger.Intake;
using Ledger.ProviderAccess;

namespace Ledger.Backfill;

/// <summary>
/// Takes events in, each by the way of a webhook, unless it is certain that nothing of them is missing: an earlier run had all of them
/// confirmed, or the archive has their facts and the provider says that its delivery was taken. In all other cases they are published once
/// more and the consumers' inboxes tell the repeats, so that webhooks may come in at the same time (R-GW-26).
/// </summary>
sealed class EventSettler(ChannelIntake intake, BackfillStore store, KnownDeliveries known)
{
    /// <summary>Events whose publishing is waited for together.</summary>
    const int AtOnce = 32;

    /// <summary>Settles a page of events; all of them are confirmed when it returns.</summary>
    /// <param name="endpoint">Whose they are.</param>
    /// <param name="candidates">The events, oldest first.</param>
    /// <param name="plan">True to tell what would become of them, and to publish nothing.</param>
    /// <param name="ct">Stops before the next few.</param>
    /// <exception cref="BackfillRefusedException">The broker does not confirm.</exception>
    public async Task<IReadOnlyList<Settled>> SettleAsync(
        WebhookEndpoint endpoint, IReadOnlyList<Candidate> candidates, bool plan, CancellationToken ct)
    {
        var (provider, name) = (endpoint.Provider.Name, endpoint.Name);
        var before = await store.SettledAsync(provider, name, [.. candidates.Select(each => each.Key)], ct);
        var ids = candidates.Where(each => !before.ContainsKey(each.Key)).Select(each => each.EventId).OfType<string>().Distinct().ToList();
        var archived = ids.Count > 0 ? await known(provider, endpoint.Settings.Account, ids, ct) : new HashSet<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var settled = candidates.Select(each => seen.Add(each.Key)
            ? Decide(each, before.GetValueOrDefault(each.Key), each.EventId is { } id && archived.Contains(id))
            : new Settled(each, EventOutcome.Known, IsPublished: false)).ToList();
        if (plan)
        {
            return [.. settled.Select(each => each with { IsPublished = false })];
        }

        foreach (var few in settled.Where(each => each.IsPublished).Chunk(AtOnce))
        {
            ct.ThrowIfCancellationRequested();
            var failures = await Task.WhenAll(few.Select(each => intake.PublishAsync(each.Candidate.Delivery)));
            if (failures.FirstOrDefault(failure => failure is not null) is { } failed)
            {
                throw new BackfillRefusedException(
                    BackfillReason.BrokerNotConfirming, $"The broker did not confirm ({failed.GetType().Name}).", failed);
            }
        }

        return settled;
    }

    /// <summary>What becomes of an event. Pure.</summary>
    internal static Settled Decide(Candidate candidate, SettledBefore? before, bool isArchived) => before switch
    {
        { Outcome: EventOutcome.New or EventOutcome.Known } applied
            when candidate.IsOneContent && applied.ContentSha256 != candidate.Delivery.Record.Body.Sha256 =>
            new Settled(candidate, EventOutcome.Rejected, IsPublished: false, RowReason.RowChanged),
        { Outcome: EventOutcome.New or EventOutcome.Known } => new Settled(candidate, EventOutcome.Known, IsPublished: false),
        { } earlier when earlier.Outcome == candidate.Outcome && earlier.Reason == candidate.Reason =>
            new Settled(candidate, candidate.Outcome, IsPublished: false),
        _ when isArchived && candidate.Outcome == EventOutcome.New =>
            new Settled(candidate, EventOutcome.Known, IsPublished: candidate.IsDelivered != true),
        _ => new Settled(candidate, candidate.Outcome, IsPublished: true),
    };
}
