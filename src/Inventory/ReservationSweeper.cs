using Ledger.Inventory.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Ledger.Inventory;

/// <summary>
/// Releases reservations that have run out (R-IN-10), so that it is said on <c>ledger.inventory</c>. Nothing depends on when:
/// what has lapsed counts as available before it is released.
/// </summary>
public sealed class ReservationSweeper : BackgroundService
{
    readonly ILapsedOrders _lapsed;
    readonly TimeSpan _every;
    readonly InventoryWriter _inventory;
    readonly TimeProvider _time;
    readonly ILogger _logger;

    /// <summary>Makes the sweeper of an inventory.</summary>
    public ReservationSweeper(
        NpgsqlDataSource source, InventoryOptions options, InventoryWriter inventory, TimeProvider time, ILogger<ReservationSweeper> logger)
        : this(new LapsedOrdersSql(source, options.Schema), options.SweepEvery, inventory, time, logger)
    {
    }

    /// <summary>Makes a sweeper over any table of reservations.</summary>
    internal ReservationSweeper(ILapsedOrders lapsed, TimeSpan every, InventoryWriter inventory, TimeProvider time, ILogger logger) =>
        (_lapsed, _every, _inventory, _time, _logger) = (lapsed, every, inventory, time, logger);

    /// <summary>Releases what has lapsed by now.</summary>
    /// <returns>How many orders had lapsed.</returns>
    public async Task<int> SweepAsync(CancellationToken ct)
    {
        for (var total = 0; ;)
        {
            var orders = await _lapsed.ReadAsync(_time.GetUtcNow(), ct);
            var released = await Task.WhenAll(orders.Select(order => _inventory.LapseAsync(order, ct)));
            total += released.Count(each => each);
            if (!released.Contains(true)) // Nothing is left, or others were quicker, or the table is wrong: the next time tells.
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
                if (await SweepAsync(stoppingToken) is > 0 and var orders)
                {
                    _logger.Swept(orders);
                }
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                _logger.SweepFailed(_every, failure);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
