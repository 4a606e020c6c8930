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

    /// <summary>Webhooks that have not come to their end.</summary>
    public int OnTheirWay => sender.Open;

    /// <summary>Waits until each of the four has moved on, or time is up.</summary>
    /// <returns>How long each needed; those that did not move are not in it.</returns>
    public async Task<IReadOnlyDictionary<string, TimeSpan>> AgainWithinAsync(TimeSpan within, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        var moved = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
        FlowState? first = null;
        while (watch.Elapsed < within && moved.Count < FlowState.Names.Count)
        {
            var now = await ReadAsync(ct);
            first ??= now;
            foreach (var name in now is null ? [] : now.MovedSince(first!))
            {
                moved.TryAdd(name, watch.Elapsed);
            }

            await Task.Delay(Poll, ct);
        }

        return moved;
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
/// <param name="Published">Position of the relay.</param>
sealed record FlowState(int Acknowledged, long Posted, long Archived, long Published)
{
    /// <summary>What the four are called.</summary>
    public static IReadOnlyList<string> Names { get; } = ["acknowledged", "posted", "archived", "published"];

    /// <summary>Names of those that have moved on since.</summary>
    public IEnumerable<string> MovedSince(FlowState before)
    {
        bool[] moved =
        [
            Acknowledged > before.Acknowledged, Posted > before.Posted, Archived > before.Archived, Published > before.Published,
        ];
        return Names.Where((_, n) => moved[n]);
    }
}
