using Ledger.ErpExport.Storage;
using Npgsql;

namespace Ledger.ErpExport.Queries;

/// <summary>Reads runs with what became of their documents.</summary>
/// <param name="source">Where the schema lies.</param>
/// <param name="schema">Its name.</param>
public sealed class RunQuery(NpgsqlDataSource source, string schema)
{
    readonly string _runs =
        $"""
        select r.number, r.run_id, r.mode, r.cut_from, r.cut_to, r.mapping_version, r.cut_at, r.entries, cardinality(r.excluded)::bigint,
               count(d.reference),
               count(*) filter (where d.state in ('posted', 'confirmed', 'mismatch')),
               count(*) filter (where d.state = 'rejected'), count(*) filter (where d.state = 'held'),
               count(*) filter (where d.state = 'unknown'),
               count(*) filter (where d.state in ('planned', 'sending', 'drafted', 'posting', 'accepted', 'throttled')),
               count(d.erp_number), max(d.changed_at)
        from {schema}.run r left join {schema}.document d
            on d.target = r.target and d.run_number = r.number and d.state <> 'superseded'
        where r.target = $1 and ($2::bigint is null or r.number = $2)
        group by r.target, r.number order by r.number desc limit $3
        """;

    /// <summary>The last runs of a target, the last first.</summary>
    public Task<IReadOnlyList<RunSummary>> LastAsync(string target, int limit, CancellationToken ct) => RunsAsync(target, null, limit, ct);

    /// <summary>One run with its evidence; null when there is none of that number.</summary>
    public async Task<RunEvidence?> OneAsync(string target, long number, CancellationToken ct)
    {
        if (await RunsAsync(target, number, 1, ct) is not [var run])
        {
            return null;
        }

        var documents = await new DocumentQuery(source, schema).ListAsync(
            new DocumentFilter(target, null, number, int.MaxValue), ct);
        var live = documents.Where(document => document.State != "superseded")
            .OrderBy(document => document.Reference, StringComparer.Ordinal).ToList();
        var (lines, totals) = await TotalsAsync(target, number, ct);
        return new RunEvidence(
            run, lines, totals,
            [.. live.Where(document => (document.ErpNumber ?? document.ErpId) is not null)
                .Select(document => new CreatedDocument(document.Reference, document.ErpNumber, document.ErpId))],
            [.. live.Where(document => document.Reason is not null)], run.OnTheWay + run.Unknown == 0 ? run.ChangedAt ?? run.CutAt : null);
    }

    async Task<IReadOnlyList<RunSummary>> RunsAsync(string target, long? number, int limit, CancellationToken ct)
    {
        await using var command = source.CreateCommand(_runs);
        command.Parameters.Add(ErpColumns.Text(target));
        command.Parameters.Add(
            new NpgsqlParameter { Value = (object?)number ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bigint });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var runs = new List<RunSummary>();
        while (await reader.ReadAsync(ct))
        {
            runs.Add(Read(reader));
        }

        return runs;
    }

    static RunSummary Read(NpgsqlDataReader reader) => new()
    {
        Number = reader.GetInt64(0),
        RunId = reader.GetGuid(1),
        Mode = reader.GetString(2),
        CutFrom = reader.GetInt64(3),
        CutTo = reader.GetInt64(4),
        MappingVersion = reader.GetString(5),
        CutAt = reader.GetFieldValue<DateTimeOffset>(6),
        Entries = reader.GetInt64(7),
        Excluded = reader.GetInt64(8),
        Total = reader.GetInt64(9),
        Processed = reader.GetInt64(10),
        Rejected = reader.GetInt64(11),
        Held = reader.GetInt64(12),
        Unknown = reader.GetInt64(13),
        OnTheWay = reader.GetInt64(14),
        Numbered = reader.GetInt64(15),
        ChangedAt = reader.IsDBNull(16) ? null : reader.GetFieldValue<DateTimeOffset>(16),
    };

    async Task<(long Lines, IReadOnlyList<RunTotal> Totals)> TotalsAsync(string target, long number, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            $"""
            select l.currency, count(*), coalesce(sum(l.minor_units) filter (where l.side = 'D'), 0)::bigint,
                   coalesce(sum(l.minor_units) filter (where l.side = 'C'), 0)::bigint
            from {schema}.document d join {schema}.document_line l using (target, reference)
            where d.target = $1 and d.run_number = $2 and d.state <> 'superseded'
            group by l.currency order by l.currency
            """);
        command.Parameters.Add(ErpColumns.Text(target));
        command.Parameters.Add(ErpColumns.Number(number));
        await using var reader = await command.ExecuteReaderAsync(ct);
        var totals = new List<RunTotal>();
        var lines = 0L;
        while (await reader.ReadAsync(ct))
        {
            lines += reader.GetInt64(1);
            totals.Add(new RunTotal(reader.GetString(0), reader.GetInt64(2), reader.GetInt64(3)));
        }

        return (lines, totals);
    }
}
