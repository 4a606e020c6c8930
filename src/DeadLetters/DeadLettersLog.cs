using Microsoft.Extensions.Logging;

namespace Ledger.DeadLetters;

/// <summary>All log messages about dead letters.</summary>
static partial class DeadLettersLog
{
    [LoggerMessage(5000, LogLevel.Information, "{Count} messages of {ParkingQueue} were sent back to {Queue}")]
    public static partial void Redriven(this ILogger logger, long count, string parkingQueue, string queue);
}
