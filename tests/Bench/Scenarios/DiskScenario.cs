using Ledger.Bench.Reporting;
using Npgsql;

namespace Ledger.Bench.Scenarios;

/// <summary>Bytes on disk per posted entry: every table and index of journal and archive, after load through the pipeline.</summary>
public sealed class DiskScenario : IScenario
{
    const double BytesMax = 1_500;

    /// <inheritdoc/>
    public string Name => "disk";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Measurement>> RunAsync(BenchRun run, CancellationToken ct)
    {
        var events = run.Options.EventsOr(20_000);
        var pipeline = (await run.PipelineAsync(ct)).Product;
        await PipelineScenario.OneRoundAsync(pipeline, events, ct);
        var entries = await EntriesAsync(pipeline.Database, ct);
        var bytes = await SizesAsync(pipeline.Database, ct);
        var parts = bytes.ToDictionary(part => part.Name, part => Math.Round((double)part.Bytes / entries, 1));
        foreach (var (name, size) in parts)
        {
            run.Progress.Report($"{Name}: {size,8:0.0} bytes/entry  {name}");
        }

        return
        [
            Measurement.AtMost(Name, null, "bytes/entry", [(double)bytes.Sum(part => part.Bytes) / entries], BytesMax) with
            {
                Note = $"over {entries:N0} entries, each from a webhook of its own.",
                Parts = parts,
            },
        ];
    }

    static async Task<long> EntriesAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            "select count(*) from journal.mt_events where type = 'journal_entry_posted'");
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    // A table with its TOAST and maps, and each index by itself.
    static async Task<List<(string Name, long Bytes)>> SizesAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var command = database.CreateCommand("""
            select c.oid::regclass::text, case c.relkind when 'i' then pg_relation_size(c.oid) else pg_table_size(c.oid) end
            from pg_class c
            where relnamespace in ('journal'::regnamespace, 'evidence'::regnamespace) and relkind in ('r', 'i')
            order by 2 desc
            """);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var sizes = new List<(string, long)>();
        while (await reader.ReadAsync(ct))
        {
            sizes.Add((reader.GetString(0), reader.GetInt64(1)));
        }

        return sizes;
    }
}
