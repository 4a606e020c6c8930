namespace Ledger.MessageBus;

/// <summary>Where the broker is and how hard it is used.</summary>
public sealed record BusOptions
{
    /// <summary>AMQP address with user, password and virtual host, such as <c>amqp://guest:guest@127.0.0.1:5672/</c>.</summary>
    public required Uri Broker { get; init; }

    /// <summary>Unacknowledged messages per consumer (1 to 10,000).</summary>
    public ushort Prefetch { get; init; } = 1_000;

    /// <summary>How long a publish waits for the broker's confirmation.</summary>
    public TimeSpan ConfirmTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Times the broker delivers a message before it dead-letters it itself (a crash-looping consumer).</summary>
    public int DeliveryLimit { get; init; } = 20;
}
