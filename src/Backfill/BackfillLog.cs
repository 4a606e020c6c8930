using Microsoft.Extensions.Logging;

namespace Ledger.Backfill;

static partial class BackfillLog
{
    [LoggerMessage(9401, LogLevel.Warning,
        "The list of {Provider}/{Endpoint} brought {Count} of {Seen} events that no webhook had brought")]
    public static partial void PollFound(this ILogger log, string provider, string endpoint, long count, long seen);

    [LoggerMessage(9402, LogLevel.Error,
        "The list of {Provider}/{Endpoint} was not read to its end, the watermark stays: {Reason}. {Problem}")]
    public static partial void PollFailed(this ILogger log, string provider, string endpoint, string reason, string problem);

    [LoggerMessage(9403, LogLevel.Error,
        "The watermark of {Provider}/{Endpoint} would begin at {Since}, but the provider lists from {Oldest} only: "
        + "what is between is a gap until it is acknowledged, see 'ledger backfill status'")]
    public static partial void WatermarkTooOld(
        this ILogger log, string provider, string endpoint, DateTimeOffset since, DateTimeOffset oldest);

    [LoggerMessage(9404, LogLevel.Warning,
        "No webhook of {Provider}/{Endpoint} for {Minutes} minutes, more than the {Threshold} of its threshold: "
        + "see whether the provider has disabled it")]
    public static partial void Silent(this ILogger log, string provider, string endpoint, long minutes, long threshold);

    [LoggerMessage(9405, LogLevel.Information, "Webhooks of {Provider}/{Endpoint} come again")]
    public static partial void HeardAgain(this ILogger log, string provider, string endpoint);

    [LoggerMessage(9406, LogLevel.Warning, "Endpoints could not be looked after now; it is tried again")]
    public static partial void LookFailed(this ILogger log, Exception failure);
}
