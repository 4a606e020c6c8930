using RabbitMQ.Client;

namespace Ledger.MessageBus;

/// <summary>Opens AMQP connections the same way everywhere.</summary>
public static class BrokerConnection
{
    /// <summary>
    /// Opens a connection that does not recover by itself: whoever owns it must fail what was under way and open
    /// a new one, so that nothing is believed sent that was not.
    /// </summary>
    /// <param name="role">Name shown in the broker's console, such as <c>ledger publisher</c>.</param>
    public static Task<IConnection> OpenAsync(BusOptions options, string role, CancellationToken ct) =>
        new ConnectionFactory
        {
            Uri = options.Broker,
            ClientProvidedName = role,
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            RequestedHeartbeat = options.Heartbeat,
            RequestedConnectionTimeout = TimeSpan.FromSeconds(5),
            ContinuationTimeout = TimeSpan.FromSeconds(10),
        }.CreateConnectionAsync(ct);
}
