using System.Text.Json;
using Ledger.ErpExport.Delivery;
using Ledger.ErpExport.Documents;
using Ledger.MessageBus.Messages;
using Npgsql;

namespace Ledger.ErpExport.Storage;

/// <summary>What the export's own loops ask its tables.</summary>
/// <param name="source">Where the schema lies.</param>
/// <param name="schema">Its name.</param>
public sealed class ErpReads(NpgsqlDataSource source, string schema)
{
    readonly string _documents = DocumentColumns.Select(schema, ", payload");

    /// <summary>Where a target stands; as if nothing had happened for one that has not begun.</summary>
    public async Task<TargetRow> TargetAsync(string target, CancellationToken ct) =>
        await TargetsAsync([target], ct) is [var begun] ? begun : new TargetRow { Target = target };

    /// <summary>Where targets stand, those that have begun.</summary>
    public async Task<IReadOnlyList<TargetRow>> TargetsAsync(IReadOnlyCollection<string> targets, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            $"""
            select target, run_number, cut_to, paused, pause_reason, cut_requested, lease_until > now(), watermark, read_at, trouble
            from {schema}.target where target = any($1) order by target
            """);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. targets] });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<TargetRow>();
        while (await reader.ReadAsync(ct))
        {
            rows.Add(new TargetRow
            {
                Target = reader.GetString(0),
                RunNumber = reader.GetInt64(1),
                CutTo = reader.GetInt64(2),
                Paused = reader.GetBoolean(3),
                PauseReason = reader.IsDBNull(4) ? null : reader.GetString(4),
                CutRequested = reader.GetBoolean(5),
                HasSender = !reader.IsDBNull(6) && reader.GetBoolean(6),
                Watermark = reader.IsDBNull(7) ? null : reader.GetFieldValue<DateTimeOffset>(7),
                ReadAt = reader.IsDBNull(8) ? null : reader.GetFieldValue<DateTimeOffset>(8),
                Trouble = reader.IsDBNull(9) ? null : reader.GetString(9),
            });
        }

        return rows;
    }

    /// <summary>Entries behind a position, in order.</summary>
    public Task<IReadOnlyList<JournalEntryMessage>> EntriesAfterAsync(long position, int limit, CancellationToken ct) => EntriesAsync(
        $"select body from {schema}.entry where position > $1 order by position limit $2", ct,
        ErpColumns.Number(position), new NpgsqlParameter<int> { TypedValue = limit });

    /// <summary>Entries of some positions, in order.</summary>
    public Task<IReadOnlyList<JournalEntryMessage>> EntriesAtAsync(IReadOnlyCollection<long> positions, CancellationToken ct) =>
        EntriesAsync(
        $"select body from {schema}.entry where position = any($1) order by position", ct,
        new NpgsqlParameter<long[]> { TypedValue = [.. positions] });

    /// <summary>Documents with something to do, in order of their references.</summary>
    public Task<IReadOnlyList<KeptDocument>> DueAsync(string target, DateTimeOffset now, int limit, CancellationToken ct) => DocumentsAsync(
        "where target = $1 and due_at <= $2 order by run_number, number limit $3", ct,
        ErpColumns.Text(target), ErpColumns.Moment(now), new NpgsqlParameter<int> { TypedValue = limit });

    /// <summary>
    /// One document of each run in which documents wait for the run to be complete (see <see cref="WholeRuns"/>) and none keeps it open.
    /// </summary>
    public Task<IReadOnlyList<KeptDocument>> CompletedAsync(string target, CancellationToken ct) => DocumentsAsync(
        $"""
        where target = $1 and (run_number, number) in (
            select run_number, min(number) from {schema}.document
            where target = $1 and state = 'held' and reason = 'RUN_INCOMPLETE' group by run_number)
          and not exists (
            select from {schema}.document o
            where o.target = $1 and o.run_number = document.run_number and o.generation = 1
              and (o.state = 'rejected' and o.reason <> 'REFUSED_BY_ERP'
                or o.state = 'held' and o.reason <> 'RUN_INCOMPLETE' and o.due_at is null))
        order by run_number
        """,
        ct, ErpColumns.Text(target));

    /// <summary>All documents of a run that count.</summary>
    public Task<IReadOnlyList<KeptDocument>> OfRunAsync(string target, long runNumber, CancellationToken ct) => DocumentsAsync(
        "where target = $1 and run_number = $2 and state <> 'superseded' order by number", ct,
        ErpColumns.Text(target), ErpColumns.Number(runNumber));

    /// <summary>Documents of a target in some states.</summary>
    public Task<IReadOnlyList<KeptDocument>> InStatesAsync(
        string target, IReadOnlyCollection<DocumentState> states, DateTimeOffset changedBefore, int limit, CancellationToken ct) =>
            DocumentsAsync(
        "where target = $1 and state = any($2) and changed_at <= $3 order by run_number, number limit $4", ct,
        ErpColumns.Text(target), Words(states), ErpColumns.Moment(changedBefore), new NpgsqlParameter<int> { TypedValue = limit });

    /// <summary>Documents of a target in a state, behind a reference ("" for all), in order of their references.</summary>
    public Task<IReadOnlyList<KeptDocument>> InStateAfterAsync(
        string target, DocumentState state, string after, int limit, CancellationToken ct) => DocumentsAsync(
        "where target = $1 and state = $2 and reference collate \"C\" > $3 order by reference collate \"C\" limit $4", ct,
        ErpColumns.Text(target), ErpColumns.Text(state.Word()), ErpColumns.Text(after), new NpgsqlParameter<int> { TypedValue = limit });

    /// <summary>Documents that the ERP has otherwise than as sent, accepted by a person or not; the last first.</summary>
    public Task<IReadOnlyList<KeptDocument>> DifferingAsync(string target, int limit, CancellationToken ct) => DocumentsAsync(
        "where target = $1 and (state = 'mismatch' or (state = 'confirmed' and reason is not null)) "
        + "order by run_number desc, number desc limit $2", ct,
        ErpColumns.Text(target), new NpgsqlParameter<int> { TypedValue = limit });

    /// <summary>Documents by their references; those that there are.</summary>
    public Task<IReadOnlyList<KeptDocument>> ByReferenceAsync(
        string target, IReadOnlyCollection<string> references, CancellationToken ct) => DocumentsAsync(
        "where target = $1 and reference = any($2) order by run_number, number", ct,
        ErpColumns.Text(target), new NpgsqlParameter<string[]> { TypedValue = [.. references] });

    /// <summary>Documents by the ERP's ids of them.</summary>
    public Task<IReadOnlyList<KeptDocument>> ByErpIdAsync(string target, IReadOnlyCollection<string> erpIds, CancellationToken ct) =>
        DocumentsAsync(
            "where target = $1 and erp_id = any($2) order by run_number, number", ct,
            ErpColumns.Text(target), new NpgsqlParameter<string[]> { TypedValue = [.. erpIds] });

    /// <summary>Positions of the entries of a document.</summary>
    public async Task<IReadOnlyList<long>> PositionsAsync(string target, DocumentReference reference, CancellationToken ct)
    {
        await using var command = source.CreateCommand($"select positions from {schema}.document where target = $1 and reference = $2");
        command.Parameters.Add(ErpColumns.Text(target));
        command.Parameters.Add(ErpColumns.Text(reference.Value));
        return await command.ExecuteScalarAsync(ct) as long[] ?? [];
    }

    /// <summary>The run of a number; null when there is none.</summary>
    public async Task<RunRow?> RunAsync(string target, long number, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            $"""
            select run_id, mode, cut_from, cut_to,
                (select max(number) from {schema}.document d where d.target = r.target and d.run_number = r.number)
            from {schema}.run r where target = $1 and number = $2
            """);
        command.Parameters.Add(ErpColumns.Text(target));
        command.Parameters.Add(ErpColumns.Number(number));
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? new RunRow(
                target, number, reader.GetGuid(0), reader.GetString(1), reader.GetInt64(2), reader.GetInt64(3),
                await reader.IsDBNullAsync(4, ct) ? 0 : reader.GetInt32(4))
            : null;
    }

    async Task<IReadOnlyList<JournalEntryMessage>> EntriesAsync(string sql, CancellationToken ct, params NpgsqlParameter[] parameters)
    {
        await using var command = source.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var entries = new List<JournalEntryMessage>();
        while (await reader.ReadAsync(ct))
        {
            entries.Add(JsonSerializer.Deserialize(reader.GetFieldValue<byte[]>(0), MessageJson.Default.JournalEntryMessage)!);
        }

        return entries;
    }

    async Task<IReadOnlyList<KeptDocument>> DocumentsAsync(string where, CancellationToken ct, params NpgsqlParameter[] parameters)
    {
        await using var command = source.CreateCommand($"{_documents} {where}");
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var documents = new List<KeptDocument>();
        while (await reader.ReadAsync(ct))
        {
            documents.Add(new KeptDocument(
                DocumentColumns.Read(reader), PostingDocument.Parse(reader.GetFieldValue<byte[]>(DocumentColumns.Count))));
        }

        return documents;
    }

    static NpgsqlParameter<string[]> Words(IReadOnlyCollection<DocumentState> states) =>
        new() { TypedValue = [.. states.Select(state => state.Word())] };
}

/// <summary>A document and where it stands.</summary>
/// <param name="Standing">Where it stands.</param>
/// <param name="Document">What it says.</param>
public sealed record KeptDocument(DocumentStanding Standing, PostingDocument Document);

/// <summary>A run, as kept.</summary>
/// <param name="Target">The target.</param>
/// <param name="Number">The target's count of it.</param>
/// <param name="RunId">Its identity.</param>
/// <param name="Mode">summary or detail.</param>
/// <param name="CutFrom">Position behind which it begins.</param>
/// <param name="CutTo">Last position in it.</param>
/// <param name="LastDocument">Number of its last document, those that came later included.</param>
public sealed record RunRow(string Target, long Number, Guid RunId, string Mode, long CutFrom, long CutTo, int LastDocument);

/// <summary>Where a target stands, as kept.</summary>
public sealed record TargetRow
{
    /// <summary>Its name.</summary>
    public required string Target { get; init; }

    /// <summary>Its last run; 0 before the first.</summary>
    public long RunNumber { get; init; }

    /// <summary>Last position that is cut.</summary>
    public long CutTo { get; init; }

    /// <summary>True when a person has stopped it.</summary>
    public bool Paused { get; init; }

    /// <summary>Why; null when nobody said.</summary>
    public string? PauseReason { get; init; }

    /// <summary>True when a person wants a run cut now.</summary>
    public bool CutRequested { get; init; }

    /// <summary>True when a process sends for it.</summary>
    public bool HasSender { get; init; }

    /// <summary>How far its changes are read, by the ERP's clock; null when they never were.</summary>
    public DateTimeOffset? Watermark { get; init; }

    /// <summary>When its changes were read last.</summary>
    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>What keeps it from going on, for people; null when nothing does.</summary>
    public string? Trouble { get; init; }
}
