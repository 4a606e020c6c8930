using Ledger.Accounting;
using Ledger.EventStore;
using Ledger.Evidence;
using Ledger.JournalPosting.Storage;
using Ledger.Reporting;
using Ledger.Storage.Tests.Evidence;
using Ledger.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Ledger.Storage.Tests.Reporting;

/// <summary>
/// A journal and an archive, on one database or on two as they may be in service, and accounts to post to.
/// </summary>
public sealed class ReportingDatabase : IAsyncDisposable
{
    readonly TestDatabase _journal;
    readonly TestDatabase _evidence;

    ReportingDatabase(TestDatabase journal, TestDatabase evidence)
    {
        (_journal, _evidence) = (journal, evidence);
        Journal = new SchemaSource(NpgsqlDataSource.Create(journal.ConnectionString), "journal");
        Evidence = new SchemaSource(NpgsqlDataSource.Create(evidence.ConnectionString), "evidence");
        Archive = new DeliveryArchive(
            Evidence.Source, Evidence.Schema, EvidenceDatabase.Keys, new BatchQueueOptions(), TimeProvider.System,
            NullLogger<DeliveryArchive>.Instance);
    }

    public static ChartOfAccounts Chart { get; } = new("test",
    [
        new("1000", "Cash at bank", AccountType.Asset, Side.Debit, "Cash", "cash", "any"),
        new("1150", "PSP clearing, pending", AccountType.Asset, Side.Debit, "Due from providers", "operating", "any"),
        new("2100", "Unapplied cash: customer credit", AccountType.Liability, Side.Credit, "Credit balances", "operating", "any"),
        new("4000", "Revenue", AccountType.Revenue, Side.Credit, "Revenue", "none", "any"),
        new("6100", "Payment processing fees", AccountType.Expense, Side.Debit, "Payment costs", "none", "any"),
        new("9000", "Memo: authorised exposure", AccountType.Memo, Side.Debit, "none", "none", "any"),
        new("9001", "Memo: authorised exposure, contra", AccountType.Memo, Side.Credit, "none", "none", "any"),
    ]);

    public SchemaSource Journal { get; }

    public SchemaSource Evidence { get; }

    public DeliveryArchive Archive { get; }

    public static async Task<ReportingDatabase> CreateAsync(bool apart = false)
    {
        var journal = await TestDatabase.CreateAsync();
        var database = new ReportingDatabase(journal, apart ? await TestDatabase.CreateAsync() : journal);
        var none = CancellationToken.None;
        await SchemaMigrations.ApplyAsync(database.Journal.Source, "journal", JournalMigrations.Scripts, none);
        await SchemaMigrations.ApplyAsync(database.Evidence.Source, "evidence", EvidenceMigrations.Scripts, none);
        return database;
    }

    public Task JournalAsync(string sql) => ExecuteAsync(Journal.Source, sql);

    public Task EvidenceAsync(string sql) => ExecuteAsync(Evidence.Source, sql);

    public async ValueTask DisposeAsync()
    {
        await Archive.DisposeAsync();
        await Journal.Source.DisposeAsync();
        await Evidence.Source.DisposeAsync();
        await _journal.DisposeAsync();
        if (_evidence != _journal)
        {
            await _evidence.DisposeAsync();
        }
    }

    static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
