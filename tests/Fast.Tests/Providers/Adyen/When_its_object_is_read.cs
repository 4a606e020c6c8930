using System.Text;
using Ledger.Confirmation;
using Ledger.PaymentEvents;
using Ledger.Providers.Adyen;
using Ledger.TestKit;
using Xunit;
using static Ledger.Fast.Tests.Providers.Adyen.ReadTransfers;

namespace Ledger.Fast.Tests.Providers.Adyen;

/// <summary>The transfer behind a message, read from the API (R-GW-11).</summary>
public sealed class When_its_object_is_read
{
    public static TheoryData<string> Readable =>
        [.. AdyenSampleTests.Samples.Where(name => AdyenSampleTests.All(name) is { Count: > 0 } facts && ReadOf(facts) is not null)];

    /// <summary>Nothing changed since the message was sent: every fact of it stands, under the keys it had, in the same amounts.</summary>
    [Theory]
    [MemberData(nameof(Readable))]
    public void A_transfer_that_is_still_as_it_was_sent_confirms_its_message(string sample) =>
        Assert.True(IsConfirmed(AdyenSampleTests.Read(sample)));

    [Fact]
    public void So_does_that_of_every_public_message()
    {
        var confirmed = Directory.EnumerateFiles(SharedData.Locate("webhooks/adyen/openapi-transfers-v4"), "*.json")
            .Count(file => IsConfirmed(File.ReadAllBytes(file)));

        Assert.Equal(3, confirmed); // The others are no payouts and no charges.
    }

    [Theory]
    [InlineData("payout.initiated", "received")]
    [InlineData("payout.initiated", "authorised")]
    [InlineData("payout.booked", "credited")]
    [InlineData("payout.failed", "refused")]
    [InlineData("payout.failed", "cancelled")]
    [InlineData("fee.charged", "paymentCost")]
    public void Another_word_for_the_same_state_confirms_the_message(string sample, string status) =>
        Assert.Equal(ReadOutcome.Confirmed, Decide(AdyenSampleTests.All(sample), Now(sample, status, "")).Outcome);

    [Theory]
    [InlineData("payout.initiated", "booked", "received,authorised,booked")]
    [InlineData("payout.initiated", "refused", "received,refused")]
    [InlineData("payout.initiated", "pendingApproval", "received,pendingApproval")]
    [InlineData("payout.initiated", "returned", "received,authorised,booked,returned")]
    [InlineData("payout.initiated", "booked", "")]
    [InlineData("payout.initiated", "failed", "")]
    [InlineData("payout.booked", "returned", "received,authorised,booked,returned")]
    [InlineData("payout.booked", "failed", "received,authorised,booked,failed")]
    [InlineData("payout.booked", "returned", "")]
    [InlineData("payout.booked", "failed", "")]
    public void What_the_transfer_has_passed_stands(string sample, string status, string events)
    {
        var reported = AdyenSampleTests.All(sample);

        var decision = Decide(reported, Now(sample, status, events));

        Assert.Equal(ReadOutcome.Confirmed, decision.Outcome);
        Assert.Equal(reported.Select(Known), decision.Facts.Select(Known));
    }

    [Theory]
    [InlineData("payout.initiated", "captured", "")]
    [InlineData("payout.initiated", "a_new_word", "")]
    [InlineData("payout.initiated", "booked", "booked")]
    [InlineData("payout.booked", "received", "received")]
    [InlineData("payout.booked", "authorised", "")]
    [InlineData("payout.booked", "refused", "")]
    [InlineData("payout.booked", "failed", "received,authorised,failed")]
    [InlineData("payout.booked", "returned", "received,returned")]
    [InlineData("payout.failed", "booked", "")]
    [InlineData("payout.failed", "booked", "received,authorised,booked")]
    [InlineData("payout.returned", "booked", "received,authorised,booked")]
    [InlineData("fee.charged", "feePending", "feePending")]
    [InlineData("fee.charged", "cancelled", "feePending,fee,cancelled")] // What becomes of a charge is documented nowhere.
    [InlineData("fee.charged", "booked", "")]
    public void A_status_that_never_leads_there_denies_the_message(string sample, string status, string events)
    {
        var decision = Decide(AdyenSampleTests.All(sample), Now(sample, status, events));

        Assert.Equal((ReadOutcome.Denied, 0, true), (decision.Outcome, decision.Facts.Count, decision.IsHeld));
    }

    /// <summary>It is in its state and yet another transfer than the message told of.</summary>
    [Theory]
    [InlineData("payout.booked", "direction", "incoming")]
    [InlineData("payout.booked", "category", "internal")]
    [InlineData("payout.booked", "type", "bankDirectDebit")]
    [InlineData("fee.charged", "direction", "incoming")]
    [InlineData("fee.charged", "type", "bankTransfer")]
    public void A_transfer_that_does_not_state_the_fact_denies_the_message(string sample, string field, string value)
    {
        var read = ObjectOf(sample);
        read[field] = value;

        Assert.Equal(ReadOutcome.Denied, Decide(AdyenSampleTests.All(sample), read).Outcome);
    }

    [Theory]
    [InlineData("payout.initiated")]
    [InlineData("payout.booked")]
    [InlineData("payout.failed")]
    [InlineData("fee.charged")]
    public void Where_amounts_differ_the_object_wins(string sample)
    {
        var reported = AdyenSampleTests.Single(sample);
        var read = ObjectOf(sample);
        read["amount"]!["value"] = 701;

        var decision = Decide([reported], read);

        Assert.Equal(ReadOutcome.Contradicted, decision.Outcome);
        var fact = Assert.Single(decision.Facts);
        Assert.Equal((701, reported.EventId), (fact.Amounts.Gross!.Value.MinorUnits, fact.EventId));
    }

    /// <summary>The same charge in another stream: the object's payment holds, and both are kept.</summary>
    [Fact]
    public void Where_the_object_names_another_payment_it_wins()
    {
        var reported = AdyenSampleTests.Single("fee.charged");
        var read = ObjectOf("fee.charged");
        read["categoryData"]!["pspPaymentReference"] = "TEAPAY0000000W99";

        var decision = Decide([reported], read);

        Assert.Equal(ReadOutcome.Contradicted, decision.Outcome);
        Assert.Equal(("TEAPAY0000000W99", reported.EventId), (decision.Facts[0].PaymentId, decision.Facts[0].EventId));
    }

    /// <summary>The endpoint was given another account meanwhile: the message's facts keep their keys.</summary>
    [Theory]
    [InlineData("payout.booked")]
    [InlineData("fee.charged")]
    public void Facts_keep_the_account_of_their_message(string sample)
    {
        var reported = AdyenSampleTests.All(sample);
        var settings = Deliveries.Settings with { Account = "acct_other" };

        var reading = Api.Read(reported, Encoding.UTF8.GetBytes(ObjectOf(sample).ToJsonString()), settings);

        Assert.Equal(ReadOutcome.Confirmed, ReadComparison.Decide(reported, reading).Outcome);
    }

    [Fact]
    public void The_state_is_told_in_Adyens_word()
    {
        var read = Encoding.UTF8.GetBytes(Now("payout.booked", "returned", "booked,returned").ToJsonString());

        Assert.Equal("returned", Api.Read(AdyenSampleTests.All("payout.booked"), read, Deliveries.Settings).State);
    }

    /// <summary>True when it has something to read, and that confirms it.</summary>
    static bool IsConfirmed(byte[] message)
    {
        var reported = new AdyenProvider().Translate(Deliveries.Of(message), Deliveries.Settings).Events;
        if (reported.Count == 0 || ReadOf(reported) is null)
        {
            return false;
        }

        var decision = Decide(reported, ObjectOf(message));
        Assert.Equal((ReadOutcome.Confirmed, null), (decision.Outcome, decision.Detail));
        Assert.Equal(reported.Select(Known), decision.Facts.Select(Known));
        return true;
    }

    static (Guid, Guid, PaymentAmounts, DateTimeOffset) Known(PaymentEvent fact) =>
        (fact.EventId, fact.MessageKey, fact.Amounts, fact.OccurredAt);
}
