using System.Text;
using System.Text.Json;
using Ledger.ErpExport.Documents;
using Ledger.ErpExport.Events;
using Ledger.ErpExport.Storage;
using Ledger.EventStore;
using Npgsql;
using NpgsqlTypes;

namespace Ledger.ErpExport.Queries;

/// <summary>Reads documents for people.</summary>
/// <param name="source">Where the schema lies.</param>
/// <param name="schema">Its name.</param>
public sealed class DocumentQuery(NpgsqlDataSource source, string schema)
{
    readonly string _summaries =
        $"""
        select reference, run_number, company, date, cardinality(positions), state, erp_number, erp_id, reason, detail, erp_code, attempt,
               changed_at, changed_by
        from {schema}.document
        """;

    /// <summary>Documents, those of the last run first, in a run by their numbers.</summary>
    public async Task<IReadOnlyList<DocumentSummary>> ListAsync(DocumentFilter filter, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            $"""
            {_summaries}
            where target = $1 and ($2::text is null or state = $2) and ($3::bigint is null or run_number = $3)
            order by run_number desc, number limit $4
            """);
        command.Parameters.Add(ErpColumns.Text(filter.Target));
        command.Parameters.Add(ErpColumns.Text(filter.State));
        command.Parameters.Add(
            new NpgsqlParameter { Value = (object?)filter.RunNumber ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = filter.Limit });
        return await SummariesAsync(command, ct);
    }

    /// <summary>One document with everything that is known of it; null when there is none of that reference.</summary>
    public async Task<DocumentView?> OneAsync(string target, string reference, CancellationToken ct)
    {
        if (await new ErpReads(source, schema).ByReferenceAsync(target, [reference], ct) is not [var kept])
        {
            return null;
        }

        await using var command = source.CreateCommand($"{_summaries} where target = $1 and reference = $2");
        command.Parameters.Add(ErpColumns.Text(target));
        command.Parameters.Add(ErpColumns.Text(reference));
        var summary = (await SummariesAsync(command, ct))[0];
        var standing = kept.Standing;
        using var payload = JsonDocument.Parse(kept.Document.ToUtf8());
        return new DocumentView(
            summary, standing.Generation, standing.PayloadHash, standing.PostedDate, standing.Handle, standing.DueAt,
            payload.RootElement.Clone(), await LinesAsync(target, kept.Document, ct), await EntriesAsync(target, reference, ct),
            await HistoryAsync(standing.StreamId, ct));
    }

    async Task<IReadOnlyList<LineView>> LinesAsync(string target, PostingDocument document, CancellationToken ct) =>
        [.. (await new LineReads(source, schema).LinksAsync(target, document.Reference, ct))
            .Select(link => (link, Line: document.Lines[link.Line - 1]))
            .Select(each => new LineView(
                each.Line.Number, each.Line.LedgerAccount, each.Line.Account, each.Line.Side, each.Line.Amount, each.link.Booked,
                each.link.Positions))];

    async Task<IReadOnlyList<EntryLink>> EntriesAsync(string target, string reference, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            $"""
            select e.position, e.entry_id, e.stream_id
            from {schema}.document d join {schema}.entry e on e.position = any(d.positions)
            where d.target = $1 and d.reference = $2 order by e.position
            """);
        command.Parameters.Add(ErpColumns.Text(target));
        command.Parameters.Add(ErpColumns.Text(reference));
        await using var reader = await command.ExecuteReaderAsync(ct);
        var entries = new List<EntryLink>();
        while (await reader.ReadAsync(ct))
        {
            entries.Add(new EntryLink(reader.GetInt64(0), reader.GetGuid(1), reader.GetString(2)));
        }

        return entries;
    }

    async Task<IReadOnlyList<MoveView>> HistoryAsync(string streamId, CancellationToken ct)
    {
        var stored = await new PostgresEventStore(source, schema, TimeProvider.System).ReadStreamAsync(streamId, 0, ct);
        return [.. stored.Select(each => (each, Fact: ErpFacts.Read(each.Type, Encoding.UTF8.GetBytes(each.Data)) as ErpDocumentMoved))
            .Where(each => each.Fact is not null)
            .Select(each => new MoveView(
                each.each.Timestamp, each.Fact!.From, each.Fact.To, each.Fact.Actor, each.Fact.Reason, each.Fact.Detail, each.Fact.Remark,
                each.Fact.AnswerStatus, each.Fact.AnswerSha256, each.each.Hash))];
    }

    static async Task<IReadOnlyList<DocumentSummary>> SummariesAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        var summaries = new List<DocumentSummary>();
        while (await reader.ReadAsync(ct))
        {
            string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
            summaries.Add(new DocumentSummary(
                reader.GetString(0), reader.GetInt64(1), reader.GetString(2), reader.GetFieldValue<DateOnly>(3), reader.GetInt32(4),
                reader.GetString(5), Text(6), Text(7), Text(8), Text(9), Text(10), reader.GetInt32(11),
                reader.GetFieldValue<DateTimeOffset>(12), Text(13)));
        }

        return summaries;
    }
}
