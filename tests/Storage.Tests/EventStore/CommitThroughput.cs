using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Ledger.EventStore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using NpgsqlTypes;
using Xunit;

namespace Ledger.Storage.Tests.EventStore;

/// <summary>A measurement, run by name only: group commit beside the bare array insert of the same rows.</summary>
public sealed class CommitThroughput(ITestOutputHelper output)
{
    const int Batch = 1_000;
    const int Batches = 30;

    [Fact(Explicit = true)]
    public async Task Group_commit_beside_the_raw_insert_of_the_same_rows()
    {
        await using var database = await EventStoreDatabase.CreateAsync();
        await using var raw = await EventStoreDatabase.CreateAsync();
        await raw.ExecuteAsync("select journal.ensure_inbox_partitions(now())");
        var trivial = new Trivial();
        var store = new PostgresCommitStore<int, int>(database.Source, EventStoreDatabase.Schema, trivial);
        await using var commits = new GroupCommit<int, int, int, int>(
            store, trivial, new BatchQueueOptions(), TimeProvider.System, NullLogger.Instance);
        var (ours, bare) = (new List<double>(), new List<double>());
        for (var round = 0; round < 6; round++)
        {
            var from = round * Batch * Batches;
            var groupCommit = await RateAsync(async () =>
            {
                var tasks = Enumerable.Range(from, Batch * Batches).Select(n => commits.CommitAsync(n, CancellationToken.None));
                await Task.WhenAll(tasks.ToList());
            });
            var insert = await RateAsync(async () =>
            {
                await using var connection = await raw.Source.OpenConnectionAsync();
                for (var n = 0; n < Batches; n++)
                {
                    await InsertAsync(connection, from + (n * Batch));
                }
            });
            ours.Add(groupCommit);
            bare.Add(insert);
            output.WriteLine($"group commit {groupCommit:N0}/s, raw insert {insert:N0}/s, ratio {groupCommit / insert:F2}");
        }

        var (a, b) = (ours.Skip(1).Order().ElementAt(2), bare.Skip(1).Order().ElementAt(2));
        output.WriteLine($"median after warm-up: group commit {a:N0}/s, raw insert {b:N0}/s, ratio {a / b:F2}");
        Assert.Equal(await raw.CountAsync("journal.mt_events"), await database.CountAsync("journal.mt_events"));
    }

    static async Task<double> RateAsync(Func<Task> work)
    {
        var watch = Stopwatch.StartNew();
        await work();
        return Batch * Batches / watch.Elapsed.TotalSeconds;
    }

    static async Task InsertAsync(NpgsqlConnection connection, int from)
    {
        var numbers = Enumerable.Range(from, Batch).ToArray();
        var claims = numbers.Select(Trivial.Claim).ToArray();
        var events = numbers.Select(Trivial.Event).ToArray();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(Command(
            "insert into journal.mt_streams (id, version) select t, 1 from unnest($1) t", Array(claims, c => c.StreamId, NpgsqlDbType.Text)));
        batch.BatchCommands.Add(Command(
            """
            insert into journal.mt_events (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type, correlation_id, causation_id, headers)
            select nextval('journal.mt_events_sequence'), t.* from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) t
            """,
            Array(events, e => e.Id, NpgsqlDbType.Uuid), Array(claims, c => c.StreamId, NpgsqlDbType.Text),
            Array(events, _ => 1L, NpgsqlDbType.Bigint), Array(events, e => e.Data, NpgsqlDbType.Jsonb),
            Array(events, e => e.Type, NpgsqlDbType.Text), Array(events, e => e.Timestamp.UtcDateTime, NpgsqlDbType.TimestampTz),
            Array(events, e => e.DotNetType, NpgsqlDbType.Text), Array(events, e => e.CorrelationId, NpgsqlDbType.Text),
            Array(events, e => e.CausationId, NpgsqlDbType.Text),
            Array(events, _ => """{"hash": "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"}""", NpgsqlDbType.Jsonb)));
        batch.BatchCommands.Add(Command(
            """
            insert into journal.inbox (message_key, fact_key, fingerprint, source, source_event_id, stream_id, delivery_id, disposition, outcome_id, recorded_at)
            select t.*, now() from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) t
            """,
            Array(claims, c => c.MessageKey, NpgsqlDbType.Uuid), Array(claims, c => c.FactKey, NpgsqlDbType.Uuid),
            Array(claims, c => c.Fingerprint, NpgsqlDbType.Bytea), Array(claims, c => c.Source, NpgsqlDbType.Text),
            Array(claims, c => c.SourceEventId, NpgsqlDbType.Text), Array(claims, c => c.StreamId, NpgsqlDbType.Text),
            Array(claims, c => c.DeliveryId, NpgsqlDbType.Uuid), Array(claims, _ => "posted", NpgsqlDbType.Text),
            Array(claims, c => c.DeliveryId, NpgsqlDbType.Uuid)));
        await batch.PrepareAsync();
        await batch.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }

    static NpgsqlParameter Array<TRow, T>(TRow[] rows, Func<TRow, T> column, NpgsqlDbType type) =>
        new NpgsqlParameter<T[]> { TypedValue = [.. rows.Select(column)], NpgsqlDbType = NpgsqlDbType.Array | type };

    static NpgsqlBatchCommand Command(string sql, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddRange(parameters);
        return command;
    }

    sealed class Trivial : ICommitLogic<int, int, int, int>, ICommitBatch<int, int, int, int>, ICommitTables<int, int>
    {
        static readonly byte[] Body = Encoding.UTF8.GetBytes(
            $$"""
            {"EntryId":"0b0f8f4e-6f0a-5f4e-9d43-0f6d3f0a1b2c","Class":"capture-succeeded","Row":"M-03","Provider":"stripe","Account":"acct_demo",
            "PaymentId":"pi_3OaBcDeFgHiJkLmNoPqRsTuV","ProviderEventId":"evt_1OaBcDeFgHiJkLmNoPqRsTuV","OccurredAt":"2026-11-20T12:00:00Z",
            "BookingDate":"2026-11-20","BodySha256":"{{new string('a', 64)}}","Confidence":"confirmed","StatusBefore":"authorized","StatusAfter":"captured",
            "Lines":[{"Account":"1200","Side":"Debit","MinorUnits":1050,"Currency":"EUR"},{"Account":"4000","Side":"Credit","MinorUnits":1050,"Currency":"EUR"}]}
            """);

        static readonly byte[] Fingerprint = SHA256.HashData("x"u8);

        public static InboxClaim Claim(int n) =>
            new(Key(n, 1), Key(n, 2), Fingerprint, "stripe/acct_demo", $"evt_{n:D24}", $"payment/stripe/acct_demo/pi_{n:D24}", Key(n, 3));

        public static NewEvent Event(int n) =>
            new(
                Key(n, 4), "journal_entry_posted", "Ledger.JournalPosting.JournalEntryPosted, Ledger.JournalPosting", Body, SampleEvents.Noon,
                Key(n, 3).ToString(), Key(n, 4).ToString());

        public InboxClaim? ClaimOf(int message) => Claim(message);

        public string StreamOf(int message) => $"payment/stripe/acct_demo/pi_{message:D24}";

        public Task<int> LoadAsync(NpgsqlConnection connection, IReadOnlyCollection<string> keys, CancellationToken ct) =>
            Task.FromResult(0);

        public ICommitBatch<int, int, int, int> Begin(int states) => this;

        public int Changes(IReadOnlyList<AppendedEvent> appended) => 0;

        public int After(int loaded, IReadOnlyCollection<string> streamIds) => 0;

        public Decision<int> Decide(int message, InboxFinding finding) =>
            new(message, "posted", null, Key(message, 3), [new StreamAppend(StreamOf(message), Event(message))], []);

        public void Write(NpgsqlBatch batch, int changes)
        {
        }

        // Scattered like the name-based ids of real messages.
        static Guid Key(int n, int kind) => new(SHA256.HashData(BitConverter.GetBytes(((long)n * 8) + kind)).AsSpan(0, 16));

    }
}
