using System.Diagnostics;
using Ledger.Faults.Checking;
using Ledger.Faults.Parts;
using Ledger.Faults.Sending;
using Ledger.Faults.Subscribing;

namespace Ledger.Faults;

/// <summary>
/// Waits, when nothing is broken any more, until all that was sent is taken, posted, archived and published. Gives up
/// when nothing moves any more; the checks then say what is missing.
/// </summary>
sealed class Settlement(FaultStack stack, ProviderSender sender, IReadOnlyList<TopicSubscriber> subscribers)
{
    const string State =
        """
        select (select count(*) from journal.inbox) + (select count(*) from journal.inbox_repeat)
                   + (select count(*) from inventory.inbox) + (select count(*) from inventory.inbox_repeat),
               (select count(*) from evidence.raw_delivery),
               (select count(*) from journal.inbox where disposition = 'held')
                   + (select count(*) from inventory.inbox where disposition = 'held'),
               (select coalesce(max(seq_id), 0) from journal.mt_events where type <> 'tombstone')
                   - (select coalesce(max(position), 0) from journal.relay_position)
                   + (select coalesce(max(seq_id), 0) from inventory.mt_events where type <> 'tombstone')
                   - (select coalesce(max(position), 0) from inventory.relay_position)
        """;

    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan QuietFor = TimeSpan.FromSeconds(3);
    static readonly TimeSpan GiveUpAfter = TimeSpan.FromSeconds(60);

    /// <summary>Waits.</summary>
    /// <returns>How long it took until the last thing moved.</returns>
    public async Task<TimeSpan> WaitAsync(IProgress<string> progress, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        var moved = TimeSpan.Zero;
        var last = "";
        while (watch.Elapsed - moved < GiveUpAfter)
        {
            var (events, deliveries, held, behind) = await ReadAsync(ct);
            var now = $"{sender.Open} webhooks on their way, {events} events, {deliveries} deliveries, {held} held, "
                + $"relays {behind} behind, subscribers saw {subscribers.Sum(subscriber => subscriber.Seen.Count)}";
            if (now != last)
            {
                (last, moved) = (now, watch.Elapsed);
                progress.Report($"settling: {now}");
            }
            else if (sender.Open == 0 && held == 0 && behind == 0 && watch.Elapsed - moved > QuietFor && await AllArchivedAsync(ct))
            {
                break;
            }

            await Task.Delay(Poll, ct);
        }

        return moved;
    }

    // Each 2xx was the answer to a delivery of its own; one that is missing may still be on its way, however quiet it is.
    async Task<bool> AllArchivedAsync(CancellationToken ct)
    {
        var archived = (await LedgerFacts.RowsAsync(
            stack, "select provider_event_id, count(*) from evidence.raw_delivery where verdict = 'verified' group by provider_event_id",
            row => (EventId: row.IsDBNull(0) ? "" : row.GetString(0), Count: row.GetInt64(1)), ct))
            .ToDictionary(row => row.EventId, row => row.Count, StringComparer.Ordinal);
        return sender.Webhooks.All(webhook => archived.GetValueOrDefault(webhook.EventId) >= webhook.Acknowledgements);
    }

    Task<(long Events, long Deliveries, long Held, long Behind)> ReadAsync(CancellationToken ct) =>
        stack.QueryAsync(State, async reader =>
        {
            await reader.ReadAsync(ct);
            return (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3));
        }, ct);
}
