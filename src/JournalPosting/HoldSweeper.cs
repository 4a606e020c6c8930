using Ledger.JournalPosting.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Ledger.JournalPosting;

/// <summary>Looks for holds whose deadline has passed and has an exception raised for each, once (R-ID-25).</summary>
public sealed class HoldSweeper : BackgroundService
{
    readonly IDueHolds _due;
    readonly TimeSpan _every;
    readonly JournalWriter _journal;
    readonly TimeProvider _time;
    readonly ILogger _logger;

    /// <summary>Makes the sweeper of a journal.</summary>
    public HoldSweeper(
        NpgsqlDataSource source, JournalPostingOptions options, JournalWriter journal, TimeProvider time, ILogger<HoldSweeper> logger)
        : this(new DueHoldsSql(source, options.Schema), options.SweepEvery, journal, time, logger)
    {
    }

    /// <summary>Makes a sweeper over any table of holds.</summary>
    internal HoldSweeper(IDueHolds due, TimeSpan every, JournalWriter journal, TimeProvider time, ILogger logger) =>
        (_due, _every, _journal, _time, _logger) = (due, every, journal, time, logger);

    /// <summary>Raises what is overdue now.</summary>
    /// <returns>How many streams had an overdue hold.</returns>
    public async Task<int> SweepAsync(CancellationToken ct)
    {
        for (var total = 0; ;)
        {
            var due = await _due.ReadAsync(_time.GetUtcNow(), ct);
            await Task.WhenAll(due.Select(stream => _journal.RaiseOverdueAsync(stream, ct)));
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
        using var timer = new PeriodicTimer(_every, _time);
        do
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                _logger.SweepFailed(_every, failure);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
