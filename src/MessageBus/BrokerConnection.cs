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
    /// <exception cref="TimeoutException">It took longer than <see cref="BusOptions.OpenTimeout"/>.</exception>
    public static Task<IConnection> OpenAsync(BusOptions options, string role, CancellationToken ct)
    {
        var factory = new ConnectionFactory
        {
            Uri = options.Broker,
            ClientProvidedName = role,
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            RequestedHeartbeat = options.Heartbeat,
            RequestedConnectionTimeout = TimeSpan.FromSeconds(5),
            ContinuationTimeout = TimeSpan.FromSeconds(10),
        };
        return WithinAsync(() => factory.CreateConnectionAsync(ct), options.OpenTimeout, TimeProvider.System, ct);
    }

    /// <summary>
    /// Opens something over the network within a time. A network that falls silent meanwhile tells nobody, and the client may wait
    /// for ever: an attempt that takes too long is left to itself, and closed if it comes to an end after all.
    /// </summary>
    /// <exception cref="TimeoutException">It took too long.</exception>
    internal static async Task<T> WithinAsync<T>(Func<Task<T>> open, TimeSpan within, TimeProvider time, CancellationToken ct)
        where T : IAsyncDisposable
    {
        var opening = Task.Run(open, ct);
        try
        {
            return await opening.WaitAsync(within, time, ct);
        }
        catch
        {
            _ = CloseLateAsync(opening);
            throw;
        }
    }

    static async Task CloseLateAsync<T>(Task<T> opening)
        where T : IAsyncDisposable
    {
        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (opening.IsCompletedSuccessfully)
        {
            await (await opening).DisposeAsync();
        }
    }
}
