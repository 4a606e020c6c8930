namespace Ledger.Cli.Demo;

/// <summary>A webhook that the demo sends.</summary>
/// <param name="Type">The provider's event type.</param>
/// <param name="Body">The exact bytes.</param>
/// <param name="Facts">What the message states; empty when there is nothing in it to post or note.</param>
sealed record Delivery(string Type, byte[] Body, IReadOnlyList<ExpectedFact> Facts)
{
    /// <summary>The provider that most of the day's payments are made with.</summary>
    public const string MainProvider = "stripe";

    /// <summary>What the message leaves out, and the provider tells whoever reads the object from its API.</summary>
    public IReadOnlyList<ExpectedFact> ReadFacts { get; init; } = [];

    /// <summary>Who sends it.</summary>
    public string Provider { get; init; } = MainProvider;

    /// <summary>True when its facts are read from the provider's API, once, where facts are confirmed.</summary>
    public bool IsRead { get; init; } = true;

    /// <summary>How it is signed.</summary>
    public Signing Signing { get; init; } = Signing.Genuine;

    /// <summary>
    /// True for what the provider sends days later: it goes out when all before it has settled, because it undoes
    /// entries whose number depends on the order.
    /// </summary>
    public bool IsLater { get; init; }
}

/// <summary>How a delivery is signed.</summary>
enum Signing
{
    /// <summary>With the endpoint's secret, now.</summary>
    Genuine,

    /// <summary>With another secret: must be refused.</summary>
    Forged,

    /// <summary>With the right secret, an hour ago: must be refused.</summary>
    Stale,
}
