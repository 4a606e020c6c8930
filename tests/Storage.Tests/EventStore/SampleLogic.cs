using Ledger.EventStore;
using Ledger.PaymentEvents;
using Npgsql;

namespace Ledger.Storage.Tests.EventStore;

/// <summary>Adds up the amounts of each stream: whatever is lost or doubled shows in the sum.</summary>
public sealed class SampleLogic
    : ICommitLogic<Sample, Told, Dictionary<string, long>, Dictionary<string, long>>,
        ICommitTables<Dictionary<string, long>, Dictionary<string, long>>
{
    public const string Table = "create table journal.tally (stream_id text primary key, total bigint not null)";

    /// <summary>Runs while the transaction is open, before anything is decided.</summary>
    public Func<Task> Loading { get; set; } = () => Task.CompletedTask;

    /// <summary>Runs before the states are read.</summary>
    public Func<Task> Looking { get; set; } = () => Task.CompletedTask;

    /// <summary>Server processes of the connections over which states were read, in order.</summary>
    public List<int> Connections { get; } = [];

    public List<int> BatchSizes { get; } = [];

    public InboxClaim? ClaimOf(Sample message) => message.Claim;

    public string StreamOf(Sample message) => message.Stream;

    public async Task<Dictionary<string, long>> LoadAsync(
        NpgsqlConnection connection, IReadOnlyCollection<string> keys, CancellationToken ct)
    {
        Connections.Add(connection.ProcessID);
        await Looking();
        await Loading();
        await using var command = new NpgsqlCommand("select stream_id, total from journal.tally where stream_id = any($1)", connection)
        {
            Parameters = { new() { Value = keys.ToArray() } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var totals = new Dictionary<string, long>();
        while (await reader.ReadAsync(ct))
        {
            totals.Add(reader.GetString(0), reader.GetInt64(1));
        }

        return totals;
    }

    public ICommitBatch<Sample, Told, Dictionary<string, long>, Dictionary<string, long>> Begin(Dictionary<string, long> states) =>
        new Batch(this, states);

    public void Write(NpgsqlBatch batch, Dictionary<string, long> changes)
    {
        if (changes.Count > 0)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(
                """
                insert into journal.tally (stream_id, total) select * from unnest($1, $2)
                on conflict (stream_id) do update set total = excluded.total
                """)
            {
                Parameters = { new() { Value = changes.Keys.ToArray() }, new() { Value = changes.Values.ToArray() } },
            });
        }
    }

    sealed class Batch(SampleLogic logic, Dictionary<string, long> totals)
        : ICommitBatch<Sample, Told, Dictionary<string, long>, Dictionary<string, long>>
    {
        readonly HashSet<string> _changed = [];
        int _decided;

        public Decision<Told> Decide(Sample message, InboxFinding finding)
        {
            _decided++;
            if (message.Does == "throw")
            {
                throw new FormatException(message.Message);
            }

            var told = new Told(finding.Verdict, finding.Prior?.Disposition, finding.Reported, totals.GetValueOrDefault(message.Stream));
            return finding.Verdict switch
            {
                InboxVerdict.New => Post(message, told),
                InboxVerdict.SameMessage or InboxVerdict.SameFact => Noted(told, []),
                InboxVerdict.KeyReused or InboxVerdict.FactContradicted => Noted(
                    told, finding.Reported ? [] : [new StreamAppend(message.Stream, SampleEvents.Of("{}", "exception_raised"))]),
            };
        }

        public Dictionary<string, long> Changes(IReadOnlyList<AppendedEvent> appended)
        {
            logic.BatchSizes.Add(_decided);
            return _changed.ToDictionary(stream => stream, stream => totals[stream], StringComparer.Ordinal);
        }

        public Dictionary<string, long> After(Dictionary<string, long> loaded, IReadOnlyCollection<string> streamIds)
        {
            var after = new Dictionary<string, long>(loaded);
            foreach (var stream in streamIds.Where(totals.ContainsKey))
            {
                after[stream] = totals[stream];
            }

            return after;
        }

        Decision<Told> Post(Sample message, Told told)
        {
            var stream = message.Does == "stray" ? "elsewhere" : message.Stream;
            var body = message.Does == "nul" ? """{"A":"\u0000"}""" : $$"""{"Number":{{message.Amount}},"A":"x"}""";
            totals[message.Stream] = told.Total + message.Amount;
            _changed.Add(message.Stream);
            return new Decision<Told>(
                told with { Total = totals[message.Stream] }, "posted", null, Guid.CreateVersion7(),
                [new StreamAppend(stream, SampleEvents.Of(body, id: DeterministicId.Of("event", message.Message)))],
                message.Settles is { } fact
                    ? [new InboxSettlement(DeterministicId.Of("fact", fact), "settled", "by " + message.Message, null)]
                    : []);
        }

        static Decision<Told> Noted(Told told, IReadOnlyList<StreamAppend> events) => new(told, "noop", null, null, events, []);
    }
}
