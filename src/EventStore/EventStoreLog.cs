using Microsoft.Extensions.Logging;

namespace Ledger.EventStore;

static partial class EventStoreLog
{
    [LoggerMessage(1000, LogLevel.Information,
        "{Schema} could not decide {Messages} messages ahead: they are decided when their turn comes")]
    public static partial void LookAheadFailed(this ILogger logger, string schema, int messages, Exception failure);

    [LoggerMessage(1001, LogLevel.Warning, "Storage is away: {Queue} holds {Messages} messages and keeps trying")]
    public static partial void StorageAway(this ILogger logger, string queue, int messages, Exception failure);

    [LoggerMessage(1002, LogLevel.Information, "Storage is back: {Queue} goes on after {ElapsedMs} ms")]
    public static partial void StorageBack(this ILogger logger, string queue, long elapsedMs);

    [LoggerMessage(1003, LogLevel.Error, "Storage stayed away for {ElapsedMs} ms: {Queue} fails what waits, {Messages} messages")]
    public static partial void StorageGivenUp(this ILogger logger, string queue, int messages, long elapsedMs);

    [LoggerMessage(1004, LogLevel.Warning, "A batch of {Messages} in {Queue} failed: each message is tried alone")]
    public static partial void BatchFailed(this ILogger logger, string queue, int messages, Exception failure);

    [LoggerMessage(1005, LogLevel.Warning,
        "Another program moved a stream of {Schema} while {Messages} messages were decided: decided anew")]
    public static partial void StreamMoved(this ILogger logger, string schema, int messages);

    [LoggerMessage(1006, LogLevel.Information, "The connection broke during a commit in {Schema}, but its {Messages} messages are there")]
    public static partial void CommitFound(this ILogger logger, string schema, int messages);

    [LoggerMessage(1007, LogLevel.Error,
        "Storage refuses all work and needs an operator ({Reason}): {Queue} holds {Messages} messages, keeps trying")]
    public static partial void StorageRefuses(
        this ILogger logger, string queue, int messages, string reason, Exception failure);

    [LoggerMessage(1008, LogLevel.Warning,
        "Something that {Messages} messages were to write in {Schema} stands there already ({Reason}): decided anew with what stands, "
        + "the inbox may have lost entries")]
    public static partial void EffectStands(this ILogger logger, string schema, int messages, string reason);

    [LoggerMessage(1010, LogLevel.Information, "Relay {Relay} is active here")]
    public static partial void RelayActive(this ILogger logger, string relay);

    [LoggerMessage(1011, LogLevel.Warning, "Relay {Relay} was interrupted and starts again from its stored position")]
    public static partial void RelayFailed(this ILogger logger, string relay, Exception failure);

    [LoggerMessage(1012, LogLevel.Warning, "Relay {Relay} could not publish position {Position}: it stays there and tries again")]
    public static partial void PublishFailed(this ILogger logger, string relay, long position, Exception failure);
}
