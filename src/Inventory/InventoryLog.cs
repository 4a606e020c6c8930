using Microsoft.Extensions.Logging;

namespace Ledger.Inventory;

static partial class InventoryLog
{
    [LoggerMessage(5001, LogLevel.Warning, "Stock exception {Reason}: event {PaymentEventId} of {StreamId} needs a person")]
    public static partial void ExceptionRaised(this ILogger logger, string reason, Guid paymentEventId, string streamId);

    [LoggerMessage(5002, LogLevel.Debug, "Event {PaymentEventId} of {StreamId} moved no stock: {Reason}")]
    public static partial void DidNothing(this ILogger logger, Guid paymentEventId, string streamId, string reason);

    [LoggerMessage(5003, LogLevel.Information, "Event {PaymentEventId} of {StreamId} is held for review: {Reason}")]
    public static partial void IsHeld(this ILogger logger, Guid paymentEventId, string streamId, string reason);

    [LoggerMessage(5004, LogLevel.Information, "Event {PaymentEventId} of {StreamId} got no stock: {Reason}")]
    public static partial void IsRefused(this ILogger logger, Guid paymentEventId, string streamId, string reason);

    [LoggerMessage(5005, LogLevel.Warning, "Lapsed reservations could not be released; trying again in {Delay}")]
    public static partial void SweepFailed(this ILogger logger, TimeSpan delay, Exception failure);

    [LoggerMessage(5006, LogLevel.Information, "Stock policy {PolicyVersion}")]
    public static partial void PolicyInUse(this ILogger logger, string policyVersion);

    [LoggerMessage(5007, LogLevel.Information, "{Orders} lapsed reservations released")]
    public static partial void Swept(this ILogger logger, int orders);
}
