using System.Diagnostics;
using System.Text;
using Ledger.PaymentEvents;
using Ledger.Providers;
using Xunit;

namespace Ledger.Fast.Tests.Providers.Braintree;

/// <summary>Hostile and broken payloads end in a name, never in a fault, a fetch or a long wait.</summary>
public sealed class When_a_payload_is_not_as_documented
{
    [Theory]
    [InlineData("", RefusalReason.BodyNotXml)]
    [InlineData("nonsense", RefusalReason.BodyNotXml)]
    [InlineData("{\"kind\":\"check\"}", RefusalReason.BodyNotXml)]
    [InlineData("<notification>", RefusalReason.BodyNotXml)]
    [InlineData("<notification/><notification/>", RefusalReason.BodyNotXml)]
    [InlineData("<!DOCTYPE notification><notification/>", RefusalReason.BodyNotXml)]
    [InlineData("<!DOCTYPE n [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><notification>&x;</notification>", RefusalReason.BodyNotXml)]
    [InlineData("<!DOCTYPE n SYSTEM \"http://127.0.0.1/n.dtd\"><notification/>", RefusalReason.BodyNotXml)]
    [InlineData("<notification>&x;</notification>", RefusalReason.BodyNotXml)]
    [InlineData("<notification/>", RefusalReason.NotAnEvent)]
    [InlineData("<other><kind>check</kind><subject/></other>", RefusalReason.NotAnEvent)]
    [InlineData("<notification><kind>check</kind></notification>", RefusalReason.NotAnEvent)]
    [InlineData("<notification><subject/></notification>", RefusalReason.NotAnEvent)]
    [InlineData("<notification><kind/><subject/></notification>", RefusalReason.NotAnEvent)]
    [InlineData("<notification><kind>check</kind><kind>check</kind><subject/></notification>", RefusalReason.NotAnEvent)]
    [InlineData("<notification><kind>dispute_won</kind><subject/></notification>", RefusalReason.NotAnEvent)]
    [InlineData("<notification><kind>dispute_won</kind><subject><dispute/><dispute/></subject></notification>", RefusalReason.NotAnEvent)]
    [InlineData("<notification><kind>dispute_won</kind><subject><dispute/></subject></notification>", RefusalReason.FieldMissing)]
    [InlineData("<notification><kind>no such kind</kind><subject/></notification>", RefusalReason.UnknownEventType)]
    public void Broken_payload_is_named(string xml, RefusalReason reason) => Assert.Equal(reason, Reason(Encoding.UTF8.GetBytes(xml)));

    [Fact]
    public void Entities_that_grow_are_refused_at_once()
    {
        var entities = string.Concat(Enumerable.Range(1, 30).Select(n => $"<!ENTITY e{n} \"&e{n - 1};&e{n - 1};\">"));
        var xml = Encoding.UTF8.GetBytes($"<!DOCTYPE n [<!ENTITY e0 \"x\">{entities}]><notification>&e30;</notification>");
        var began = Stopwatch.GetTimestamp();

        Assert.Equal(RefusalReason.BodyNotXml, Reason(xml));
        Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData(29, RefusalReason.FieldMissing)]
    [InlineData(30, RefusalReason.BodyNotXml)]
    [InlineData(100_000, RefusalReason.BodyNotXml)]
    public void Depth_is_bounded(int depth, RefusalReason reason)
    {
        var nested = string.Concat(Enumerable.Repeat("<a>", depth)) + string.Concat(Enumerable.Repeat("</a>", depth));

        Assert.Equal(reason, Reason(Dispute(nested)));
    }

    [Fact]
    public void Size_is_bounded() => Assert.Equal(
        RefusalReason.BodyNotXml, Reason(Dispute(new string('x', 4 * 1024 * 1024))));

    [Fact]
    public void Payload_in_another_encoding_is_not_UTF8() =>
        Assert.Equal(RefusalReason.BodyNotUtf8, Reason(Encoding.Latin1.GetBytes("<notification>é</notification>")));

    [Fact]
    public void Payload_that_names_another_encoding_than_it_has_is_read_as_what_it_is()
    {
        var xml = BraintreeSampleTests.Read("dispute.opened");
        var renamed = Encoding.UTF8.GetString(xml).Replace("UTF-8", "ISO-8859-1", StringComparison.Ordinal);

        Assert.Null(Reason(Encoding.UTF8.GetBytes(renamed)));
    }

    [Theory]
    [InlineData("bt_payload=PG4", RefusalReason.BodyNotXml)]
    [InlineData("bt_payload=%3D%3D%3D", RefusalReason.BodyNotXml)]
    [InlineData("nothing", RefusalReason.BodyNotForm)]
    public void Body_without_a_payload_is_named(string body, RefusalReason reason) =>
        Assert.Equal(reason, BraintreePosts.Provider.Translate(Deliveries.Of(body), BraintreePosts.Settings).Reason);

    [Theory]
    [InlineData("4242424242424242")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("&#x202E;x")]
    public void Id_that_is_no_id_is_missing_and_not_in_the_message_id(string id)
    {
        var translation = Translate("<id>t7kq2m9x</id>", $"<id>{id}</id>");

        Assert.Equal(RefusalReason.FieldMissing, translation.Reason);
        Assert.StartsWith("transaction_settled.20261119T083000Z.", translation.ProviderEventId, StringComparison.Ordinal);
    }

    /// <summary>Readers differ in which of two they take; none is guessed.</summary>
    [Fact]
    public void Field_that_stands_twice_is_no_field()
    {
        var twoAmounts = Translate("<amount>49.90</amount>", "<amount>0.10</amount><amount>49.90</amount>");
        var twoIds = Translate("<id>t7kq2m9x</id>", "<id>t1</id><id>t7kq2m9x</id>");

        Assert.Equal((Completeness.NeedsRead, null), (twoAmounts.Events[0].Completeness, twoAmounts.Events[0].Amounts.Gross));
        Assert.Equal((RefusalReason.FieldMissing, 0), (twoIds.Reason, twoIds.Events.Count));
    }

    [Fact]
    public void Any_bytes_give_an_outcome()
    {
        const int Seed = 21;
        var random = new Random(Seed);
        for (var n = 0; n < 2_000; n++)
        {
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            var asForm = BraintreePosts.Provider.Translate(Deliveries.Of(bytes), BraintreePosts.Settings).Reason;
            Assert.True(asForm is not null && Reason(bytes) is not null, $"Seed {Seed}, {n}.");
            Assert.IsType<Verification.Refused>(
                BraintreePosts.Provider.Verify(Deliveries.Of(bytes), BraintreePosts.Settings, Deliveries.ReceivedAt));
        }
    }

    static Translation Translate(string harmed, string with)
    {
        var xml = Encoding.UTF8.GetString(BraintreeSampleTests.Read("capture.settled")).Replace(harmed, with, StringComparison.Ordinal);
        return BraintreePosts.Provider.Translate(BraintreePosts.Of(Encoding.UTF8.GetBytes(xml)), BraintreePosts.Settings);
    }

    static byte[] Dispute(string inside) => Encoding.UTF8.GetBytes(
        "<notification><timestamp>2026-11-19T08:30:00Z</timestamp><kind>dispute_opened</kind><subject><dispute>" + inside
        + "</dispute></subject></notification>");

    static RefusalReason? Reason(byte[] xml) =>
        BraintreePosts.Provider.Translate(BraintreePosts.Of(xml), BraintreePosts.Settings).Reason;
}
