using Microsoft.Extensions.Logging;

namespace Ledger.Evidence;

static partial class EvidenceLog
{
    [LoggerMessage(3001, LogLevel.Error, "Delivery {DeliveryId} is not archived: it is not what the gateway sent")]
    public static partial void DeliveryRefused(this ILogger logger, Guid deliveryId, Exception refusal);
}
