using Ledger.Fast.Tests.Providers.PaymentGateway;
using Ledger.Fast.Tests.Providers.StandardWebhooks;
using Xunit;

namespace Ledger.Fast.Tests.Providers.Contract;

/// <summary>Every field of every sample harmed in every way: never a fault, never a wrong amount, never a hang.</summary>
public sealed class When_a_field_of_the_contract_is_harmed
{
    const int OfBytes = 150;

    static readonly string[] AmountFields =
    [
        "amount_minor", "currency_code", "tax_minor", "settled_minor", "settled_currency_code", "gateway_fee_minor",
        "gateway_fee_currency_code",
    ];

    public static TheoryData<string> GatewaySamples => GatewaySampleTests.SampleNames;

    public static TheoryData<string> StandardSamples => StandardSampleTests.SampleNames;

    [Theory]
    [MemberData(nameof(GatewaySamples))]
    public void A_sample_of_a_gateway_gives_no_wrong_amount(string name)
    {
        var body = GatewayDeliveries.Folder.Read(name);
        MutationRun.Check(
            GatewayDeliveries.Gateway, name, body, [.. Mutants.OfFields(body), .. Mutants.OfBytes(body, OfBytes, seed: 7)],
            GatewayDeliveries.Of, AmountFields.Contains);
    }

    [Theory]
    [MemberData(nameof(StandardSamples))]
    public void A_sample_of_standard_webhooks_gives_no_wrong_amount(string name)
    {
        var body = StandardDeliveries.Folder.Read(name);
        MutationRun.Check(
            StandardDeliveries.Sender, name, body, [.. Mutants.OfFields(body), .. Mutants.OfBytes(body, OfBytes, seed: 7)],
            bytes => StandardDeliveries.Of(bytes), path => AmountFields.Contains(path.Split('.')[^1]));
    }
}
