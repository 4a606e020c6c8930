using System.Text;
using System.Xml.Linq;
using Ledger.Confirmation;
using Ledger.PaymentEvents;
using Ledger.Providers.Api;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Fast.Tests.Providers.Braintree;

/// <summary>The transaction or dispute behind a notification, read from the API (R-GW-11, R-GW-14).</summary>
public sealed class When_its_object_is_read
{
    static readonly IProviderApi Api = BraintreePosts.Provider.Api;

    public static TheoryData<string> Readable =>
    [
        .. BraintreeSampleTests.SampleNames.Select(row => row.Data).Where(name => name != "dispute.unknown-kind")
            .Where(name => BraintreeSampleTests.All(name) is { Count: > 0 } facts && BraintreePosts.ReadOf(facts) is not null),
    ];

    /// <summary>Nothing changed since the message was sent: every fact of it stands, under the keys it had, in the same amounts.</summary>
    [Theory]
    [MemberData(nameof(Readable))]
    public void An_object_that_is_still_as_it_was_sent_confirms_its_message(string sample) =>
        Confirms(BraintreeSampleTests.Read(sample), sample);

    [Fact]
    public void So_does_that_of_every_public_notification()
    {
        var confirmed = Directory.EnumerateFiles(SharedData.Locate("webhooks/braintree/samples-xml"), "*.xml")
            .Count(file => Confirms(File.ReadAllBytes(file), Path.GetFileName(file)));

        Assert.Equal(15, confirmed); // The other seven state no fact, or name neither transaction nor dispute.
    }

    [Theory]
    [InlineData("capture.settled", "voided")]
    [InlineData("capture.settled", "processor_declined")]
    [InlineData("capture.settled", "submitted_for_settlement")]
    [InlineData("capture.disbursed", "authorized")]
    [InlineData("capture.declined", "settled")]
    [InlineData("refund.settled", "failed")]
    [InlineData("refund.failed", "settled")]
    [InlineData("local.completed", "gateway_rejected")]
    [InlineData("local.funded", "authorized")]
    [InlineData("subscription.charged", "voided")] // It may have been voided before it was ever submitted.
    [InlineData("subscription.not-charged", "settled")]
    [InlineData("status.voided", "settled")]
    [InlineData("status.authorization-expired", "submitted_for_settlement")]
    [InlineData("dispute.won", "lost")]
    [InlineData("dispute.won", "open")]
    [InlineData("dispute.lost", "won")]
    [InlineData("dispute.expired", "disputed")]
    [InlineData("dispute.opened", "a_new_word")]
    public void A_status_that_never_leads_there_denies_the_message(string sample, string status)
    {
        var reported = BraintreeSampleTests.All(sample);
        var read = BraintreePosts.ObjectOf(BraintreeSampleTests.Read(sample), reported);
        read.SetElementValue("status", status);
        read.Element("status-history")?.Remove();

        var decision = Decide(reported, read);

        Assert.Equal((ReadOutcome.Denied, 0), (decision.Outcome, decision.Facts.Count));
    }

    [Theory]
    [InlineData("local.completed", "settled", "authorized,submitted_for_settlement,settled")]
    [InlineData("local.completed", "voided", "authorized,voided")]
    [InlineData("local.completed", "settled", "")]
    [InlineData("subscription.charged", "voided", "authorized,submitted_for_settlement,voided")]
    [InlineData("subscription.charged", "settled", "")]
    [InlineData("capture.settled", "settlement_declined", "settled,settlement_declined")]
    [InlineData("capture.settled", "settlement_declined", "")]
    [InlineData("refund.settled", "settlement_declined", "")]
    [InlineData("dispute.opened", "under_review", "")]
    [InlineData("dispute.opened", "won", "")]
    [InlineData("dispute.opened", "lost", "")]
    [InlineData("dispute.expired", "lost", "")]
    public void What_the_object_has_passed_stands(string sample, string status, string history)
    {
        var reported = BraintreeSampleTests.All(sample);
        var read = BraintreePosts.ObjectOf(BraintreeSampleTests.Read(sample), reported);
        Now(read, status, history);

        var decision = Decide(reported, read);

        Assert.Equal(ReadOutcome.Confirmed, decision.Outcome);
        Assert.Equal(reported.Select(fact => (fact.EventId, fact.Amounts)), decision.Facts.Select(fact => (fact.EventId, fact.Amounts)));
    }

    [Theory]
    [InlineData("capture.settled", "settlement_declined", "authorized,submitted_for_settlement,settlement_declined")]
    [InlineData("capture.settled", "voided", "authorized,submitted_for_settlement,voided")]
    [InlineData("local.completed", "settlement_declined", "submitted_for_settlement,settlement_declined")]
    public void A_history_that_does_not_lead_through_the_message_denies_it(string sample, string status, string history)
    {
        var reported = BraintreeSampleTests.All(sample);
        var read = BraintreePosts.ObjectOf(BraintreeSampleTests.Read(sample), reported);
        Now(read, status, history);

        Assert.Equal(ReadOutcome.Denied, Decide(reported, read).Outcome);
    }

    /// <summary>The message leaves the currency out, and by the time it is read less has been captured than was authorised.</summary>
    [Fact]
    public void What_a_message_leaves_out_is_told_by_the_history_of_an_object_that_has_moved_on()
    {
        var reported = BraintreeSampleTests.All("local.completed-no-currency");
        var read = BraintreePosts.ObjectOf(BraintreeSampleTests.Read("local.completed-no-currency"), reported);
        Now(read, "settled", "authorized,submitted_for_settlement,settled");
        read.SetElementValue("amount", "20.00");

        var decision = Decide(reported, read);

        Assert.Equal(ReadOutcome.Completed, decision.Outcome);
        var fact = Assert.Single(decision.Facts);
        Assert.Equal((reported[0].EventId, EventClass.AuthCreated, 4990), (fact.EventId, fact.Class, fact.Amounts.Gross!.Value.MinorUnits));
    }

    [Fact]
    public void What_the_object_does_not_tell_either_is_for_a_person()
    {
        var reported = BraintreeSampleTests.All("dispute.unknown-kind");

        var decision = Decide(reported, BraintreePosts.ObjectOf(BraintreeSampleTests.Read("dispute.unknown-kind"), reported));

        Assert.Equal((ReadOutcome.Incomplete, true), (decision.Outcome, decision.IsHeld));
    }

    [Theory]
    [InlineData("capture.settled", "amount")]
    [InlineData("refund.settled", "amount")]
    [InlineData("dispute.opened", "amount-disputed")]
    [InlineData("dispute.won", "amount-won")]
    public void Where_amounts_differ_the_object_wins(string sample, string field)
    {
        var reported = BraintreeSampleTests.All(sample);
        var read = BraintreePosts.ObjectOf(BraintreeSampleTests.Read(sample), reported);
        read.SetElementValue(field, "7.01");

        var decision = Decide(reported, read);

        Assert.Equal(ReadOutcome.Contradicted, decision.Outcome);
        Assert.Equal(reported.Select(fact => fact.EventId), decision.Facts.Select(fact => fact.EventId));
        Assert.All(decision.Facts, fact => Assert.Equal(701, fact.Amounts.Gross!.Value.MinorUnits));
    }

    /// <summary>A refund is a transaction of its own: the sale stays settled and only lists it.</summary>
    [Fact]
    public void A_sale_that_was_refunded_is_settled_as_before()
    {
        var reported = BraintreeSampleTests.All("capture.settled");
        var read = BraintreePosts.ObjectOf(BraintreeSampleTests.Read("capture.settled"), reported);
        read.Add(XElement.Parse("<refund-ids type=\"array\"><item>r5hd81kk</item></refund-ids>"));

        Assert.Equal(ReadOutcome.Confirmed, Decide(reported, read).Outcome);
    }

    /// <summary>The endpoint was given another account meanwhile: the message's facts keep their keys.</summary>
    [Fact]
    public void Facts_keep_the_account_of_their_message()
    {
        var reported = BraintreeSampleTests.All("capture.settled");
        var read = BraintreePosts.ObjectOf(BraintreeSampleTests.Read("capture.settled"), reported);
        var settings = BraintreePosts.Settings with { Account = "acct_other" };

        Assert.Equal("/merchants/acct_demo/transactions/t7kq2m9x", Api.ReadOf(reported, settings)!.Path);
        Assert.Equal(
            ReadOutcome.Confirmed, ReadComparison.Decide(reported, Api.Read(reported, Encoding.UTF8.GetBytes($"{read}"), settings)).Outcome);
    }

    /// <summary>True when it has something to read, and that confirms it.</summary>
    static bool Confirms(byte[] xml, string name)
    {
        var reported = BraintreePosts.Provider.Translate(BraintreePosts.Of(xml), BraintreePosts.Settings).Events;
        if (reported.Count == 0 || BraintreePosts.ReadOf(reported) is null)
        {
            return false;
        }

        var decision = Decide(reported, BraintreePosts.ObjectOf(xml, reported));
        Assert.True(decision.Outcome is ReadOutcome.Confirmed or ReadOutcome.Completed, $"{name}: {decision.Outcome} {decision.Detail}");
        Assert.Equal(
            reported.Select(fact => (fact.EventId, fact.MessageKey, fact.Amounts.Gross)),
            decision.Facts.Select((fact, n) => (fact.EventId, fact.MessageKey, reported[n].Amounts.Gross is null ? null : fact.Amounts.Gross)));
        return true;
    }

    static ReadDecision Decide(IReadOnlyList<PaymentEvent> reported, XElement read) => ReadComparison.Decide(
        reported, Api.Read(reported, Encoding.UTF8.GetBytes(read.ToString()), BraintreePosts.Settings));

    static void Now(XElement read, string status, string history)
    {
        var amount = (string?)read.Element("amount");
        read.SetElementValue("status", status);
        read.Element("status-history")?.Remove();
        if (history.Length > 0)
        {
            read.Add(new XElement(
                "status-history", new XAttribute("type", "array"),
                history.Split(',').Select(step => new XElement("status-event", new XElement("status", step), new XElement("amount", amount)))));
        }
    }
}
