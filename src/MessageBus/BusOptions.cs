namespace Ledger.MessageBus;

/// <summary>Where the broker is and how hard it is used.</summary>
public sealed record BusOptions
{
    /// <summary>
    /// AMQP address with user, password and virtual host, such as <c>amqp://guest:guest@127.0.0.1:5672/</c>.
    /// </summary>
    public required Uri Broker { get; init; }

    /// <summary>The consumers of this installation: their queues are declared, and each event must reach all of them.</summary>
    public IReadOnlyList<ConsumerQueue> Queues { get; init; } = ConsumerQueues.Standard;

    /// <summary>Unacknowledged messages per queue (1 to 10,000), unless the queue has a number of its own.</summary>
    public ushort Prefetch { get; init; } = 1_000;

    /// <summary>Most messages that go as one bundle (1 to 1,000; 1 for none).</summary>
    public int BundleMessagesMax { get; init; } = 50;

    /// <summary>Most bytes of bodies that go as one bundle; a larger message goes by itself.</summary>
    public int BundleBytesMax { get; init; } = 512 * 1024;

    /// <summary>
    /// While many messages come, a bundle is sent so long after the one before (zero for never waiting), or sooner with
    /// <see cref="BundleEnough"/> messages or <see cref="BundleBytesMax"/>. Then fewer and larger ones go, each of which costs broker
    /// and consumers much the same.
    /// </summary>
    public TimeSpan BundlesApart { get; init; }

    /// <summary>
    /// When no message has come for so long, a bundle waits no longer either: those who send wait for their answers, and holding what
    /// they have sent would gain nothing. Zero for never waiting.
    /// </summary>
    public TimeSpan BundleGap { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Messages with which a bundle waits no longer (1 to <see cref="BundleMessagesMax"/>).</summary>
    public int BundleEnough { get; init; } = 24;

    /// <summary>How long a publish waits for the broker's confirmation.</summary>
    public TimeSpan ConfirmTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a connection may take to open, the publisher's with all exchanges and queues declared; then another is tried.
    /// </summary>
    public TimeSpan OpenTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How often both sides of a connection say that they are there; a side that is silent for two to four of these is
    /// taken for lost.
    /// </summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a queue may stay without its consumer while the broker is there, before the consumers are started anew.
    /// </summary>
    public TimeSpan ReconnectWithin { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Times the broker delivers a message before it dead-letters it itself (a crash-looping consumer).
    /// </summary>
    public int DeliveryLimit { get; init; } = 20;

    /// <summary>How long a starting host waits for a broker that does not answer yet.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Waits before the second and each further attempt at a message on which our own code failed.</summary>
    public IReadOnlyList<TimeSpan> RetryDelays { get; init; } =
        [TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5)];

    /// <summary>
    /// How long a consumer first pauses when what it needs is away; doubles up to <see cref="PauseMax"/>.
    /// </summary>
    public TimeSpan PauseMin { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause before a consumer tries again.</summary>
    public TimeSpan PauseMax { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The broker's host, port and virtual host, for people: never holds the password.</summary>
    public string Where =>
        $"{Broker.Host}:{(Broker.Port > 0 ? Broker.Port : Broker.Scheme == "amqps" ? 5671 : 5672)}, virtual host "
        + (Broker.AbsolutePath.Length > 1 ? Uri.UnescapeDataString(Broker.AbsolutePath[1..]) : "/");
}
