namespace Ledger.Reporting.Tracing;

/// <summary>Reads which documents of which ERPs entries went into.</summary>
static class TraceExports
{
    /// <summary>One row for each entry, target and document; without a document for what is excluded or not cut yet.</summary>
    const string Exports =
        """
        select p.position, t.target, r.number, r.run_id, d.reference, d.state, d.erp_number, d.erp_id, d.posted_date, d.reason, d.detail,
               exists (select from entry e where e.position = p.position),
               (select min(first.cut_from) from run first where first.target = t.target)
        from unnest($1) as p (position) cross join target t
            left join run r on r.target = t.target and r.cut_from < p.position and r.cut_to >= p.position
            left join document d on d.target = t.target and d.run_number = r.number and p.position = any (d.positions)
        order by p.position, t.target, d.number
        """;

    const string Named =
        """
        select distinct p.position
        from document d cross join unnest(d.positions) as p (position)
        where d.reference = $1 or d.erp_number = $1 order by p.position limit $2
        """;

    const string Streams = "select distinct stream_id from mt_events where seq_id = any ($1)";

    /// <summary>What became of entries at the ERPs; empty when this ledger exports to none.</summary>
    /// <param name="erp">Where the export lies; null when nobody named it.</param>
    /// <param name="positions">Positions of the entries.</param>
    /// <param name="ct">Stops it.</param>
    public static async Task<ILookup<long, TracedExport>> FindAsync(SchemaSource? erp, long[] positions, CancellationToken ct)
    {
        await using var snapshot = await OpenAsync(erp, ct);
        if (snapshot is null || positions.Length == 0)
        {
            return Array.Empty<(long Position, TracedExport Export)>().ToLookup(row => row.Position, row => row.Export);
        }

        await using var command = snapshot.Command(Exports, (object)positions);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var exports = new List<(long Position, TracedExport Export)>();
        while (await reader.ReadAsync(ct))
        {
            var position = reader.GetInt64(0);
            string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
            var (isCut, reference) = (!reader.IsDBNull(2), Text(4));
            var begins = reader.IsDBNull(12) ? (long?)null : reader.GetInt64(12);
            var waits = position <= begins ? "before the export" : reader.GetBoolean(11) ? "not cut yet" : "not arrived yet";
            exports.Add((position, new TracedExport(
                reader.GetString(1), isCut ? reader.GetInt64(2) : null, isCut ? reader.GetGuid(3) : null, reference,
                Text(5) ?? (isCut ? "excluded" : waits),
                Text(6), Text(7), reader.IsDBNull(8) ? null : reader.GetFieldValue<DateOnly>(8), Text(9), Text(10))));
        }

        return exports.ToLookup(row => row.Position, row => row.Export);
    }

    /// <summary>The streams whose entries are in a document of this reference or number.</summary>
    public static async Task<IReadOnlyList<(string Kind, string StreamId)>> NamedAsync(
        SchemaSource? erp, Snapshot journal, string id, CancellationToken ct)
    {
        await using var snapshot = await OpenAsync(erp, ct);
        if (snapshot is null)
        {
            return [];
        }

        var positions = new List<long>();
        await using (var command = snapshot.Command(Named, id, Trace.StreamsMax * 4))
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
            {
                positions.Add(reader.GetInt64(0));
            }
        }

        await using var streams = journal.Command(Streams, (object)positions.ToArray());
        await using var named = await streams.ExecuteReaderAsync(ct);
        var found = new List<(string, string)>();
        while (await named.ReadAsync(ct))
        {
            found.Add(("ERP document", named.GetString(0)));
        }

        return found;
    }

    static async Task<Snapshot?> OpenAsync(SchemaSource? erp, CancellationToken ct)
    {
        if (erp is null)
        {
            return null;
        }

        var snapshot = await Snapshot.TakeAsync(erp, ct);
        if (await snapshot.ScalarAsync<bool>("select to_regclass('run_exclusion') is not null", ct))
        {
            return snapshot;
        }

        await snapshot.DisposeAsync();
        return null;
    }
}
