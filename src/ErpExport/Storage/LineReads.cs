using Ledger.Accounting;
using Ledger.ErpExport.Documents;
using Ledger.ErpExport.Runs;
using Npgsql;

namespace Ledger.ErpExport.Storage;

/// <summary>What is asked about the lines of documents and their way back to the journal.</summary>
/// <param name="source">Where the schema lies.</param>
/// <param name="schema">Its name.</param>
public sealed class LineReads(NpgsqlDataSource source, string schema)
{
    /// <summary>The way back from each line of a document, in order of the lines.</summary>
    public async Task<IReadOnlyList<LineLink>> LinksAsync(string target, DocumentReference reference, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            $"""
            select line_no, positions, sha256, booked_currency, booked_units
            from {schema}.document_line where target = $1 and reference = $2 order by line_no
            """);
        command.Parameters.Add(ErpColumns.Text(target));
        command.Parameters.Add(ErpColumns.Text(reference.Value));
        await using var reader = await command.ExecuteReaderAsync(ct);
        var links = new List<LineLink>();
        while (await reader.ReadAsync(ct))
        {
            links.Add(new LineLink(
                reader.GetInt32(0), reader.GetFieldValue<long[]>(1), reader.GetFieldValue<byte[]>(2),
                await reader.IsDBNullAsync(3, ct) ? null : new Money(reader.GetInt64(4), Currency.Parse(reader.GetString(3)))));
        }

        return links;
    }

    /// <summary>Which currencies of some entries stand in other documents of the run that count.</summary>
    public async Task<IReadOnlySet<(long Position, string Currency)>> ElsewhereAsync(
        string target, long runNumber, DocumentReference reference, IReadOnlyCollection<long> positions, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            $"""
            select distinct p.position, coalesce(l.booked_currency, l.currency)
            from {schema}.document d join {schema}.document_line l using (target, reference) cross join unnest(l.positions) as p (position)
            where d.target = $1 and d.run_number = $2 and d.reference <> $3 and d.state <> 'superseded' and l.positions && $4
                and p.position = any($4)
            """);
        command.Parameters.Add(ErpColumns.Text(target));
        command.Parameters.Add(ErpColumns.Number(runNumber));
        command.Parameters.Add(ErpColumns.Text(reference.Value));
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. positions] });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var elsewhere = new HashSet<(long, string)>();
        while (await reader.ReadAsync(ct))
        {
            elsewhere.Add((reader.GetInt64(0), reader.GetString(1)));
        }

        return elsewhere;
    }
}
