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

    /// <summary>The message is not what its producer documents: dead letter at once, a retry cannot cure it.</summary>
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
        PublishFailedException or BrokerAwayException => FailureClass.WorldAway,
        BrokerUnreachableException or OperationInterruptedException => FailureClass.WorldAway,
        HttpRequestException { StatusCode: null or >= (System.Net.HttpStatusCode)500 } => FailureClass.WorldAway,
        SocketException or TimeoutException or IOException or OperationCanceledException => FailureClass.WorldAway,
        FormatException or JsonException => FailureClass.NotAsDocumented,
        _ => FailureClass.OurFault,
    };

    /// <summary>The exception inside the wrappers that tasks and MassTransit put around it.</summary>
    public static Exception Cause(Exception exception) => exception switch
    {
        AggregateException { InnerExceptions: [var only] } => Cause(only),
        ConsumerException { InnerException: { } inner } => Cause(inner),
        _ => exception,
    };
}
