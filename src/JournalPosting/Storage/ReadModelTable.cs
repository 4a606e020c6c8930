namespace Ledger.JournalPosting.Storage;

/// <summary>
/// A table of the read models: its key, the other columns, and the statements that compare and repair it.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="Keys">Columns of its key.</param>
/// <param name="Others">Its other columns.</param>
/// <param name="AddsUp">True when its side table is added to row by row, for which it needs its key.</param>
sealed record ReadModelTable(string Name, string[] Keys, string[] Others, bool AddsUp = false)
{
    /// <summary>Ending of the side tables.</summary>
    public const string Suffix = "_rebuild";

    public static IReadOnlyList<ReadModelTable> All { get; } =
    [
        new("account_balance", ["account", "currency"], ["debits", "credits"], AddsUp: true),
        new("daily_balance", ["booking_date", "account", "currency"], ["debits", "credits"], AddsUp: true),
        new("journal_line", ["position", "line_no"],
            ["minor_units", "recorded_at", "booking_date", "side", "currency", "account"]),
        new("payment_state", ["stream_id"], ["status", "state", "version"]),
        new("held_event", ["event_id"], ["stream_id", "class", "reason", "deadline", "overdue", "event"]),
        new("trace_key", ["value", "stream_id"], []),
    ];

    public string Create(string schema) =>
        $"""
        drop table if exists {schema}.{Name}{Suffix};
        create unlogged table {schema}.{Name}{Suffix} (like {schema}.{Name} including {(AddsUp ? "all" : "constraints")});
        """;

    public string Drop(string schema) => $"drop table if exists {schema}.{Name}{Suffix};";

    /// <summary>
    /// True when both tables hold the same rows, told by their number and by a checksum over all columns of all rows;
    /// then the number. Much cheaper than finding what differs.
    /// </summary>
    public string AreEqual(string schema) =>
        $"""
        select l.rows = r.rows and l.checksum is not distinct from r.checksum, r.rows
        from (select count(*) as rows, bit_xor(hash_record_extended(t, 0)) as checksum from {schema}.{Name} t) l,
             (select count(*) as rows, bit_xor(hash_record_extended(t, 0)) as checksum from {schema}.{Name}{Suffix} t) r
        """;

    /// <summary>Counts: rows of the side table, missing, extra, changed.</summary>
    public string Compare(string schema) =>
        $"""
        select count(r.{Keys[0]}), count(*) filter (where l.{Keys[0]} is null),
               count(*) filter (where r.{Keys[0]} is null), count(*) filter (where {Changed})
        {Join(schema)}
        """;

    /// <summary>Keys of the first rows that differ.</summary>
    public string Examples(string schema) =>
        $"""
        select concat_ws(' ', {string.Join(", ", Keys.Select(key => $"coalesce(l.{key}, r.{key})"))})
        {Join(schema)}
        where l.{Keys[0]} is null or r.{Keys[0]} is null or {Changed}
        order by 1 limit 5
        """;

    /// <summary>Makes the table equal to the side table, touching only the rows that differ.</summary>
    public string Repair(string schema) =>
        $"""
        delete from {schema}.{Name} l where not exists (select from {schema}.{Name}{Suffix} r where {SameKey});
        insert into {schema}.{Name} as l ({Columns}) select {Columns} from {schema}.{Name}{Suffix}
        on conflict {OnConflict};
        """;

    string Columns => string.Join(", ", Keys.Concat(Others));

    string SameKey => string.Join(" and ", Keys.Select(key => $"l.{key} = r.{key}"));

    string Changed => Others.Length == 0
        ? "false"
        : $"l.{Keys[0]} is not null and r.{Keys[0]} is not null and ({Of("l")}) is distinct from ({Of("r")})";

    string OnConflict => Others.Length == 0
        ? "do nothing"
        : $"""
          ({string.Join(", ", Keys)}) do update set {string.Join(", ", Others.Select(other => $"{other} = excluded.{other}"))}
          where ({Of("l")}) is distinct from ({Of("excluded")})
          """;

    string Of(string alias) => string.Join(", ", Others.Select(other => $"{alias}.{other}"));

    string Join(string schema) => $"from {schema}.{Name} l full join {schema}.{Name}{Suffix} r on {SameKey}";
}
