using Ledger.PaymentEvents;
using Ledger.Providers;
using Xunit;

namespace Ledger.Fast.Tests.Providers.Braintree;

/// <summary>Each notification beside this file, posted as Braintree would, gives exactly what its <c>.expected.json</c> says.</summary>
public sealed class BraintreeSampleTests
{
    static readonly SampleFolder Folder = new(BraintreePosts.Provider, ".xml", BraintreePosts.Of);

    public static TheoryData<string> SampleNames => [.. Folder.Names];

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void Sample_gives_what_is_expected(string name) => Folder.Check(name);

    [Fact]
    public void Every_expectation_has_its_sample() => Folder.CheckPairs();

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void Sample_is_sound_and_the_same_whenever_it_comes(string name)
    {
        var first = BraintreePosts.Provider.Translate(Folder.Delivery(name), BraintreePosts.Settings);
        var again = BraintreePosts.Provider.Translate(
            Folder.Delivery(name) with
            {
                DeliveryId = Guid.CreateVersion7(Deliveries.ReceivedAt),
                ReceivedAt = Deliveries.ReceivedAt.AddHours(23),
            },
            BraintreePosts.Settings);

        Soundness.Check(first);
        Assert.Equal(first.ProviderEventId, again.ProviderEventId);
        Assert.Equal(Identities(first), Identities(again));
    }

    internal static byte[] Read(string name) => Folder.Read(name);

    internal static IReadOnlyList<PaymentEvent> All(string name) => Folder.All(name);

    static IEnumerable<string> Identities(Translation translation) => translation.Events.Select(
        fact => $"{fact.EventId} {fact.MessageKey} {Convert.ToHexString(fact.Fingerprint())}");
}
