using Xunit;

namespace Ledger.Storage.Tests.EventStore;

/// <summary>
/// Pins the tables against what Marten 8.37.2 was seen to create on PostgreSQL 15 (string stream keys, single tenancy,
/// headers, correlation and causation on), so that a Marten application can open the database.
/// </summary>
public sealed class MartenTables
{
    [Fact]
    public async Task Columns_have_martens_names_order_types_nullability_and_defaults()
    {
        await using var database = await EventStoreDatabase.CreateAsync();

        string[] streams =
        [
            "id | character varying | not null | -",
            "type | character varying | null | -",
            "version | bigint | null | -",
            "timestamp | timestamp with time zone | not null | now()",
            "snapshot | jsonb | null | -",
            "snapshot_version | integer | null | -",
            "created | timestamp with time zone | not null | now()",
            "tenant_id | character varying | null | '*DEFAULT*'::character varying",
            "is_archived | boolean | null | false",
        ];
        string[] events =
        [
            "seq_id | bigint | not null | -",
            "id | uuid | not null | -",
            "stream_id | character varying | null | -",
            "version | bigint | not null | -",
            "data | jsonb | not null | -",
            "type | character varying(500) | not null | -",
            "timestamp | timestamp with time zone | not null | now()",
            "tenant_id | character varying | null | '*DEFAULT*'::character varying",
            "mt_dotnet_type | character varying | null | -",
            "correlation_id | character varying | null | -",
            "causation_id | character varying | null | -",
            "headers | jsonb | null | -",
            "is_archived | boolean | null | false",
        ];
        string[] progression =
        [
            "name | character varying | not null | -",
            "last_seq_id | bigint | null | -",
            "last_updated | timestamp with time zone | null | transaction_timestamp()",
        ];
        Assert.Equal(streams, await ColumnsAsync(database, "mt_streams"));
        Assert.Equal(events, await ColumnsAsync(database, "mt_events"));
        Assert.Equal(progression, await ColumnsAsync(database, "mt_event_progression"));
    }

    [Fact]
    public async Task Keys_constraints_and_indexes_have_martens_names_and_there_are_no_others()
    {
        await using var database = await EventStoreDatabase.CreateAsync();

        Assert.Equal(
            [
                "fkey_mt_events_stream_id | FOREIGN KEY (stream_id) REFERENCES journal.mt_streams(id) ON DELETE CASCADE",
                "pk_mt_event_progression | PRIMARY KEY (name)",
                "pkey_mt_events_seq_id | PRIMARY KEY (seq_id)",
                "pkey_mt_streams_id | PRIMARY KEY (id)",
            ],
            await database.RowsAsync(
                """
                select conname, pg_get_constraintdef(oid) from pg_constraint
                where conrelid::regclass::text like 'journal.mt!_%' escape '!' order by conname collate "C"
                """));
        Assert.Equal(
            [
                "CREATE UNIQUE INDEX pk_mt_event_progression ON journal.mt_event_progression USING btree (name)",
                "CREATE UNIQUE INDEX pk_mt_events_stream_and_version ON journal.mt_events USING btree (stream_id, version)",
                "CREATE UNIQUE INDEX pkey_mt_events_seq_id ON journal.mt_events USING btree (seq_id)",
                "CREATE UNIQUE INDEX pkey_mt_streams_id ON journal.mt_streams USING btree (id)",
            ],
            await database.RowsAsync(
                """
                select indexdef from pg_indexes where schemaname = 'journal' and tablename like 'mt!_%' escape '!'
                order by indexname collate "C"
                """));
    }

    [Fact]
    public async Task The_sequence_hands_out_single_numbers_and_is_owned_by_the_column()
    {
        await using var database = await EventStoreDatabase.CreateAsync();

        Assert.Equal(
            ["bigint | 1 | 1 | 1 | False"],
            await database.RowsAsync(
                """
                select data_type::text, start_value, increment_by, cache_size, cycle from pg_sequences
                where schemaname = 'journal' and sequencename = 'mt_events_sequence'
                """));
        Assert.Equal(
            ["journal.mt_events_sequence"],
            await database.RowsAsync("select pg_get_serial_sequence('journal.mt_events', 'seq_id')"));
    }

    [Fact]
    public async Task The_three_functions_that_marten_calls_are_there()
    {
        await using var database = await EventStoreDatabase.CreateAsync();

        Assert.Equal(
            [
                "mt_archive_stream | streamid character varying | void",
                "mt_mark_event_progression | name character varying, last_encountered bigint | void",
                "mt_quick_append_events | stream character varying, stream_type character varying, tenantid character varying, "
                    + "event_ids uuid[], event_types character varying[], dotnet_types character varying[], bodies jsonb[], "
                    + "causation_ids character varying[], correlation_ids character varying[], headers jsonb[] | integer[]",
            ],
            await database.RowsAsync(
                """
                select proname, pg_get_function_arguments(oid), pg_get_function_result(oid) from pg_proc
                where pronamespace = 'journal'::regnamespace and proname like 'mt!_%' escape '!' order by proname
                """));
    }

    [Fact]
    public async Task The_functions_do_what_marten_expects_of_them()
    {
        await using var database = await EventStoreDatabase.CreateAsync();
        const string Append =
            """
            select journal.mt_quick_append_events('payment/1', 'payment', '*DEFAULT*', array[gen_random_uuid(), gen_random_uuid()],
                array['opened', 'closed'], array['A.Opened, A', 'A.Closed, A'], array['{"A": 1}', '{}']::jsonb[],
                array['cause', null], array['correlation', null], array['{"k": "v"}', 'null']::jsonb[])::text
            """;

        Assert.Equal(["{2,1,2}"], await database.RowsAsync(Append));
        Assert.Equal(["{4,3,4}"], await database.RowsAsync(Append));
        await database.ExecuteAsync("select journal.mt_mark_event_progression('Balance:All', 3)");
        await database.ExecuteAsync("select journal.mt_mark_event_progression('Balance:All', 4)");
        await database.ExecuteAsync("select journal.mt_archive_stream('payment/1')");

        Assert.Equal(
            ["1 | payment/1 | 1 | opened | *DEFAULT* | A.Opened, A | correlation | cause | {\"k\": \"v\"} | True"],
            await database.RowsAsync(
                """
                select seq_id, stream_id, version, type, tenant_id, mt_dotnet_type, correlation_id, causation_id, headers, is_archived
                from journal.mt_events where version = 1
                """));
        Assert.Equal(
            ["payment | 4 | True"], await database.RowsAsync("select type, version, is_archived from journal.mt_streams"));
        Assert.Equal(
            ["Balance:All | 4"], await database.RowsAsync("select name, last_seq_id from journal.mt_event_progression"));
    }

    static Task<string[]> ColumnsAsync(EventStoreDatabase database, string table) =>
        database.RowsAsync(
            $"""
            select a.attname, format_type(a.atttypid, a.atttypmod), case when a.attnotnull then 'not null' else 'null' end,
                   pg_get_expr(d.adbin, d.adrelid)
            from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
            where a.attrelid = 'journal.{table}'::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum
            """);
}
