using System.Text;
using System.Xml.Linq;
using Ledger.Confirmation;
using Ledger.PaymentEvents;
using Ledger.Providers;
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
            .Where(name => BraintreeSampleTests.All(name) is { Count: > 0 } facts && ReadOf(facts) is not null),
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
    [InlineData("capture.settled", "/merchants/acct_demo/transactions/t7kq2m9x")]
    [InlineData("capture.disbursed", "/merchants/acct_demo/transactions/t7kq2m9x")]
    [InlineData("refund.settled", "/merchants/acct_demo/transactions/r5hd81kk")]
    [InlineData("refund.failed", "/merchants/acct_demo/transactions/r5hd81kk")]
    [InlineData("subscription.charged", "/merchants/acct_demo/transactions/t5sub002")]
    [InlineData("local.completed", "/merchants/acct_demo/transactions/t6local1")]
    [InlineData("dispute.opened", "/merchants/acct_demo/disputes/d3jw77ab")]
    [InlineData("dispute.won", "/merchants/acct_demo/disputes/d3jw77ab")]
    public void What_is_read_is_named_by_the_ids_of_the_message(string sample, string path)
    {
        var read = ReadOf(BraintreeSampleTests.All(sample))!;

        Assert.Equal(path, read.Path);
        Assert.Equal(("application/xml", "6"), (read.Headers["Accept"], read.Headers["X-ApiVersion"]));
    }

    [Theory]
    [InlineData("disbursement.paid")]
    [InlineData("disbursement.failed")]
    [InlineData("local.expired")]
    [InlineData("local.reversed")]
    public void What_the_API_does_not_have_is_not_read(string sample) => Assert.Null(ReadOf(BraintreeSampleTests.All(sample)));

    [Theory]
    [InlineData("a/b", "acct_demo")]
    [InlineData("..", "acct_demo")]
    [InlineData("a.b", "acct_demo")]
    [InlineData("a?b", "acct_demo")]
    [InlineData("a%2e", "acct_demo")]
    [InlineData("é", "acct_demo")]
    [InlineData("", "acct_demo")]
    [InlineData("t1", "a/b")]
    [InlineData("t1", "..")]
    public void Nothing_goes_into_a_path_that_would_lead_elsewhere(string id, string account)
    {
        var fact = BraintreeSampleTests.All("capture.settled")[0];

        Assert.Null(ReadOf([fact with { ProviderObjectId = id, Account = account }]));
        Assert.NotNull(ReadOf([fact with { ProviderObjectId = "aZ0_-", Account = "aZ0_-" }]));
    }

    /// <summary>As the first example of RFC 7617, section 2, with another password.</summary>
    [Fact]
    public void It_signs_in_by_the_key_pair()
    {
        var access = new ApiAccess
        {
            Url = Api.Address,
            Credentials = new Dictionary<string, string> { ["publicKey"] = "Aladdin", ["privateKey"] = "open sesame" },
        };

        var signed = Assert.IsType<ApiSignIn.Header>(Api.SignIn(access));
        Assert.Equal(("Authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="), (signed.Name, signed.Value));
        Assert.DoesNotContain("open", $"{signed} {access}", StringComparison.Ordinal);
        Assert.Equal(["publicKey", "privateKey"], Api.Credentials);
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
        var read = ObjectOf(BraintreeSampleTests.Read(sample), reported);
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
        var read = ObjectOf(BraintreeSampleTests.Read(sample), reported);
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
        var read = ObjectOf(BraintreeSampleTests.Read(sample), reported);
        Now(read, status, history);

        Assert.Equal(ReadOutcome.Denied, Decide(reported, read).Outcome);
    }

    /// <summary>The message leaves the currency out, and by the time it is read less has been captured than was authorised.</summary>
    [Fact]
    public void What_a_message_leaves_out_is_told_by_the_history_of_an_object_that_has_moved_on()
    {
        var reported = BraintreeSampleTests.All("local.completed-no-currency");
        var read = ObjectOf(BraintreeSampleTests.Read("local.completed-no-currency"), reported);
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

        var decision = Decide(reported, ObjectOf(BraintreeSampleTests.Read("dispute.unknown-kind"), reported));

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
        var read = ObjectOf(BraintreeSampleTests.Read(sample), reported);
        read.SetElementValue(field, "7.01");

        var decision = Decide(reported, read);

        Assert.Equal(ReadOutcome.Contradicted, decision.Outcome);
        Assert.Equal((701, reported[0].EventId), (Assert.Single(decision.Facts).Amounts.Gross!.Value.MinorUnits, decision.Facts[0].EventId));
    }

    /// <summary>A refund is a transaction of its own: the sale stays settled and only lists it.</summary>
    [Fact]
    public void A_sale_that_was_refunded_is_settled_as_before()
    {
        var reported = BraintreeSampleTests.All("capture.settled");
        var read = ObjectOf(BraintreeSampleTests.Read("capture.settled"), reported);
        read.Add(XElement.Parse("<refund-ids type=\"array\"><item>r5hd81kk</item></refund-ids>"));

        Assert.Equal(ReadOutcome.Confirmed, Decide(reported, read).Outcome);
    }

    /// <summary>The endpoint was given another account meanwhile: the message's facts keep their keys.</summary>
    [Fact]
    public void Facts_keep_the_account_of_their_message()
    {
        var reported = BraintreeSampleTests.All("capture.settled");
        var read = ObjectOf(BraintreeSampleTests.Read("capture.settled"), reported);
        var settings = BraintreePosts.Settings with { Account = "acct_other" };

        Assert.Equal("/merchants/acct_demo/transactions/t7kq2m9x", Api.ReadOf(reported, settings)!.Path);
        Assert.Equal(
            ReadOutcome.Confirmed, ReadComparison.Decide(reported, Api.Read(reported, Encoding.UTF8.GetBytes($"{read}"), settings)).Outcome);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{}")]
    [InlineData("<html>Maintenance</html>")]
    [InlineData("<transaction>")]
    [InlineData("<transaction/>")]
    [InlineData("<transaction><id>t7kq2m9y</id><status>settled</status></transaction>")]
    [InlineData("<transaction><id nil=\"true\"/><status>settled</status></transaction>")]
    [InlineData("<transaction><id>t7kq2m9x</id><id>t7kq2m9x</id><status>settled</status></transaction>")]
    [InlineData("<dispute><id>t7kq2m9x</id><status>open</status></dispute>")]
    [InlineData("<api-error-response><transaction><id>t7kq2m9x</id><status>settled</status></transaction></api-error-response>")]
    [InlineData("<!DOCTYPE t [<!ENTITY i SYSTEM \"file:///etc/hostname\">]><transaction><id>t7kq2m9x</id><status>&i;</status></transaction>")]
    public void What_is_no_object_is_no_answer(string answer)
    {
        var reading = Api.Read(BraintreeSampleTests.All("capture.settled"), Encoding.UTF8.GetBytes(answer), BraintreePosts.Settings);

        Assert.NotNull(reading.Unreadable);
        Assert.Empty(reading.Events);
    }

    /// <summary>Every element harmed in every way: no fault, and no amount that the answer does not state.</summary>
    [Theory]
    [InlineData("capture.disbursed")]
    [InlineData("refund.settled")]
    [InlineData("dispute.won-in-part")]
    [InlineData("status.voided-after-submission")]
    public void A_harmed_answer_gives_no_fault(string sample)
    {
        var reported = BraintreeSampleTests.All(sample);
        var answer = Encoding.UTF8.GetBytes(ObjectOf(BraintreeSampleTests.Read(sample), reported).ToString());
        var mutants = XmlMutants.OfElements(answer).Concat(Mutants.OfBytes(answer, 200, seed: 11)).ToList();

        Assert.All(mutants, mutant =>
        {
            var read = Api.Read(reported, mutant.Body, BraintreePosts.Settings).Events;
            Soundness.Check(read.Count > 0
                ? new Translation("id", "kind", read)
                : new Translation("id", "kind", read, RefusalReason.NoFact, "Nothing."));
        });
    }

    static ApiRead? ReadOf(IReadOnlyList<PaymentEvent> reported) => Api.ReadOf(reported, BraintreePosts.Settings);

    /// <summary>True when it has something to read, and that confirms it.</summary>
    static bool Confirms(byte[] xml, string name)
    {
        var reported = BraintreePosts.Provider.Translate(BraintreePosts.Of(xml), BraintreePosts.Settings).Events;
        if (reported.Count == 0 || ReadOf(reported) is null)
        {
            return false;
        }

        var decision = Decide(reported, ObjectOf(xml, reported));
        Assert.True(decision.Outcome is ReadOutcome.Confirmed or ReadOutcome.Completed, $"{name}: {decision.Outcome} {decision.Detail}");
        Assert.Equal(
            reported.Select(fact => (fact.EventId, fact.MessageKey, fact.Amounts.Gross)),
            decision.Facts.Select((fact, n) => (fact.EventId, fact.MessageKey, reported[n].Amounts.Gross is null ? null : fact.Amounts.Gross)));
        return true;
    }

    static ReadDecision Decide(IReadOnlyList<PaymentEvent> reported, XElement read) => ReadComparison.Decide(
        reported, Api.Read(reported, Encoding.UTF8.GetBytes(read.ToString()), BraintreePosts.Settings));

    /// <summary>The object as the API has it: with the type, currency and status that messages may leave out.</summary>
    static XElement ObjectOf(byte[] xml, IReadOnlyList<PaymentEvent> reported)
    {
        var notification = XElement.Parse(Encoding.UTF8.GetString(xml));
        var read = notification.Descendants().First(element => element.Name.LocalName is "transaction" or "dispute"
            && (string?)element.Element("id") == reported[0].ProviderObjectId);
        string[][] always = read.Name == "dispute" ? [["amount-won", "49.90"]]
            : [["currency-iso-code", "EUR"], ["status", "settled"], ["type", "sale"]];
        foreach (var field in always.Where(field => read.Element(field[0]) is null))
        {
            read.Add(new XElement(field[0], field[1]));
        }

        return read;
    }

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
