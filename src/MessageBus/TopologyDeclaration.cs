using System.Net.Sockets;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Ledger.MessageBus;

/// <summary>
/// Declares all exchanges, queues and bindings of all consumers, so that a message published when no consumer has
/// ever run still reaches every queue. Safe to run any number of times and from several processes.
/// </summary>
public static class TopologyDeclaration
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Declares everything; waits up to <see cref="BusOptions.StartTimeout"/> for a broker that does not answer yet.
    /// </summary>
    /// <exception cref="BrokerAwayException">
    /// The broker did not answer in time, refused the login, or has a queue of that name with other arguments.
    /// </exception>
    public static async Task DeclareAsync(BusOptions options, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(options.StartTimeout);
        Exception? last = null;
        while (true)
        {
            try
            {
                await using var connection = await BrokerConnection.OpenAsync(options, "ledger topology", limit.Token);
                await DeclareAsync(connection, options, limit.Token);
                return;
            }
            catch (Exception refusal) when (IsFinal(refusal))
            {
                throw Refused(options, refusal);
            }
            catch (Exception away) when (IsAway(away) && !limit.IsCancellationRequested)
            {
                last = away;
            }
            catch (Exception away) when (IsAway(away) && !ct.IsCancellationRequested)
            {
                throw new BrokerAwayException(
                    $"RabbitMQ at {options.Where} did not answer within {options.StartTimeout.TotalSeconds:0} s: "
                    + $"{Root(last ?? away).Message} Is it running, and is LEDGER_RABBITMQ right?", last ?? away);
            }

            await Task.Delay(Pause, limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Declares everything over an open connection.</summary>
    internal static async Task DeclareAsync(IConnection connection, BusOptions options, CancellationToken ct)
    {
        await using var channel = await connection.CreateChannelAsync(options: null, ct);
        foreach (var exchange in Topics.All.Select(topic => topic.Exchange).Distinct(StringComparer.Ordinal))
        {
            await channel.ExchangeDeclareAsync(exchange, ExchangeType.Topic, durable: true, autoDelete: false,
                arguments: null, cancellationToken: ct);
        }

        foreach (var queue in options.Queues)
        {
            await DeclareQueueAsync(channel, queue, options, ct);
        }
    }

    static async Task DeclareQueueAsync(IChannel channel, ConsumerQueue queue, BusOptions options, CancellationToken ct)
    {
        foreach (var parked in (string[])[queue.DeadLetterName, queue.SkippedName])
        {
            await channel.QueueDeclareAsync(parked, durable: true, exclusive: false, autoDelete: false,
                QueueArguments.Parked(), cancellationToken: ct);
        }

        await channel.QueueDeclareAsync(queue.Name, durable: true, exclusive: false, autoDelete: false,
            QueueArguments.Consumer(queue, options), cancellationToken: ct);
        await channel.QueueBindAsync(
            queue.Name, queue.Exchange, queue.RoutingKey, arguments: null, cancellationToken: ct);
        // MassTransit gives every receive endpoint a fanout exchange of its own; it is declared here too, so that the
        // topology is the same whoever starts first. Nothing is published to it.
        await channel.ExchangeDeclareAsync(queue.Name, ExchangeType.Fanout, durable: true, autoDelete: false,
            arguments: null, cancellationToken: ct);
        await channel.QueueBindAsync(queue.Name, queue.Name, "", arguments: null, cancellationToken: ct);
    }

    static BrokerAwayException Refused(BusOptions options, Exception refusal) => new(
        Root(refusal) is OperationInterruptedException { ShutdownReason.ReplyCode: 406 } differs
            ? $"RabbitMQ at {options.Where} has a queue or exchange of ours with other arguments: "
                + $"{differs.ShutdownReason!.ReplyText} Empty and delete it, or use another virtual host."
            : $"RabbitMQ at {options.Where} refuses us: {Root(refusal).Message}", refusal);

    static bool IsFinal(Exception exception) => Root(exception) is AuthenticationFailureException
        || Root(exception) is OperationInterruptedException { ShutdownReason.ReplyCode: 403 or 406 or 530 };

    // The client cancels by itself what the broker leaves unanswered.
    static bool IsAway(Exception exception) => exception
        is BrokerUnreachableException or OperationInterruptedException or AlreadyClosedException
        or SocketException or IOException or TimeoutException or OperationCanceledException;

    static Exception Root(Exception exception) => exception switch
    {
        BrokerUnreachableException { InnerException: { } inner } => Root(inner),
        AggregateException { InnerExceptions: [var inner, ..] } => Root(inner),
        _ => exception,
    };
}
