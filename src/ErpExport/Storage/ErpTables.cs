using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Delivery;
using Ledger.ErpExport.Documents;
using Ledger.EventStore;
using Npgsql;

namespace Ledger.ErpExport.Storage;

/// <summary>The export's tables inside the group commit.</summary>
sealed class ErpTables(string schema, TimeProvider time) : ICommitTables<ErpStates, ErpChanges>
{
    readonly ErpWrites _writes = new(schema);

    readonly string _targets = $"select target, run_number, cut_to, fence from {schema}.target where target = any($1)";

    readonly string _documents =
        $"{DocumentColumns.Select(schema)} where (target, reference) in (select * from unnest($1, $2))";

    public async Task<ErpStates> LoadAsync(NpgsqlConnection connection, IReadOnlyCollection<string> keys, CancellationToken ct)
    {
        var states = new ErpStates(time.GetUtcNow());
        if (keys.Count == 0)
        {
            return states;
        }

        var documents = ErpStates.Documents(keys).ToList();
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(_targets) { Parameters = { Texts([.. ErpStates.Targets(keys)]) } },
                new NpgsqlBatchCommand(_documents)
                {
                    Parameters = { Texts([.. documents.Select(key => key.Target)]), Texts([.. documents.Select(key => key.Reference)]) },
                },
            },
        };
        await batch.PrepareAsync(ct);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            states.Set(new TargetStanding(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3)));
        }

        await reader.NextResultAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            states.Set(DocumentColumns.Read(reader));
        }

        return states;
    }

    public void Write(NpgsqlBatch batch, ErpChanges changes) => _writes.Add(batch, changes);

    static NpgsqlParameter<string[]> Texts(string[] texts) => new() { TypedValue = texts };
}

/// <summary>The columns of a document's standing.</summary>
static class DocumentColumns
{
    /// <summary>How many they are: what a reader asks for beside them comes behind.</summary>
    public const int Count = 23;

    public static string Select(string schema, string more = "") =>
        $"""
        select target, reference, run_number, state, generation, payload_hash, version, attempt, handle, erp_id, erp_number, posted_date,
               reason, detail, erp_code, answer_status, answer_sha256, unknown_since, due_at, changed_at, changed_by,
               first_sent_at, date{more}
        from {schema}.document
        """;

    public static DocumentStanding Read(NpgsqlDataReader reader) => new()
    {
        Target = reader.GetString(0),
        Reference = DocumentReference.Parse(reader.GetString(1)),
        RunNumber = reader.GetInt64(2),
        State = DocumentStates.Find(reader.GetString(3))
            ?? throw new FormatException($"'{reader.GetString(3)}' is no state of a document."),
        Generation = reader.GetInt32(4),
        PayloadHash = reader.GetString(5),
        Version = reader.GetInt64(6),
        Attempt = reader.GetInt32(7),
        Handle = Text(reader, 8),
        ErpId = Text(reader, 9),
        ErpNumber = Text(reader, 10),
        PostedDate = reader.IsDBNull(11) ? null : reader.GetFieldValue<DateOnly>(11),
        Reason = ErpReasons.Find(Text(reader, 12)),
        Detail = Text(reader, 13),
        ErpCode = Text(reader, 14),
        Evidence = reader.IsDBNull(15) ? ErpAnswerEvidence.None : new ErpAnswerEvidence(reader.GetInt32(15), Text(reader, 16) ?? ""),
        UnknownSince = Moment(reader, 17),
        DueAt = Moment(reader, 18),
        ChangedAt = reader.GetFieldValue<DateTimeOffset>(19),
        ChangedBy = Text(reader, 20),
        FirstSentAt = Moment(reader, 21),
        Date = reader.GetFieldValue<DateOnly>(22),
    };

    static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    static DateTimeOffset? Moment(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
}
