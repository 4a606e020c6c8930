using Ledger.Providers.Stripe;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Fast.Tests.Providers.Stripe;

/// <summary>Every field of every payload harmed in every way: never a fault, never a wrong amount, never a hang.</summary>
public sealed class When_a_field_is_harmed
{
    const string Shared = "webhooks/stripe";

    static readonly string[] AmountFields =
        ["amount", "currency", "amount_received", "amount_captured", "amount_refunded", "fee", "net", "exchange_rate", "captured", "created",
            "balance_transaction", "balance_transactions", "type", "object", "data", "reporting_category"];

    public static TheoryData<string> SampleNames => StripeSampleTests.SampleNames;

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void A_sample_gives_no_wrong_amount(string name) => Check(name, StripeSampleTests.Read(name));

    [Fact]
    public void A_public_payload_gives_no_wrong_amount()
    {
        foreach (var file in Directory.EnumerateFiles(SharedData.Locate(Shared), "*.json", SearchOption.AllDirectories)
            .Where(file => file.Contains("event", StringComparison.Ordinal) || file.Contains("mock", StringComparison.Ordinal)))
        {
            Check(Path.GetFileName(file), File.ReadAllBytes(file));
        }
    }

    static void Check(string name, byte[] body) => MutationRun.Check(
        new StripeProvider(), name, body, [.. Mutants.OfFields(body), .. Mutants.OfBytes(body, 50, seed: 6)], bytes => Deliveries.Of(bytes),
        path => path.Split('.').Any(AmountFields.Contains));
}
