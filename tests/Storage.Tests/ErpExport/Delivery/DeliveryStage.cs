using Ledger.ErpExport;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Delivery;
using Ledger.ErpExport.Documents;
using Ledger.ErpExport.Mapping;
using Ledger.ErpExport.Runs;
using Ledger.ErpExport.Storage;
using Ledger.ErpExport.Targets;
using Ledger.EventStore;
using Ledger.Storage.Tests.ErpExport.Contract;
using Ledger.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Delivery;

/// <summary>The delivery of one target over a real database, and processes that run it, one after the other or beside each other.</summary>
public sealed class DeliveryStage : IAsyncDisposable
{
    const string Schema = "erp_export";
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    readonly TestDatabase _database;
    readonly IErpWorld _world;
    readonly FastTime _time = new(times: 20);
    long _runs = Interlocked.Add(ref _stages, 100_000);
    long _position;

    // A world outlives a stage: its files go by the count of runs.
    static long _stages;

    DeliveryStage(TestDatabase database, NpgsqlDataSource source, IErpWorld world)
    {
        (_database, Source, _world) = (database, source, world);
        Writer = new ErpWriter(source, Schema, new BatchQueueOptions(), _time, NullLogger<ErpWriter>.Instance);
        Reads = new ErpReads(source, Schema);
        Mapping = MappingYaml.Parse(
            $$"""
            version: test
            companies: [{company: "1", home: {{world.Home}}}]
            journals: [{journal: LDG}]
            accounts:
              - {ledger: "1150", account: "{{world.DebitAccount}}", owned: true}
              - {ledger: "4000", account: "{{world.CreditAccount}}"}
            """,
            "test.yaml");
    }

    public NpgsqlDataSource Source { get; }

    public ErpWriter Writer { get; }

    public ErpReads Reads { get; }

    public ErpMapping Mapping { get; }

    public ErpTarget Target { get; } = new()
    {
        Name = "books",
        Kind = "outside",
        Prefix = "LDG",
        MappingPath = "test.yaml",
        ConfirmEvery = TimeSpan.FromSeconds(2),
        MissingAfter = TimeSpan.FromSeconds(60),
    };

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<DeliveryStage> OpenAsync(IErpWorld world)
    {
        var database = await TestDatabase.CreateAsync();
        var source = NpgsqlDataSource.Create(database.ConnectionString);
        await SchemaMigrations.ApplyAsync(source, Schema, ErpMigrations.Scripts, Ct);
        var stage = new DeliveryStage(database, source, world);
        await using var begin = source.CreateCommand($"insert into {Schema}.target (target, run_number) values ('books', {stage._runs})");
        await begin.ExecuteNonQueryAsync(Ct);
        return stage;
    }

    /// <summary>Cuts a run of documents, with references of that run.</summary>
    public async Task<PostingDocument[]> PlanAsync(params PostingDocument[] documents)
    {
        var run = new RunHead(documents[0].RunId, ++_runs, ExportMode.Detail);
        var from = _position;
        documents = [.. documents.Select((document, n) => document with
        {
            Reference = DocumentReference.Of(Target.Prefix, run.Number, n + 1), RunId = run.RunId,
        })];
        var built = documents.Select(document => new BuiltDocument(
            document, [++_position], [.. document.Lines.Select(line => new LineLink(line.Number, [_position], new byte[32]))], null)).ToList();
        var outcome = await Writer.CommitAsync(
            new ErpMessage.Cut(Target.Name, run, from, _position, "test", documents.Length, new BuiltRun(built, [])), Ct);
        Assert.True(outcome.IsDone, outcome.Detail);
        return documents;
    }

    /// <summary>Runs a process that sends; it ends when it passes a point for the n-th time, and not before it is disposed otherwise.</summary>
    public RunningSender Start(string? endsAt = null, int time = 1, Func<IErpAdapter>? adapter = null) =>
        new(this, adapter ?? _world.NewAdapter, endsAt, time);

    /// <summary>Waits until all documents are in one of some states, moving the ERP's clock on meanwhile.</summary>
    public async Task<IReadOnlyList<DocumentStanding>> UntilAsync(params DocumentState[] states)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var all = await StandingsAsync();
            if (all.All(standing => states.Contains(standing.State)))
            {
                return all;
            }

            if (TimeProvider.System.GetElapsedTime(began) > Patience)
            {
                Assert.Fail($"After {Patience}: {string.Join("; ", all.Select(s => $"{s.Reference} {s.State} {s.Reason} {s.Detail}"))}");
            }

            await MoveOnAsync(_world);
        }
    }

    /// <summary>
    /// Moves the ERP's clock on for a moment, but not while it is asked something: the time that a call may take would be over at once.
    /// </summary>
    public static async Task MoveOnAsync(IErpWorld world)
    {
        if (world.Line is not { UnderWay: > 0 })
        {
            world.Advance(TimeSpan.FromSeconds(1));
        }

        await Task.Delay(50, Ct);
    }

    public async Task<IReadOnlyList<DocumentStanding>> StandingsAsync() =>
        [.. (await Reads.InStatesAsync(Target.Name, Enum.GetValues<DocumentState>(), DateTimeOffset.MaxValue, 10_000, Ct)).Select(kept => kept.Standing)];

    public async ValueTask DisposeAsync()
    {
        await Writer.DisposeAsync();
        await Source.DisposeAsync();
        await _database.DisposeAsync();
    }

    /// <summary>A process that sends for the target.</summary>
    public sealed class RunningSender : IAsyncDisposable
    {
        readonly CancellationTokenSource _stop = new();
        readonly IErpWorld _world;
        readonly Task _running;
        int _left;

        internal RunningSender(DeliveryStage stage, Func<IErpAdapter> adapter, string? endsAt, int time)
        {
            (_left, _world) = (time, stage._world);
            var kind = AllErpAdapters.ByKind["outside"];
            var runner = new TargetRunner(
                stage.Target, kind, adapter, stage.Mapping, stage.Source, Schema, stage.Writer, stage._time, NullLogger.Instance)
            {
                Passing = point =>
                {
                    if (point == endsAt && Interlocked.Decrement(ref _left) == 0)
                    {
                        HasEnded = true;
                        _stop.Cancel();
                        throw new OperationCanceledException(_stop.Token);
                    }
                },
            };
            stage.Writer.Committed += _ => runner.Wake();
            _running = runner.RunAsync(_stop.Token);
        }

        /// <summary>True when it has passed the point at which it ends.</summary>
        public bool HasEnded { get; private set; }

        /// <summary>Waits until it has ended by itself, moving the ERP's clock on meanwhile.</summary>
        /// <exception cref="TimeoutException">It has not.</exception>
        public async Task EndAsync()
        {
            for (var began = TimeProvider.System.GetTimestamp(); !_running.IsCompleted;)
            {
                if (TimeProvider.System.GetElapsedTime(began) > Patience)
                {
                    throw new TimeoutException($"The process did not come to the point at which it ends within {Patience}.");
                }

                await MoveOnAsync(_world);
            }

            Assert.True(HasEnded, "The process ended, but not where it was to.");
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _stop.Dispose();
        }
    }
}
