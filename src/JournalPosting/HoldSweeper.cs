using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Ledger.JournalPosting;

/// <summary>Looks for holds whose deadline has passed and has an exception raised for each, once (R-ID-25).</summary>
public sealed class HoldSweeper(
    NpgsqlDataSource source, JournalPostingOptions options, JournalWriter journal, TimeProvider time,
    ILogger<HoldSweeper> logger) : BackgroundService
{
    const int Page = 500;

    readonly string _due =
        $"""
        select stream_id from {options.Schema}.held_event
        where not overdue and deadline <= $1 order by deadline limit {Page}
        """;

    /// <summary>Raises what is overdue now.</summary>
    /// <returns>How many streams had an overdue hold.</returns>
    public async Task<int> SweepAsync(CancellationToken ct)
    {
        for (var total = 0; ;)
        {
            var due = await ReadDueAsync(ct);
            await Task.WhenAll(due.Select(stream => journal.RaiseOverdueAsync(stream, ct)));
            total += due.Count;
            if (due.Count == 0)
            {
                return total;
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.SweepEvery, time);
        do
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                logger.SweepFailed(options.SweepEvery, failure);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    async Task<HashSet<string>> ReadDueAsync(CancellationToken ct)
    {
        await using var command = source.CreateCommand(_due);
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = time.GetUtcNow().UtcDateTime });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var streams = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct))
        {
            streams.Add(reader.GetString(0));
        }

        return streams;
    }
}
