using Ledger.EventStore;
using Ledger.JournalPosting;
using Ledger.JournalPosting.Storage;
using Ledger.PaymentEvents;
using Ledger.Storage.Tests.EventStore;
using Microsoft.Extensions.Logging.Abstractions;
using static Ledger.Fast.Tests.JournalPosting.PaymentSample;

namespace Ledger.Storage.Tests.JournalPosting;

/// <summary>A fresh journal with its writer, and what bookkeepers ask of it.</summary>
sealed class JournalDatabase : IAsyncDisposable
{
    public const string Schema = "journal";

    public static readonly PostingRules Rules = PostingRules.Load(new JournalPostingOptions());

    readonly int _maxBatch;

    JournalDatabase(EventStoreDatabase store, int maxBatch)
    {
        (Store, _maxBatch) = (store, maxBatch);
        Writer = OpenWriter();
    }

    public EventStoreDatabase Store { get; }

    public FakeTime Time { get; } = new(Noon.AddHours(1));

    public JournalWriter Writer { get; }

    /// <summary>Small batches by default, so that a few events already take several commits.</summary>
    public static async Task<JournalDatabase> CreateAsync(int maxBatch = 20)
    {
        var store = await EventStoreDatabase.CreateAsync();
        await SchemaMigrations.ApplyAsync(store.Source, Schema, JournalMigrations.Scripts, CancellationToken.None);
        return new JournalDatabase(store, maxBatch);
    }

    /// <summary>Another writer on the same journal, as another process would have.</summary>
    public JournalWriter OpenWriter(PostingRules? rules = null) => new(
        Store.Source, Schema, rules ?? Rules, new BatchQueueOptions { MaxBatch = _maxBatch }, Time,
        NullLogger<JournalWriter>.Instance);

    public Task<RebuildReport> RebuildAsync(bool apply) =>
        new ReadModelRebuild(Store.Source, Schema, NullLogger<ReadModelRebuild>.Instance)
            .RunAsync(apply, progress: null, CancellationToken.None);

    /// <summary>Balances that are not zero, debits positive, as <c>1150 EUR 1000</c>.</summary>
    public Task<string[]> BalancesAsync(string from = "journal.account_balance") => Store.RowsAsync(
        $"select account, currency, debits - credits from {from} where debits <> credits order by account, currency");

    /// <summary>The same, added up from the lines.</summary>
    public Task<string[]> BalancesOfLinesAsync() => BalancesAsync(
        """
        (select account, currency, coalesce(sum(minor_units) filter (where side = 'D'), 0) as debits,
                coalesce(sum(minor_units) filter (where side = 'C'), 0) as credits
         from journal.journal_line group by account, currency) as lines
        """);

    public Task<PostingOutcome> PostAsync(PaymentEvent e) => Writer.PostAsync(e, CancellationToken.None);

    public Task<string[]> RowsAsync(string sql) => Store.RowsAsync(sql);

    public Task<long> CountAsync(string fromAndWhere) => Store.CountAsync(fromAndWhere);

    public Task<long> EntriesAsync() => Store.CountAsync("journal.mt_events where type = 'journal_entry_posted'");

    public async ValueTask DisposeAsync()
    {
        await Writer.DisposeAsync();
        await Store.DisposeAsync();
    }
}
