using Ledger.Fast.Tests.JournalPosting;
using Ledger.PaymentEvents;
using Ledger.Providers.Adyen;
using Xunit;

namespace Ledger.Fast.Tests.Providers.Adyen;

/// <summary>Transfers by which Adyen charges us: whose they are, and that each is one fact however often it is told.</summary>
public sealed class When_a_charge_is_reported
{
    const string MerchantAccount = "TeaShopECOM";

    /// <summary>A transfer names no merchant account: the endpoint does.</summary>
    [Theory]
    [InlineData("fee.charged")]
    [InlineData("fee.payment-cost")]
    public void A_charge_for_a_payment_goes_to_the_stream_of_that_payment(string sample)
    {
        var settings = Deliveries.Settings with { Account = MerchantAccount };
        var fact = Assert.Single(new AdyenProvider().Translate(Deliveries.Of(AdyenSampleTests.Read(sample)), settings).Events);

        Assert.Equal(AdyenSampleTests.Single("capture").StreamId, fact.StreamId);
        Assert.Equal((EventClass.FeePosted, null, "order-1001"), (fact.Class, fact.Variant, fact.OrderRef));
    }

    [Theory]
    [InlineData("fee.invoice-deduction", "fee/adyen/acct_demo/TEATRF0000000INV")]
    [InlineData("fee.created", "fee/adyen/acct_demo/TEATRF0000000FE2")]
    public void Any_other_charge_is_a_fee_of_its_own(string sample, string stream) =>
        Assert.Equal(stream, AdyenSampleTests.Single(sample).StreamId);

    [Fact]
    public void A_charge_that_is_told_again_is_the_same_fact_in_another_message()
    {
        var (first, again) = (AdyenSampleTests.Single("fee.charged"), AdyenSampleTests.Single("fee.charged.sent-again"));

        Assert.Equal((first.EventId, Print(first)), (again.EventId, Print(again)));
        Assert.NotEqual(first.MessageKey, again.MessageKey);
    }

    /// <summary>One id, whatever a message says of the payment: the journal refuses the second by name and posts nothing twice.</summary>
    [Fact]
    public void A_charge_is_one_fact_with_and_without_its_payment()
    {
        var body = ReadTransfers.ObjectOf("fee.charged");
        body.Remove("categoryData");
        var message = $$"""{"type":"balancePlatform.transfer.updated","timestamp":"2026-11-18T12:30:00+01:00","data":{{body.ToJsonString()}}}""";
        var bare = Assert.Single(new AdyenProvider().Translate(Deliveries.Of(message), Deliveries.Settings).Events);
        var whole = AdyenSampleTests.Single("fee.charged");

        Assert.Equal(whole.EventId, bare.EventId);
        Assert.NotEqual(Print(whole), Print(bare));
    }

    /// <summary>The transaction that the transfer books has a message too.</summary>
    [Fact]
    public void Neither_a_pending_charge_nor_its_transaction_is_a_second_one() => Assert.All(
        ["fee.pending", "fee.cost-pending", "fee.transaction", "fee.came-in", "fee.misc-cost"],
        sample => Assert.Empty(AdyenSampleTests.All(sample)));

    [Theory]
    [InlineData("capture", "fee.charged", "fee.payment-cost")]
    [InlineData("fee.charged", "capture", "fee.payment-cost")] // It waits for the capture.
    public void Charges_are_expenses_out_of_what_the_provider_owes_us(params string[] samples)
    {
        var book = new Book(Book.Rules);
        foreach (var fact in samples.SelectMany(AdyenSampleTests.All))
        {
            book.Post(fact);
        }

        Assert.Equal(
            """
            1100 CR 12.50 EUR
            1150 DR 12.03 EUR
            6100 DR 0.47 EUR
            """, book.Balances);
        book.AssertFoldAgrees();
    }

    [Fact]
    public void A_deduction_of_the_invoice_needs_no_payment()
    {
        var book = new Book(Book.Rules);
        book.Post(AdyenSampleTests.Single("fee.invoice-deduction"));

        Assert.Equal(
            """
            1150 CR 49.00 EUR
            6100 DR 49.00 EUR
            """, book.Balances);
    }

    [Fact]
    public void Ids_stay_what_they_are() => // A changed id would post old charges again.
        Assert.Equal("5656bae3", AdyenSampleTests.Single("fee.charged").EventId.ToString()[..8]);

    static string Print(PaymentEvent fact) => Convert.ToHexString(fact.Fingerprint());
}
