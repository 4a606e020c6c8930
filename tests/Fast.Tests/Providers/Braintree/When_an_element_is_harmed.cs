using Ledger.TestKit;
using Xunit;

namespace Ledger.Fast.Tests.Providers.Braintree;

/// <summary>Every element of every notification harmed in every way: never a fault, never a wrong amount, never a hang.</summary>
public sealed class When_an_element_is_harmed
{
    const int Seed = 8;

    static readonly string[] AmountFields =
    [
        "amount", "amount-disputed", "amount-won", "currency-iso-code", "kind", "type", "disbursement-details", "settlement-amount",
        "settlement-currency-iso-code",
    ];

    public static TheoryData<string> SampleNames => BraintreeSampleTests.SampleNames;

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void A_sample_gives_no_wrong_amount(string name) => Check(name, BraintreeSampleTests.Read(name));

    [Fact]
    public void A_public_notification_gives_no_wrong_amount()
    {
        foreach (var file in Directory.EnumerateFiles(SharedData.Locate("webhooks/braintree/samples-xml"), "*.xml"))
        {
            Check(Path.GetFileName(file), File.ReadAllBytes(file));
        }
    }

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void A_harmed_form_gives_no_fault(string name)
    {
        var form = BraintreePosts.Form(BraintreeSampleTests.Read(name));
        MutationRun.Check(
            BraintreePosts.Provider, name, form, [.. Mutants.OfBytes(form, MutationRun.MutantsMin, Seed)], bytes => Deliveries.Of(bytes),
            _ => true);
    }

    static void Check(string name, byte[] xml) => MutationRun.Check(
        BraintreePosts.Provider, name, xml, [.. XmlMutants.OfElements(xml), .. Mutants.OfBytes(xml, 100, Seed)], BraintreePosts.Of,
        path => path.Split('.').Any(AmountFields.Contains));
}
