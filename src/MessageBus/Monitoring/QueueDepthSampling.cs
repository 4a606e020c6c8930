using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ledger.MessageBus.Monitoring;

/// <summary>
/// Reads the queue depths every few seconds for the meter; only consuming hosts do, so that each is reported once.
/// </summary>
sealed class QueueDepthSampling(QueueDepths depths, TimeProvider time, ILogger<QueueDepthSampling> logger)
    : BackgroundService
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                BusMeters.Depths(await depths.ReadAsync(stoppingToken));
            }
            catch (Exception unread) when (!stoppingToken.IsCancellationRequested)
            {
                // The last figures would be read as true; none are better.
                BusMeters.Depths([]);
                logger.DepthsUnread(unread.Message);
            }

            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
