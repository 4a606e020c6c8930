using Microsoft.Extensions.Logging;

namespace Ledger.Confirmation;

static partial class ConfirmationLog
{
    [LoggerMessage(9301, LogLevel.Warning, "Report {ReportId}: event {EventId} of {Provider} is {Outcome} by the provider's API. {Detail}")]
    public static partial void NotAsReported(
        this ILogger log, Guid reportId, string provider, string eventId, string outcome, string detail);

    [LoggerMessage(9302, LogLevel.Error, "Report {ReportId}: event {EventId} of {Provider} could not be read in time. {Problem}")]
    public static partial void FetchFailed(this ILogger log, Guid reportId, string provider, string eventId, string problem);

    [LoggerMessage(9303, LogLevel.Warning, "Reads that are due could not be looked up: {Problem}")]
    public static partial void LookFailed(this ILogger log, string problem);

    [LoggerMessage(9304, LogLevel.Warning, "Report {ReportId} of {Provider} was left as it is; it is taken up again when its claim ends")]
    public static partial void ConfirmFailed(this ILogger log, Guid reportId, string provider, Exception failure);

    [LoggerMessage(9305, LogLevel.Error, "Report {ReportId} of {Provider}: its read broke off, and is tried again until its deadline")]
    public static partial void ReadBroke(this ILogger log, Guid reportId, string provider, Exception failure);
}
