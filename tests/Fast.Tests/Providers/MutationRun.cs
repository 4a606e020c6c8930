using System.Diagnostics;
using Ledger.PaymentEvents;
using Ledger.Providers;
using Xunit;

namespace Ledger.Fast.Tests.Providers;

/// <summary>
/// Runs mutants of one body through a provider's translation: it never throws, never takes long, and never gives an amount that the
/// unharmed body does not give, unless what was changed is what amounts are made of.
/// </summary>
static class MutationRun
{
    /// <summary>Least mutants of a body.</summary>
    internal const int MutantsMin = 200;

    static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>Runs them.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="name">What the body is called, for people.</param>
    /// <param name="body">The unharmed body.</param>
    /// <param name="mutants">Its mutants.</param>
    /// <param name="delivery">Makes a delivery of a body.</param>
    /// <param name="makesAmounts">True for a path by which amounts may change: amounts themselves, and currencies.</param>
    internal static void Check(
        IPaymentProvider provider, string name, byte[] body, IReadOnlyCollection<Mutant> mutants, Func<byte[], RawWebhook> delivery,
        Func<string, bool> makesAmounts)
    {
        Assert.True(mutants.Count >= MutantsMin, $"{name}: {mutants.Count} mutants are too few.");
        var unharmed = provider.Translate(delivery(body), Deliveries.Settings).Events.ToDictionary(fact => fact.EventId);
        foreach (var mutant in mutants)
        {
            var began = Stopwatch.GetTimestamp();
            Translation translation;
            try
            {
                translation = provider.Translate(delivery(mutant.Body), Deliveries.Settings);
                Soundness.Check(translation);
            }
            catch (Exception fault)
            {
                Assert.Fail($"{name}, {mutant.Path} {mutant.Kind}: {fault}");
                return;
            }

            var took = Stopwatch.GetElapsedTime(began);
            Assert.True(took < Longest, $"{name}, {mutant.Path} {mutant.Kind}: took {took}.");
            if (mutant.Path.Length > 0 && !makesAmounts(mutant.Path))
            {
                Assert.All(translation.Events, fact => AssertSameAmounts(name, mutant, unharmed, fact));
            }
        }
    }

    static void AssertSameAmounts(string name, Mutant mutant, Dictionary<Guid, PaymentEvent> unharmed, PaymentEvent fact) => Assert.True(
        !unharmed.TryGetValue(fact.EventId, out var before) || before.Amounts == fact.Amounts,
        $"{name}, {mutant.Path} {mutant.Kind}: {fact.Class} moves {fact.Amounts} in place of {before?.Amounts}.");
}
