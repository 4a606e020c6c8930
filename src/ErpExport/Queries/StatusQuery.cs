using Ledger.ErpExport.Storage;
using Ledger.ErpExport.TieOuts;
using Npgsql;

namespace Ledger.ErpExport.Queries;

/// <summary>Reads how the export to the targets goes.</summary>
/// <param name="source">Where the schema lies.</param>
/// <param name="schema">Its name.</param>
public sealed class StatusQuery(NpgsqlDataSource source, string schema)
{
    /// <summary>Schema of the journal, where it may lie in the same database.</summary>
    public string Journal { get; init; } = "journal";

    /// <summary>The names of all targets that have begun.</summary>
    public async Task<IReadOnlyList<string>> BegunAsync(CancellationToken ct)
    {
        await using var command = source.CreateCommand($"select target from {schema}.target order by target");
        await using var reader = await command.ExecuteReaderAsync(ct);
        var names = new List<string>();
        while (await reader.ReadAsync(ct))
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }

    /// <summary>How the export to some targets goes, in order of their names.</summary>
    /// <param name="targets">Each with the position behind which its export begins.</param>
    /// <param name="ct">Stops reading.</param>
    public async Task<IReadOnlyList<TargetStatus>> ReadAsync(IReadOnlyDictionary<string, long> targets, CancellationToken ct)
    {
        var reads = new ErpReads(source, schema);
        var counts = (await CountsAsync([.. targets.Keys], ct)).ToLookup(count => count.Target, StringComparer.Ordinal);
        var tieOuts = new TieOutStore(source, schema);
        var statuses = new List<TargetStatus>();
        var seesJournal = await SeesJournalAsync(ct);
        foreach (var (name, startAfter) in targets.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var row = await reads.TargetAsync(name, ct);
            var from = row.RunNumber == 0 ? Math.Max(row.CutTo, startAfter) : row.CutTo;
            var (last, waiting) = await EntriesAsync(from, ct);
            long? notReceived = seesJournal ? await PostedBehindAsync(Math.Max(last, from), ct) : null;
            statuses.Add(new TargetStatus
            {
                Target = name,
                RunNumber = row.RunNumber,
                CutTo = row.CutTo,
                LastEntry = last,
                Waiting = waiting + (notReceived ?? 0),
                NotReceived = notReceived,
                Documents = counts[name].ToDictionary(count => count.State, count => count.Documents, StringComparer.Ordinal),
                UnknownLong = counts[name].Sum(count => count.Long),
                OpenFindings = await OpenFindingsAsync(name, ct),
                HasSender = row.HasSender,
                Paused = row.Paused,
                PauseReason = row.PauseReason,
                Trouble = row.Trouble,
                Watermark = row.Watermark,
                ReadAt = row.ReadAt,
                TieOut = await tieOuts.LastAsync(name, ct),
            });
        }

        return statuses;
    }

    async Task<IReadOnlyList<(string Target, string State, long Documents, long Long)>> CountsAsync(string[] targets, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            $"""
            select target, state, count(*), count(*) filter (where unknown_since < now() - interval '1 hour')
            from {schema}.document where target = any($1) group by target, state
            """);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = targets });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var counts = new List<(string, string, long, long)>();
        while (await reader.ReadAsync(ct))
        {
            counts.Add((reader.GetString(0), reader.GetString(1), reader.GetInt64(2), reader.GetInt64(3)));
        }

        return counts;
    }

    async Task<(long Last, long Waiting)> EntriesAsync(long cutTo, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            $"""
            select coalesce((select position from {schema}.entry order by position desc limit 1), 0),
                   (select count(*) from {schema}.entry where position > $1)
            """);
        command.Parameters.Add(ErpColumns.Number(cutTo));
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    // By the catalogue: a role that may not look into the schema is told nothing of it, and not refused.
    async Task<bool> SeesJournalAsync(CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            """
            select exists (
                select from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where n.nspname = $1 and c.relname = 'mt_events' and has_schema_privilege(n.oid, 'usage')
                    and has_table_privilege(c.oid, 'select'))
            """);
        command.Parameters.Add(ErpColumns.Text(Journal));
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    async Task<long> PostedBehindAsync(long position, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            $"select count(*) from {Journal}.mt_events where seq_id > $1 and type = 'journal_entry_posted'");
        command.Parameters.Add(ErpColumns.Number(position));
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    async Task<long> OpenFindingsAsync(string target, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            $"select count(distinct erp_id) from {schema}.finding where target = $1 and closed_at is null");
        command.Parameters.Add(ErpColumns.Text(target));
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }
}
