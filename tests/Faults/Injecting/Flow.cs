using System.Diagnostics;
using Ledger.Faults.Parts;
using Ledger.Faults.Sending;

namespace Ledger.Faults.Injecting;

/// <summary>
/// Whether effects flow from end to end: a webhook that nobody had sent before is taken at once, posted, looked at by the inventory, archived, and
/// what was posted by then is published.
/// </summary>
sealed class Flow(FaultStack stack, ProviderSender sender)
{
    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    /// <summary>The five steps on the way.</summary>
    public static IReadOnlyList<string> Stages { get; } = ["taken", "posted", "stocked", "archived", "published"];

    /// <summary>Webhooks that have not come to their end.</summary>
    public int OnTheirWay => sender.Open;

    /// <summary>Waits until a webhook that is sent from now on has passed all stages, or time is up.</summary>
    /// <returns>When each stage was passed; those that were not are not in it.</returns>
    public async Task<IReadOnlyDictionary<string, TimeSpan>> AgainWithinAsync(TimeSpan within, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        var passed = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
        string? eventId = null;
        long? postedAt = null;
        for (; Stopwatch.GetElapsedTime(began) < within && passed.Count < Stages.Count; await Task.Delay(Poll, ct))
        {
            if (eventId is null && sender.LastTaken is { } taken && taken.BeganAt > began)
            {
                eventId = taken.Webhook.EventId;
                passed["taken"] = Stopwatch.GetElapsedTime(began);
            }

            if (eventId is not null && await ReadAsync(eventId, ct) is { } now)
            {
                postedAt ??= now.Posted ? now.LastPosition : null;
                Pass("posted", now.Posted);
                Pass("stocked", now.Stocked);
                Pass("archived", now.Archived);
                Pass("published", postedAt is not null && now.RelayPosition >= postedAt);
            }
        }

        return passed;

        void Pass(string stage, bool isPassed) =>
            _ = isPassed && passed.TryAdd(stage, Stopwatch.GetElapsedTime(began));
    }

    async Task<State?> ReadAsync(string eventId, CancellationToken ct)
    {
        try
        {
            return await stack.QueryAsync(
                $"""
                select exists (select from journal.inbox where source_event_id = '{eventId}')
                           or exists (select from journal.inbox_repeat where source_event_id = '{eventId}'),
                       exists (select from inventory.inbox where source_event_id = '{eventId}')
                           or exists (select from inventory.inbox_repeat where source_event_id = '{eventId}'),
                       exists (select from evidence.raw_delivery where provider_event_id = '{eventId}'),
                       (select coalesce(max(seq_id), 0) from journal.mt_events where type <> 'tombstone'),
                       (select coalesce(max(position), 0) from journal.relay_position)
                """,
                async reader => await reader.ReadAsync(ct)
                    ? new State(reader.GetBoolean(0), reader.GetBoolean(1), reader.GetBoolean(2), reader.GetInt64(3), reader.GetInt64(4))
                    : null, ct);
        }
        catch (Exception away) when (FaultStack.IsAway(away))
        {
            return null;
        }
    }

    sealed record State(bool Posted, bool Stocked, bool Archived, long LastPosition, long RelayPosition);
}
