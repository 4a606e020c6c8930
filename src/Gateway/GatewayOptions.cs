using System.Net;
using Ledger.MessageBus;
using Ledger.Providers;

namespace Ledger.Gateway;

/// <summary>Everything the gateway must be told, and the limits it keeps.</summary>
public sealed record GatewayOptions
{
    /// <summary>Where it listens, such as <c>http://127.0.0.1:8080</c>; port 0 takes a free one.</summary>
    public required Uri Url { get; init; }

    /// <summary>AMQP address of the broker.</summary>
    public required Uri Broker { get; init; }

    /// <summary>Path of the secrets file; its changes are taken up without a restart.</summary>
    public required string SecretsFile { get; init; }

    /// <summary>The consumers that each event must reach (<c>LEDGER_INVENTORY</c>).</summary>
    public IReadOnlyList<ConsumerQueue> Queues { get; init; } = ConsumerQueues.Standard;

    /// <summary>The providers whose webhooks are understood.</summary>
    public IReadOnlyList<IPaymentProvider> Providers { get; init; } = AllProviders.List;

    /// <summary>Proxies whose <c>X-Forwarded-For</c> is believed; none by default.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>Largest body, in bytes (default 1 MiB).</summary>
    public int BodyBytesMax { get; init; } = 1_048_576;

    /// <summary>Bytes of all bodies held at one time (default 64 MiB); over it the answer is 503.</summary>
    public long BodyBytesInFlightMax { get; init; } = 67_108_864;

    /// <summary>Time a sender has for its whole body.</summary>
    public TimeSpan BodyTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Connections open at one time.</summary>
    public int ConnectionsMax { get; init; } = 5_000;

    /// <summary>Deliveries per second of one source, over time.</summary>
    public int SourcePerSecond { get; init; } = 5_000;

    /// <summary>Deliveries of one source at once.</summary>
    public int SourceBurst { get; init; } = 10_000;

    /// <summary>Refused deliveries per second that are all archived; of those above, one in a hundred is.</summary>
    public int RefusedArchivedPerSecond { get; init; } = 50;

    /// <summary>How long a publish waits for the broker's confirmation before the provider gets a 503.</summary>
    public TimeSpan ConfirmTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long the answer to a refused delivery may wait for its archiving. No setting changes it: only tests, which look for such a
    /// delivery in the archive, wait longer.
    /// </summary>
    public TimeSpan RefusedArchiveTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the broker may be away at the start before the process gives up.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How often the secrets file is looked at.</summary>
    public TimeSpan SecretsPoll { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The listening address only: the broker's address holds a password.</summary>
    public override string ToString() => $"Gateway at {Url}";
}
