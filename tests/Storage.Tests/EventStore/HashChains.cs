using System.Text;
using Ledger.EventStore;
using Xunit;

namespace Ledger.Storage.Tests.EventStore;

public sealed class HashChains
{
    [Fact]
    public async Task An_empty_and_an_untouched_schema_verify()
    {
        await using var database = await EventStoreDatabase.CreateAsync();
        Assert.Equal(new ChainVerdict(0, 0, null), await VerifyAsync(database));

        await FillAsync(database);
        Assert.Equal(new ChainVerdict(20, 0, null), await VerifyAsync(database));
    }

    [Fact]
    public async Task The_chain_can_be_recomputed_in_sql_alone()
    {
        await using var database = await EventStoreDatabase.CreateAsync();
        await FillAsync(database);

        var wrong = await database.CountAsync(
            """
            (select headers ->> 'hash' as hash, encode(sha256(
                coalesce(lag(decode(headers ->> 'hash', 'hex')) over (order by seq_id), decode(repeat('00', 32), 'hex'))
                || convert_to(concat_ws(E'\n', seq_id, id, stream_id, version, type, mt_dotnet_type,
                    (extract(epoch from timestamp) * 1000000)::bigint, coalesce(correlation_id, ''), coalesce(causation_id, ''),
                    data), 'UTF8')), 'hex') as recomputed
            from journal.mt_events) e where hash is distinct from recomputed
            """);
        Assert.Equal(0, wrong);
    }

    [Theory]
    [InlineData("data", "update journal.mt_events set data = data || '{\"Number\": 99}' where seq_id = 7", 7)]
    [InlineData("timestamp", "update journal.mt_events set timestamp = timestamp + interval '1 microsecond' where seq_id = 7", 7)]
    [InlineData("type", "update journal.mt_events set type = 'other' where seq_id = 7", 7)]
    [InlineData("correlation", "update journal.mt_events set correlation_id = 'other' where seq_id = 7", 7)]
    [InlineData("id", "update journal.mt_events set id = gen_random_uuid() where seq_id = 7", 7)]
    [InlineData("stream", "update journal.mt_events set stream_id = 's0', version = 1000 where seq_id = 7", 7)]
    [InlineData("deleted", "delete from journal.mt_events where seq_id = 7", 8)]
    [InlineData("first deleted", "delete from journal.mt_events where seq_id = 1", 2)]
    [InlineData("last deleted", "delete from journal.mt_events where seq_id = 20", 20)]
    [InlineData("hash taken away", "update journal.mt_events set headers = null where seq_id = 7", 8)]
    [InlineData("last hash taken away", "update journal.mt_events set headers = null where seq_id = 20", 20)]
    [InlineData("swapped", "update journal.mt_events set seq_id = -seq_id where seq_id in (7, 8); update journal.mt_events set seq_id = 15 + seq_id where seq_id < 0", 7)]
    [InlineData("contents swapped", "update journal.mt_events e set data = o.data from journal.mt_events o where e.seq_id in (7, 8) and o.seq_id = 15 - e.seq_id", 7)]
    [InlineData("head set back", "update journal.chain_head set events = 19", 20)]
    public async Task Whoever_may_do_everything_in_the_database_still_shows(string what, string sql, long position)
    {
        await using var database = await EventStoreDatabase.CreateAsync();
        await FillAsync(database);
        await database.ExecuteAsync(sql);

        var verdict = await VerifyAsync(database);

        Assert.False(verdict.Whole, what);
        Assert.Equal(position, verdict.Break!.Position);
    }

    [Fact]
    public async Task Events_of_another_program_are_counted_and_break_nothing()
    {
        await using var database = await EventStoreDatabase.CreateAsync();
        await FillAsync(database);
        await database.ExecuteAsync(
            "select journal.mt_quick_append_events('x', null, '*DEFAULT*', array[gen_random_uuid()], array['x'], array['X, X'], array['{}']::jsonb[], array['a'], array['b'], array['null']::jsonb[])");
        await FillAsync(database, "after");

        Assert.Equal(new ChainVerdict(40, 1, null), await VerifyAsync(database));
    }

    [Fact]
    public async Task Bodies_are_stored_as_they_came_and_hash_as_the_server_prints_them_whatever_they_hold()
    {
        await using var database = await EventStoreDatabase.CreateAsync();
        var store = Open(database);
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var documents = new List<string>();
        for (var n = 0; n < 8; n++)
        {
            var batch = Enumerable.Range(0, 500).Select(_ => Document(random)).ToList();
            documents.AddRange(batch);
            await store.AppendAsync(
                $"s{n}", 0, [.. batch.Select(document => SampleEvents.Of(document, at: Instant(random)))], CancellationToken.None);
        }

        var verdict = await VerifyAsync(database);
        Assert.True(verdict.Whole, $"seed {seed}: {verdict.Break}");
        Assert.Equal(4_000, verdict.Events);
        var (found, other) = await ComparedAsync(database, documents);
        Assert.True(found == 4_000 && other == 0, $"seed {seed}: {found} found, {other} of them hold anything else");
    }

    [Theory]
    [InlineData("""{"A":1e401}""")]
    [InlineData("""{"A":}""")]
    [InlineData("""{} {}""")]
    [InlineData("")]
    public async Task A_body_that_is_no_sensible_json_is_refused_before_anything_is_written(string json)
    {
        await using var database = await EventStoreDatabase.CreateAsync();
        await Assert.ThrowsAnyAsync<Exception>(
            () => Open(database).AppendAsync("a", 0, [SampleEvents.Of(json)], CancellationToken.None));
        Assert.Equal(0, await database.CountAsync("journal.mt_events"));
    }

    /// <summary>How many events there are for these documents, and how many of them hold anything else.</summary>
    static async Task<(long Found, long Other)> ComparedAsync(EventStoreDatabase database, IReadOnlyList<string> documents)
    {
        await using var command = database.Source.CreateCommand(
            """
            select count(*), count(*) filter (where e.data is distinct from d.document::jsonb)
            from unnest($1) with ordinality as d (document, n) join journal.mt_events e on e.seq_id = d.n
            """);
        command.Parameters.Add(new() { Value = documents.ToArray() });
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    static Task<ChainVerdict> VerifyAsync(EventStoreDatabase database) =>
        HashChain.VerifyAsync(database.Source, EventStoreDatabase.Schema, CancellationToken.None);

    static PostgresEventStore Open(EventStoreDatabase database) =>
        new(database.Source, EventStoreDatabase.Schema, TimeProvider.System);

    static async Task FillAsync(EventStoreDatabase database, string prefix = "s")
    {
        for (var n = 0; n < 5; n++)
        {
            var events = Enumerable.Range(0, 4).Select(m => SampleEvents.Number(m)).ToList();
            await Open(database).AppendAsync($"{prefix}{n}", 0, events, CancellationToken.None);
        }
    }

    static DateTimeOffset Instant(Random random) =>
        new DateTimeOffset(1950, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(random.NextInt64(TimeSpan.TicksPerDay * 365 * 120));

    static string Document(Random random)
    {
        var text = new StringBuilder();
        AppendObject(text, random, 0);
        return text.ToString();
    }

    static void AppendObject(StringBuilder text, Random random, int depth)
    {
        text.Append('{');
        for (var n = random.Next(6); n > 0; n--)
        {
            AppendText(text, random).Append(" :");
            AppendValue(text, random, depth);
            text.Append(n > 1 ? "," : "\n");
        }

        text.Append('}');
    }

    static void AppendValue(StringBuilder text, Random random, int depth)
    {
        switch (random.Next(depth > 4 ? 4 : 7))
        {
            case 0: text.Append(Pick(random, "true", "false", "null")); break;
            case 1: AppendText(text, random); break;
            case 2: AppendNumber(text, random); break;
            case 3: text.Append(Pick(random, "0", "-0", "-0.0", "0e0", "-0e3", "0.00e1", "1E+2", "1.50E-3", "1e-400", "9e399")); break;
            case 4:
                text.Append('[');
                for (var n = random.Next(4); n > 0; n--)
                {
                    AppendValue(text, random, depth + 1);
                    text.Append(n > 1 ? "," : " ");
                }

                text.Append(']');
                break;
            default: AppendObject(text, random, depth + 1); break;
        }
    }

    static void AppendNumber(StringBuilder text, Random random)
    {
        text.Append(random.Next(2) == 0 ? "-" : "").Append(random.NextInt64(random.Next(2) == 0 ? 1_000 : long.MaxValue));
        if (random.Next(2) == 0)
        {
            text.Append('.').Append(random.Next(100_000).ToString("D5")[..random.Next(1, 6)]);
        }

        if (random.Next(3) == 0)
        {
            text.Append(Pick(random, "e", "E")).Append(Pick(random, "", "+", "-")).Append(random.Next(30));
        }
    }

    static StringBuilder AppendText(StringBuilder text, Random random)
    {
        string[] pieces =
        [
            "a", "b", "Amount", "é", "日", "😀", "\\u00e9", "\\ud83d\\ude00", "\\\"", "\\\\", "\\/", "\\b\\f\\n\\r\\t", "\\u0001", "\\u001F",
            "\u007f", "\u2028", " ", "\\u0041", "<&>", "'",
        ];
        text.Append('"');
        for (var n = random.Next(4); n > 0; n--)
        {
            text.Append(Pick(random, pieces));
        }

        return text.Append('"');
    }

    static string Pick(Random random, params string[] choices) => choices[random.Next(choices.Length)];
}
