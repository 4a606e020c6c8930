using Ledger.PaymentEvents;
using Ledger.Providers;
using Ledger.Providers.PayPal;
using Xunit;

namespace Ledger.Fast.Tests.Providers.PayPal;

/// <summary>Each sample beside this file, as PayPal would send it, gives exactly what its <c>.expected.json</c> says.</summary>
public sealed class PayPalSampleTests
{
    static readonly SampleFolder Folder = new(new PayPalProvider());

    public static TheoryData<string> SampleNames => [.. Folder.Names];

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void Sample_gives_what_is_expected(string name) => Folder.Check(name);

    [Fact]
    public void Every_expectation_has_its_sample() => Folder.CheckPairs();

    // A CRC-32 binds no body: nothing is posted on the message's word alone.
    [Theory]
    [MemberData(nameof(SampleNames))]
    public void Every_fact_of_a_message_needs_the_read(string name) =>
        Assert.All(Folder.All(name), fact => Assert.Equal(Completeness.NeedsRead, fact.Completeness));

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void A_repeat_gives_the_same_ids(string name)
    {
        Assert.Equal(Folder.All(name).Select(fact => fact.EventId), Folder.All(name).Select(fact => fact.EventId));
        Assert.Equal(Folder.All(name).Select(fact => fact.MessageKey), Folder.All(name).Select(fact => fact.MessageKey));
    }

    internal static byte[] Read(string name) => Folder.Read(name);

    internal static RawWebhook Delivery(string name) => Folder.Delivery(name);

    internal static IReadOnlyList<PaymentEvent> All(string name) => Folder.All(name);
}
