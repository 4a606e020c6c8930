using Ledger.ErpExport;
using Ledger.ErpExport.Storage;
using Ledger.EventStore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Ledger.Cli.Demo;

/// <summary>Has everything posted exported, and waits until each document is confirmed where it went.</summary>
/// <param name="source">Where the export lies.</param>
/// <param name="time">The clock.</param>
sealed class DemoExport(NpgsqlDataSource source, TimeProvider time)
{
    const string Schema = "erp_export";

    /// <summary>How long nothing may move before it gives up; the figures then show what is missing.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>Targets that the running worker sends to; none when nothing is exported.</summary>
    public async Task<IReadOnlyList<string>> TargetsAsync(CancellationToken ct)
    {
        await using var there = source.CreateCommand($"select to_regclass('{Schema}.target') is not null");
        if (!(bool)(await there.ExecuteScalarAsync(ct))!)
        {
            return [];
        }

        await using var command = source.CreateCommand($"select target from {Schema}.target where lease_until > now() order by target");
        await using var reader = await command.ExecuteReaderAsync(ct);
        var targets = new List<string>();
        while (await reader.ReadAsync(ct))
        {
            targets.Add(reader.GetString(0));
        }

        return targets;
    }

    /// <summary>Cuts a run of each target and waits.</summary>
    /// <param name="targets">The targets.</param>
    /// <param name="lastEntry">Position of the last posted entry.</param>
    /// <param name="step">Told how many documents are confirmed.</param>
    /// <param name="ct">Stops waiting.</param>
    public async Task<IReadOnlyList<ExportFigure>> RunAsync(
        IReadOnlyList<string> targets, long lastEntry, Action<int> step, CancellationToken ct)
    {
        await using var writer = new ErpWriter(source, Schema, new BatchQueueOptions(), time, NullLogger<ErpWriter>.Instance);
        IReadOnlyList<ExportFigure> last = [];
        var since = time.GetTimestamp();
        while (true)
        {
            var figures = await FiguresAsync(targets, lastEntry, ct);
            step(figures.Sum(figure => figure.Confirmed));
            if (!figures.SequenceEqual(last))
            {
                (last, since) = (figures, time.GetTimestamp());
            }

            if (figures.All(figure => figure.IsWhole) || time.GetElapsedTime(since) > Patience)
            {
                return figures;
            }

            foreach (var behind in figures.Where(figure => figure.Waiting > 0))
            {
                await writer.CommitAsync(
                    new ErpMessage.Commanded(
                        Guid.CreateVersion7(time.GetUtcNow()), behind.Target, TargetCommand.Cut, "the demo's day is over", "demo"),
                    ct);
            }

            await Task.Delay(TimeSpan.FromSeconds(1), time, ct);
        }
    }

    async Task<List<ExportFigure>> FiguresAsync(IReadOnlyList<string> targets, long lastEntry, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            $"""
            select t.target, count(d.reference)::int, count(d.reference) filter (where d.state = 'confirmed')::int,
                   greatest(0, $2 - t.cut_to)
            from {Schema}.target t left join {Schema}.document d on d.target = t.target and d.state <> 'superseded'
            where t.target = any($1) group by t.target, t.cut_to order by t.target
            """);
        command.Parameters.Add(new() { Value = targets.ToArray() });
        command.Parameters.Add(new() { Value = lastEntry });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var figures = new List<ExportFigure>();
        while (await reader.ReadAsync(ct))
        {
            figures.Add(new ExportFigure(reader.GetString(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetInt64(3)));
        }

        return figures;
    }
}

/// <summary>How far the export to one target is.</summary>
/// <param name="Target">The target.</param>
/// <param name="Documents">All its documents that count.</param>
/// <param name="Confirmed">Of these, read back and the same there.</param>
/// <param name="Waiting">Positions of the journal that are not cut yet.</param>
sealed record ExportFigure(string Target, int Documents, int Confirmed, long Waiting)
{
    /// <summary>True when everything posted is in documents, and each of them is confirmed.</summary>
    public bool IsWhole => Waiting == 0 && Documents == Confirmed;

    /// <summary>What is missing, in words; none when nothing is.</summary>
    public IEnumerable<string> Differences() => IsWhole
        ? []
        : [$"export to {Target}: {Confirmed} of {Documents} documents confirmed, {Waiting} positions of the journal not cut"];
}
