using System.Data.Common;
using System.Net.Sockets;
using System.Text.Json;
using MassTransit;
using RabbitMQ.Client.Exceptions;

namespace Ledger.MessageBus.Consuming;

/// <summary>What an exception says about who must act, and so what becomes of the message.</summary>
public enum FailureClass
{
    /// <summary>
    /// Something outside is away (database, broker, provider, ERP): the consumer pauses, the message waits.
    /// </summary>
    WorldAway,

    /// <summary>
    /// The message is not what its producer documents, or was given up after long trying: dead letter at once, a retry cannot cure it.
    /// </summary>
    NotAsDocumented,

    /// <summary>Anything else is a fault of ours: a few retries, then dead letter.</summary>
    OurFault,
}

/// <summary>Sorts exceptions into <see cref="FailureClass"/>es.</summary>
public static class FailureClasses
{
    /// <summary>The class of an exception; wrappers are looked through.</summary>
    public static FailureClass Of(Exception exception) => Cause(exception) switch
    {
        DbException { IsTransient: true } => FailureClass.WorldAway,
        DbException { SqlState: { } state } refusal when IsAway(state) || EndsTheSession(refusal) => FailureClass.WorldAway,
        PublishFailedException or BrokerAwayException => FailureClass.WorldAway,
        BrokerUnreachableException or OperationInterruptedException => FailureClass.WorldAway,
        HttpRequestException { StatusCode: null or >= (System.Net.HttpStatusCode)500 } => FailureClass.WorldAway,
        SocketException or TimeoutException or IOException or OperationCanceledException => FailureClass.WorldAway,
        FormatException or JsonException or GivenUpException => FailureClass.NotAsDocumented,
        _ => FailureClass.OurFault,
    };

    /// <summary>The exception inside the wrappers that tasks and MassTransit put around it.</summary>
    public static Exception Cause(Exception exception) => exception switch
    {
        AggregateException { InnerExceptions: [var only] } => Cause(only),
        ConsumerException { InnerException: { } inner } => Cause(inner),
        _ => exception,
    };

    // Codes of PostgreSQL 15, appendix A, that meet every message alike: no connection, no login, no rights, database,
    // schema or table gone (a restore under way), resources short, query or session taken away, server not ready.
    // Ledger.EventStore holds its batches by the same codes (StorageOutage).
    static bool IsAway(string sqlState) =>
        sqlState.StartsWith("08", StringComparison.Ordinal)
        || sqlState.StartsWith("28", StringComparison.Ordinal)
        || sqlState.StartsWith("53", StringComparison.Ordinal)
        || sqlState.StartsWith("57P", StringComparison.Ordinal)
        || sqlState is "25006" or "25P03" or "3D000" or "3F000" or "42501" or "42P01" or "57014" or "58000" or "58030";

    // PostgreSQL ends a session for its own reasons, never for what a row holds: on a full disk a login ends with XX000. Npgsql puts
    // the severity among the exception's data.
    static bool EndsTheSession(DbException refusal) => refusal.Data["InvariantSeverity"] is "FATAL" or "PANIC";
}
