using System.Diagnostics;
using Ledger.Faults.Parts;
using Ledger.Faults.Sending;
using Npgsql;

namespace Ledger.Faults.Injecting;

/// <summary>Whether effects flow: webhooks are taken, posted, archived, and entries published.</summary>
sealed class Flow(FaultStack stack, ProviderSender sender)
{
    const string Counts =
        """
        select (select count(*) from journal.inbox) + (select count(*) from journal.inbox_repeat),
               (select count(*) from evidence.raw_delivery where verdict = 'verified'),
               (select coalesce(sum(position), 0)::bigint from journal.relay_position)
        """;

    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    /// <summary>Waits until each of the four has moved on; null when that did not happen in time.</summary>
    /// <param name="within">How long it may take.</param>
    /// <param name="ct">Stops the wait.</param>
    public async Task<TimeSpan?> AgainWithinAsync(TimeSpan within, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        FlowState? first = null;
        while (watch.Elapsed < within)
        {
            var now = await ReadAsync(ct);
            first ??= now;
            if (now is not null && first is not null && now.IsPast(first))
            {
                return watch.Elapsed;
            }

            await Task.Delay(Poll, ct);
        }

        return null;
    }

    /// <summary>How far each of the four is; null when the database does not answer.</summary>
    public async Task<FlowState?> ReadAsync(CancellationToken ct)
    {
        try
        {
            return await stack.QueryAsync(Counts, async reader =>
            {
                await reader.ReadAsync(ct);
                return new FlowState(sender.Acknowledged, reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
            }, ct);
        }
        catch (Exception away) when (away is NpgsqlException or TimeoutException)
        {
            return null;
        }
    }
}

/// <summary>How far everything is.</summary>
/// <param name="Acknowledged">Answers 2xx.</param>
/// <param name="Posted">Canonical events with an outcome, repeats included.</param>
/// <param name="Archived">Deliveries in the archive.</param>
/// <param name="Relayed">Position of the relay.</param>
sealed record FlowState(int Acknowledged, long Posted, long Archived, long Relayed)
{
    /// <summary>True when all four have moved on since.</summary>
    public bool IsPast(FlowState before) =>
        Acknowledged > before.Acknowledged && Posted > before.Posted && Archived > before.Archived && Relayed > before.Relayed;
}
