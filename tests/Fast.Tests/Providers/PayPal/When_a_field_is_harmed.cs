using Ledger.Providers.PayPal;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Fast.Tests.Providers.PayPal;

/// <summary>Every field of every payload harmed in every way: never a fault, never a wrong amount, never a hang.</summary>
public sealed class When_a_field_is_harmed
{
    const int Seed = 11;

    /// <summary>Parts of a path by which amounts may change.</summary>
    static readonly string[] AmountFields =
    [
        "amount", "value", "total", "currency", "currency_code", "seller_receivable_breakdown", "receivable_amount", "transaction_fee",
        "dispute_amount", "dispute_outcome", "payout_item", "payout_item_fee", "seller_payable_breakdown", "refund_from_transaction_fee",
    ];

    public static TheoryData<string> SampleNames => PayPalSampleTests.SampleNames;

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void A_sample_gives_no_wrong_amount(string name) => Check(name, PayPalSampleTests.Read(name));

    [Fact]
    public void A_public_payload_gives_no_wrong_amount()
    {
        foreach (var file in Directory.EnumerateFiles(SharedData.Locate("webhooks/paypal"), "*.json", SearchOption.AllDirectories))
        {
            Check(Path.GetFileName(file), File.ReadAllBytes(file));
        }
    }

    static void Check(string name, byte[] body) => MutationRun.Check(
        new PayPalProvider(), $"{name} (seed {Seed})", body, [.. Mutants.OfFields(body), .. Mutants.OfBytes(body, 200, Seed)],
        bytes => Deliveries.Of(bytes), path => path.Length == 0 || path == "resource" || path.Split('.').Any(AmountFields.Contains));
}
