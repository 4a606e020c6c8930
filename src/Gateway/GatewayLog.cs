namespace Ledger.Gateway;

/// <summary>Messages of the gateway, events 4000 to 4999: ids and names of ours, never what a sender wrote.</summary>
static partial class GatewayLog
{
    [LoggerMessage(4000, LogLevel.Information, "Receives {Address} (configured: {Endpoints})")]
    public static partial void Receives(this ILogger log, string address, string endpoints);

    [LoggerMessage(4001, LogLevel.Information,
        "Publishes verified and refused deliveries to {Deliveries}, payment events to {Payments}; consumers: "
        + "{Queues}")]
    public static partial void Publishes(this ILogger log, string deliveries, string payments, string queues);

    [LoggerMessage(4002, LogLevel.Information,
        "Limits: body {BodyBytes} bytes in {BodySeconds} s, {SourcePerSecond} deliveries/s per source (burst "
        + "{SourceBurst}), {Connections} connections")]
    public static partial void Limits(
        this ILogger log, int bodyBytes, double bodySeconds, int sourcePerSecond, int sourceBurst, int connections);

    [LoggerMessage(4003, LogLevel.Information, "Listens at {Addresses}")]
    public static partial void Listens(this ILogger log, string addresses);

    [LoggerMessage(4022, LogLevel.Warning,
        "Secrets file can be read by other users of this machine; its mode should be 0600")]
    public static partial void SecretsFileOpenToOthers(this ILogger log);

    [LoggerMessage(4023, LogLevel.Warning,
        "{Provider}/{Endpoint} is to be confirmed always, and the gateway has no confirmation: its facts go to the ledger as its messages "
        + "state them, unless LEDGER_CONFIRMATION is on")]
    public static partial void ConfirmationOff(this ILogger log, string provider, string endpoint);

    [LoggerMessage(4030, LogLevel.Warning,
        "Delivery {DeliveryId} refused: {Reason} (provider {Provider}, endpoint {Endpoint}, source {Source})")]
    public static partial void Refused(
        this ILogger log, Guid deliveryId, string reason, string provider, string endpoint, string source);

    [LoggerMessage(4031, LogLevel.Warning,
        "Delivery {DeliveryId} is authentic but was not translated: {Reason} (provider {Provider}, endpoint "
        + "{Endpoint})")]
    public static partial void NotTranslated(
        this ILogger log, Guid deliveryId, string reason, string provider, string endpoint);

    [LoggerMessage(4032, LogLevel.Error,
        "Delivery {DeliveryId} was not confirmed by the broker, the provider must send it again ({Failure})")]
    public static partial void NotConfirmed(this ILogger log, Guid deliveryId, string failure);

    [LoggerMessage(4033, LogLevel.Critical,
        "Delivery {DeliveryId} met a fault in the gateway, the provider must send it again: {Fault} at "
        + "{StackTrace}")]
    public static partial void Fault(this ILogger log, Guid deliveryId, string fault, string stackTrace);

    [LoggerMessage(4034, LogLevel.Critical,
        "A refused delivery was not archived because of a fault in the gateway: {Fault} at {StackTrace}")]
    public static partial void ArchiveFault(this ILogger log, string fault, string stackTrace);

}
