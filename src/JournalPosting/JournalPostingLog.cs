using Microsoft.Extensions.Logging;

namespace Ledger.JournalPosting;

static partial class JournalPostingLog
{
    [LoggerMessage(2001, LogLevel.Warning,
        "Exception {Reason}: event {PaymentEventId} of stream {StreamId} needs a person")]
    public static partial void ExceptionRaised(
        this ILogger logger, string reason, Guid paymentEventId, string streamId);

    [LoggerMessage(2002, LogLevel.Debug, "Event {PaymentEventId} of stream {StreamId} did nothing: {Reason}")]
    public static partial void DidNothing(this ILogger logger, Guid paymentEventId, string streamId, string reason);

    [LoggerMessage(2003, LogLevel.Information, "Event {PaymentEventId} of stream {StreamId} is held: {Reason}")]
    public static partial void IsHeld(this ILogger logger, Guid paymentEventId, string streamId, string reason);

    [LoggerMessage(2004, LogLevel.Warning, "A hold in stream {StreamId} passed its deadline; it stays releasable")]
    public static partial void HoldOverdue(this ILogger logger, string streamId);

    [LoggerMessage(2005, LogLevel.Warning, "Holds could not be looked through; trying again in {Delay}")]
    public static partial void SweepFailed(this ILogger logger, TimeSpan delay, Exception failure);

    [LoggerMessage(2006, LogLevel.Information,
        "Posting rules: matrix {MatrixVersion} with {Rows} rows, chart {ChartVersion}, booking day {BookingDay}")]
    public static partial void RulesInUse(
        this ILogger logger, string matrixVersion, int rows, string chartVersion, string bookingDay);

    [LoggerMessage(2007, LogLevel.Information,
        "Read models rebuilt from {Events} events in {ElapsedMs} ms; {Rows} rows differed")]
    public static partial void Rebuilt(this ILogger logger, long events, long elapsedMs, long rows);
}
