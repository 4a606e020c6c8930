using Ledger.Intake;
using Ledger.MessageBus.Messages;

namespace Ledger.Gateway;

/// <summary>Archives deliveries that were not taken.</summary>
sealed class RefusedArchive(
    DeliveryPublisher publisher, GatewayOptions options, GatewayMetrics metrics, ILogger<RefusedArchive> log)
{
    /// <summary>
    /// Archives one. Its answer, a refusal, goes out whether that works or not, and whatever goes wrong here: this is the one catch of
    /// everything, counted and logged.
    /// </summary>
    public async Task TryArchiveAsync(Func<RawDelivery> refused)
    {
        try
        {
            if (await publisher.ArchiveAsync(refused(), options.RefusedArchiveTimeout) is null)
            {
                return;
            }
        }
        catch (Exception fault)
        {
            log.ArchiveFault(fault.GetType().Name, fault.StackTrace ?? "");
        }

        metrics.ArchiveFailed();
    }
}
