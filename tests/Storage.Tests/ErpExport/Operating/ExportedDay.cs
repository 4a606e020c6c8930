using System.Text;
using Ledger.Accounting;
using Ledger.ErpExport;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Confirming;
using Ledger.ErpExport.Delivery;
using Ledger.ErpExport.Documents;
using Ledger.ErpExport.Mapping;
using Ledger.ErpExport.Operating;
using Ledger.ErpExport.Runs;
using Ledger.ErpExport.Storage;
using Ledger.ErpExport.Targets;
using Ledger.ErpExport.TieOuts;
using Ledger.EventStore;
using Ledger.JournalPosting;
using Ledger.JournalPosting.Events;
using Ledger.Reporting;
using Ledger.Reporting.Verifying;
using Ledger.Storage.Tests.Evidence;
using Ledger.Storage.Tests.Reporting;
using Ledger.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Operating;

/// <summary>
/// A day of the journal in euro, yen and dinars with an authorization on memo accounts, exported to one target whose schema is on a
/// database of its own. Positions 1 and 2 are euro and 3 dinars of 2026-11-20, 5 euro of the next day, 6 yen of the day before, 7 memo.
/// </summary>
sealed class ExportedDay : IAsyncDisposable
{
    public const string Schema = "erp_export";

    /// <summary>Maps everything; accounts for memo are excluded.</summary>
    public const string Whole =
        """
        version: v2
        companies: [{company: "1", home: EUR}]
        journals: [{journal: LDG}]
        accounts:
          - {ledger: "1150", account: "1150-C", owned: true}
          - {ledger: "4000", account: "4000-R"}
          - {ledger: "6100", account: "6100-F"}
          - {ledger: "9000", exclude: true}
          - {ledger: "9001", exclude: true}
        currencies: [{currency: KWD, rate: 3}, {currency: JPY, rate: 0.006}]
        rounding: {account: "6900", cap: 5}
        """;

    readonly TestDatabase _database;
    readonly ReportingDatabase _books;

    ExportedDay(TestDatabase database, ReportingDatabase books)
    {
        (_database, _books) = (database, books);
        Source = NpgsqlDataSource.Create(database.ConnectionString);
        Writer = new ErpWriter(Source, Schema, new BatchQueueOptions(), TimeProvider.System, NullLogger<ErpWriter>.Instance);
        Desk = new DocumentDesk(Writer, "ada", TimeProvider.System);
    }

    public NpgsqlDataSource Source { get; }

    public ErpWriter Writer { get; }

    public DocumentDesk Desk { get; }

    public ErpReads Reads => new(Source, Schema);

    public LineReads Lines => new(Source, Schema);

    public MemoryErp Erp { get; init; } = new();

    public SchemaSource Export => new(Source, Schema);

    public ReportingDatabase Books => _books;

    public ErpTarget Target { get; init; } = new() { Name = "books", Kind = "memory", Prefix = "LDG", MappingPath = "mapping.yaml" };

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Writes the journal's day and hands its entries to the export; nothing is cut yet.</summary>
    public static async Task<ExportedDay> OpenAsync(MemoryErp? erp = null, ClosedPeriodPolicy closedPeriod = ClosedPeriodPolicy.Hold)
    {
        var day = new ExportedDay(await TestDatabase.CreateAsync(), await ReportingDatabase.CreateAsync()) { Erp = erp ?? new MemoryErp() };
        day = new ExportedDay(day._database, day._books) { Erp = day.Erp, Target = day.Target with { ClosedPeriod = closedPeriod } };
        await SchemaMigrations.ApplyAsync(day.Source, Schema, ErpMigrations.Scripts, Ct);
        await SampleDay.WriteAsync(day._books);
        var journal = new SampleJournal(day._books);
        const string memo = "payment/stripe/acct_1/pi_memo";
        var delivery = await journal.DeliverAsync("evt_memo", memo, SampleDay.EventId("memo"));
        await journal.PostAsync(memo, "auth-created", delivery, "2026-11-20", SampleDay.Day2.AddSeconds(2),
            Entry("9000", "9001", 500, "EUR"));
        await journal.StandAsync(memo, "AUTHORIZED");
        await day.TakeAsync();
        return day;
    }

    /// <summary>Posts one more entry of 2026-11-20 and hands it to the export.</summary>
    public async Task TakeOneAsync(string name, JournalLine[] lines)
    {
        var journal = new SampleJournal(_books);
        var stream = $"payment/stripe/acct_1/pi_{name}";
        var delivery = await journal.DeliverAsync($"evt_{name}", stream, SampleDay.EventId(name));
        await journal.PostAsync(stream, "capture-succeeded", delivery, "2026-11-20", SampleDay.Day2.AddSeconds(3), lines);
        await journal.StandAsync(stream, "CAPTURED");
        await TakeAsync();
    }

    public static JournalLine[] Entry(string debit, string credit, long minorUnits, string currency)
    {
        var amount = new Money(minorUnits, Currency.Parse(currency));
        return [new(debit, Side.Debit, amount), new(credit, Side.Credit, amount)];
    }

    public static ErpMapping Mapping(string yaml = Whole) => MappingYaml.Parse(yaml, "mapping.yaml");

    /// <summary>Cuts a run of all that waits; gives its documents.</summary>
    public async Task<IReadOnlyList<KeptDocument>> CutAsync(string yaml = Whole, ErpTarget? target = null)
    {
        target ??= Target;
        await new TargetDesk(Writer, "ada", TimeProvider.System).CommandAsync(target.Name, TargetCommand.Cut, null, Ct);
        var planner = new TargetPlanner(
            target, Erp.Capabilities, Mapping(yaml), Reads, Writer, new ErpTroubles(Source, Schema, target.Name), TimeProvider.System,
            NullLogger.Instance);
        Assert.True(await planner.CutAsync(Ct));
        return await AllAsync(target.Name);
    }

    public Task<IReadOnlyList<KeptDocument>> AllAsync(string? target = null) =>
        Reads.InStatesAsync(target ?? Target.Name, Enum.GetValues<DocumentState>(), DateTimeOffset.MaxValue, 1_000, Ct);

    public async Task<KeptDocument> OneAsync(DocumentReference reference) =>
        Assert.Single(await Reads.ByReferenceAsync(Target.Name, [reference.Value], Ct));

    /// <summary>Moves a document on as the process that sends would.</summary>
    public async Task<KeptDocument> MoveAsync(KeptDocument kept, DocumentState to, Func<DocumentStep, DocumentStep>? with = null)
    {
        var step = new DocumentStep(Guid.CreateVersion7(), kept.Standing.Target, kept.Standing.Reference, kept.Standing.Version, to);
        var outcome = await Writer.CommitAsync(new ErpMessage.Moved(with?.Invoke(step) ?? step), Ct);
        Assert.True(outcome.IsDone, outcome.Detail);
        return kept with { Standing = outcome.Standing! };
    }

    /// <summary>Posts a document in the ERP, and says so.</summary>
    public async Task<KeptDocument> PostAsync(KeptDocument kept, long more = 0)
    {
        var there = Erp.Post(kept.Document, more: more);
        var sending = await MoveAsync(kept, DocumentState.Sending, step => step with { IsAttempt = true });
        return await MoveAsync(sending, DocumentState.Posted, step => step
            with
        { ErpId = there.ErpId, ErpNumber = there.Number, PostedDate = there.Date });
    }

    /// <summary>Lets the process that sends read the ERP's changes once.</summary>
    public async Task ReadChangesAsync(string yaml = Whole)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var runner = new TargetRunner(
            Target, AllErpAdapters.ByKind[ErpTarget.OutsideKind], () => Erp, Mapping(yaml), Source, Schema, Writer, TimeProvider.System,
                NullLogger.Instance);
        var running = runner.RunAsync(stop.Token);
        for (var n = 0; !await ScalarAsync<bool>("select bool_or(read_at is not null) from erp_export.target"); n++)
        {
            Assert.True(n < 300, "Nothing was read within 30 s.");
            await Task.Delay(100, Ct);
        }

        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Reads the ERP's changes as the process that sends does, so many times.</summary>
    public async Task ConfirmAsync(int times = 1, TimeProvider? time = null)
    {
        time ??= TimeProvider.System;
        var target = Target with { ConfirmEvery = TimeSpan.Zero };
        await using var lease = await TargetLease.TryTakeAsync(Source, Schema, target.Name, Guid.CreateVersion7(), TimeProvider.System, Ct);
        var backoff = new TargetBackoff(
            target.Name, Erp.Capabilities.Limits, new ErpTroubles(Source, Schema, target.Name), time, NullLogger.Instance);
        var steps = new StepWriter(target, Writer, lease!, backoff, time, NullLogger.Instance);
        var confirmer = new TargetConfirmer(
            target, Erp, Mapping(), Reads, Writer, steps, Source, Schema, time, NullLogger.Instance);
        for (var n = 0; n < times; n++)
        {
            Assert.True(await confirmer.ConfirmDueAsync(Ct));
        }
    }

    public DocumentRetry Retry(string yaml = Whole) => new(Desk, Target, Mapping(yaml), Erp, Reads, Lines);

    public DocumentRedating Redating => new(Desk, Target, Erp, Reads, Lines);

    public DocumentReadBack ReadBack => new(Desk, Target, Erp);

    public TieOut TieOut(string yaml = Whole, TimeProvider? time = null) =>
        new(Target, Erp, Mapping(yaml), Source, Schema, time ?? TimeProvider.System);

    public Task<VerificationReport> VerifyAsync() => new Verification(_books.Journal, _books.Evidence, TimeProvider.System) { Erp = Export, ArchiveKey = EvidenceDatabase.KeyOf }
        .RunAsync(new(), null, Ct);

    /// <summary>Requires that every rule about the export holds.</summary>
    public async Task ProveAsync()
    {
        var report = await VerifyAsync();
        Assert.Contains(report.Checks, check => check.Name == "erp-coverage");
        Assert.All(report.Checks, check => Assert.True(check.Ok, $"{check.Name}: {check.FirstDifference}"));
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Ct))!;
    }

    public async Task<int> DamageAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        return await command.ExecuteNonQueryAsync(Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await Writer.DisposeAsync();
        await Source.DisposeAsync();
        await _books.DisposeAsync();
        await _database.DisposeAsync();
    }

    async Task TakeAsync()
    {
        var previous = 0L;
        foreach (var stored in await new PostgresEventStore(_books.Journal.Source, "journal", TimeProvider.System)
            .ReadAfterAsync(0, 1_000, Ct))
        {
            if (JournalEventTypes.Read(stored.Type, Encoding.UTF8.GetBytes(stored.Data)) is JournalEntryPosted entry)
            {
                await Writer.TakeAsync(JournalMessages.Of(entry, stored.Position, stored.Timestamp, previous), Ct);
                previous = stored.Position;
            }
        }
    }
}
