using Microsoft.Extensions.Logging;

namespace Ledger.ErpExport;

static partial class ErpExportLog
{
    [LoggerMessage(9001, LogLevel.Information, "Sending for target {Target} ({Kind}), fence {Fence}")]
    public static partial void SendsFor(this ILogger logger, string target, string kind, long fence);

    [LoggerMessage(9002, LogLevel.Warning, "Target {Target}: no longer the one that sends")]
    public static partial void LeaseLost(this ILogger logger, string target);

    [LoggerMessage(
        9003, LogLevel.Information,
        "Target {Target}: run {RunNumber} cut from {CutFrom} to {CutTo}, {Entries} entries, {Documents} documents")]
    public static partial void RunCut(this ILogger logger, string target, long runNumber, long cutFrom, long cutTo, long entries,
        int documents);

    [LoggerMessage(9004, LogLevel.Warning, "Target {Target}: {Reference} is {State}: {Reason}")]
    public static partial void NeedsAttention(this ILogger logger, string target, string reference, string state, string reason);

    [LoggerMessage(9005, LogLevel.Warning, "Target {Target} cannot be reached ({Reason}); trying again in {Delay}")]
    public static partial void TargetAway(this ILogger logger, string target, string reason, TimeSpan delay);

    [LoggerMessage(9006, LogLevel.Information, "Target {Target} can be reached again")]
    public static partial void TargetBack(this ILogger logger, string target);

    [LoggerMessage(9007, LogLevel.Error, "Target {Target}: the adapter failed on {Documents} documents")]
    public static partial void AdapterFailed(this ILogger logger, string target, int documents, Exception failure);

    [LoggerMessage(9008, LogLevel.Error, "Target {Target}: {Activity} failed; trying again in {Delay}")]
    public static partial void ActivityFailed(this ILogger logger, string target, string activity, TimeSpan delay, Exception failure);

    [LoggerMessage(
        9009, LogLevel.Warning,
        "Target {Target} waits for entries behind position {CutTo}: the next one here is {Next}, before it came {Previous}")]
    public static partial void EntriesMissing(this ILogger logger, string target, long cutTo, long next, long previous);

    [LoggerMessage(9010, LogLevel.Warning, "Target {Target}: a document that is not ours moves our accounts: {ErpId}")]
    public static partial void ForeignFound(this ILogger logger, string target, string erpId);

    [LoggerMessage(9012, LogLevel.Warning, "Target {Target}: {Reference} is {State}, and posted in the ERP: {ErpId}")]
    public static partial void PostedUnasked(this ILogger logger, string target, string reference, string state, string erpId);

    [LoggerMessage(9011, LogLevel.Warning, "Acknowledgement {AcknowledgementId} of {Reference} at {Target} refused: {Reason}")]
    public static partial void AcknowledgementRefused(this ILogger logger, Guid acknowledgementId, string reference, string target,
        string reason);
}
