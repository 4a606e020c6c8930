using System.Text.Json.Nodes;
using Ledger.Cli.Demo.Messages;
using Ledger.Cli.Demo.Payloads;

namespace Ledger.Cli.Demo;

/// <summary>Where the stories of a trading day write down what is to be sent.</summary>
/// <param name="ids">Ids of the run.</param>
/// <param name="random">Chance, seeded.</param>
sealed class Script(StripeIds ids, Random random)
{
    readonly List<Delivery> _deliveries = [];

    /// <summary>Ids of the run.</summary>
    public StripeIds Ids { get; } = ids;

    /// <summary>Chance, seeded.</summary>
    public Random Random { get; } = random;

    /// <summary>What is to be sent so far, in the order in which it happened.</summary>
    public IReadOnlyList<Delivery> Deliveries => _deliveries;

    /// <summary>True in so many of a hundred cases.</summary>
    public bool Chance(int percent) => Random.Next(100) < percent;

    /// <summary>Lets the provider report something.</summary>
    /// <param name="type">Event type.</param>
    /// <param name="at">When it happened, Unix seconds.</param>
    /// <param name="about">The object.</param>
    /// <param name="facts">What it states.</param>
    public void Report(string type, long at, JsonObject about, params IReadOnlyList<ExpectedFact> facts) =>
        Add(type, at, about, null, facts);

    /// <summary>Lets the provider report a change of status.</summary>
    public void ReportChange(
        string type, long at, JsonObject about, string statusBefore, params IReadOnlyList<ExpectedFact> facts) =>
        Add(type, at, about, new JsonObject { ["status"] = statusBefore }, facts);

    /// <summary>Lets the provider report, days later, what undoes what it reported before.</summary>
    public void ReportLater(
        string type, long at, JsonObject about, string statusBefore, params IReadOnlyList<ExpectedFact> facts)
    {
        Add(type, at, about, new JsonObject { ["status"] = statusBefore }, facts);
        _deliveries[^1] = _deliveries[^1] with { IsLater = true };
    }

    /// <summary>Lets another provider report something.</summary>
    public void Tell(IProviderMessages provider, Said said, bool isLater) => _deliveries.Add(
        new Delivery(said.Type, said.Body, said.Facts) { Provider = provider.Provider, IsRead = provider.IsRead, IsLater = isLater });

    /// <summary>What the last message leaves out, and its object tells.</summary>
    public void OnlyReadTells(params IReadOnlyList<ExpectedFact> facts) => _deliveries[^1] = _deliveries[^1] with { ReadFacts = facts };

    void Add(
        string type, long at, JsonObject about, JsonObject? previous, IReadOnlyList<ExpectedFact> facts)
    {
        var id = Ids.Next("evt");
        var request = type.StartsWith("payout", StringComparison.Ordinal) ? null : Ids.Next("req");
        _deliveries.Add(new Delivery(type, StripeEnvelope.Body(id, type, at, about, previous, request), facts));
    }
}
