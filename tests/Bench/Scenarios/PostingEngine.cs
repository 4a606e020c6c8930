using System.Diagnostics;
using Ledger.Bench.Cpu;
using Ledger.Bench.Load;
using Ledger.EventStore;
using Ledger.JournalPosting;
using Ledger.JournalPosting.Storage;
using Ledger.PaymentEvents;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Ledger.Bench.Scenarios;

/// <summary>The posting engine without the bus: inbox, order gate, entries, lines, balances, chain.</summary>
public sealed class PostingEngine(NpgsqlDataSource source, PostingRules rules)
{
    /// <summary>Most events per transaction, as the product has it.</summary>
    public const int Batch = 1_000;

    /// <summary>Makes an empty journal schema.</summary>
    public async Task CreateSchemaAsync(string schema, CancellationToken ct)
    {
        await using (var drop = source.CreateCommand($"drop schema if exists {schema} cascade"))
        {
            await drop.ExecuteNonQueryAsync(ct);
        }

        await SchemaMigrations.ApplyAsync(
            source, schema, JournalMigrations.Scripts, ct);
    }

    /// <summary>
    /// Posts the events through <paramref name="writers"/> writers that commit at most <paramref name="maxBatch"/>
    /// events per transaction. Events of one payment go through one writer, in order.
    /// </summary>
    /// <returns>Time from the first event to the last commit.</returns>
    public async Task<TimeSpan> PostAsync(
        string schema, IReadOnlyList<PaymentEvent> events, int writers, int maxBatch, CpuMeter? cpu, CancellationToken ct)
    {
        var options = new BatchQueueOptions { MaxBatch = maxBatch };
        var journals = Enumerable.Range(0, writers).Select(_ => new JournalWriter(
            source, schema, rules, options, TimeProvider.System, NullLogger<JournalWriter>.Instance)).ToList();
        var shares = events.GroupBy(e => (StringComparer.Ordinal.GetHashCode(e.PaymentId) & int.MaxValue) % writers)
            .Select(share => share.ToList()).ToList();
        using var measured = cpu?.Measure(events.Count);
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(shares.Zip(journals, (share, journal) => InFlight.FeedAsync(
            share, maxBatch, (e, stop) => PostOneAsync(journal, e, stop), ct)));
        var elapsed = clock.Elapsed;
        foreach (var journal in journals)
        {
            await journal.DisposeAsync();
        }

        return elapsed;
    }

    static async Task PostOneAsync(JournalWriter journal, PaymentEvent e, CancellationToken ct)
    {
        var outcome = await journal.PostAsync(e, ct);
        if (outcome.Disposition is not ("posted" or "noted"))
        {
            throw new InvalidOperationException($"{e.Class} of {e.PaymentId} became {outcome.Disposition} {outcome.Reason}.");
        }
    }
}
