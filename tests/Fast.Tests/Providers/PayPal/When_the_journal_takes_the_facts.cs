using System.Text.Json;
using System.Text.Json.Nodes;
using Ledger.JournalPosting;
using Ledger.JournalPosting.States;
using Ledger.PaymentEvents;
using Ledger.Providers.PayPal;
using Xunit;

namespace Ledger.Fast.Tests.Providers.PayPal;

/// <summary>The order gate finds each fact's predecessor by the ids that the translation gives; unread facts wait, read ones post.</summary>
public sealed class When_the_journal_takes_the_facts
{
    static readonly PostingRules Rules = PostingRules.Load(new JournalPostingOptions());

    [Fact]
    public void A_message_waits_and_its_read_posts()
    {
        var state = PaymentState.Empty;
        foreach (var fact in PayPalSampleTests.All("capture.completed"))
        {
            Assert.Equal((Disposition.Held, (PostingReason?)PostingReason.NeedsRead), Decide(ref state, fact));
        }

        Assert.Equal(2, state.Held.Count);
        foreach (var fact in Read("capture.completed"))
        {
            Assert.Equal((Disposition.Posted, (PostingReason?)null), Decide(ref state, fact));
        }
    }

    // In the order in which they happen: each posts, none waits for another stream.
    [Theory]
    [InlineData("capture.completed", "refund.posted", "refund.posted.second", "refund.failed")]
    [InlineData("capture.completed", "dispute.opened", "dispute.won")]
    [InlineData("capture.completed", "dispute.opened", "dispute.lost.in-part")]
    [InlineData("capture.completed", "capture.reversed")]
    [InlineData("sale.completed", "refund.posted.sale")]
    [InlineData("sale.completed", "sale.reversed")]
    [InlineData("payout.succeeded")]
    [InlineData("payout.returned")]
    public void Each_fact_finds_its_predecessor(params string[] samples)
    {
        var state = PaymentState.Empty;
        foreach (var fact in samples.SelectMany(Read).DistinctBy(fact => fact.EventId).Where(fact => fact.Subject != Subject.Fee))
        {
            Assert.Equal((Disposition.Posted, (PostingReason?)null), Decide(ref state, fact));
        }
    }

    [Fact]
    public void A_payout_that_came_back_after_it_was_paid_is_undone_in_full()
    {
        var state = PaymentState.Empty;
        foreach (var fact in Read("payout.succeeded").Concat(Read("payout.returned")).DistinctBy(fact => fact.EventId)
            .Where(fact => fact.Subject != Subject.Fee))
        {
            Assert.Equal(Disposition.Posted, Decide(ref state, fact).Disposition);
        }

        Assert.Empty(state.OpenEntries);
    }

    static (string Disposition, PostingReason? Reason) Decide(ref PaymentState state, PaymentEvent fact)
    {
        var decision = PostingDecider.Decide(state, fact, Rules, Deliveries.ReceivedAt, traceId: null);
        state = decision.State;
        return (decision.Disposition, decision.Reason);
    }

    static IReadOnlyList<PaymentEvent> Read(string name)
    {
        using var resource = JsonDocument.Parse(JsonNode.Parse(PayPalSampleTests.Read(name))!["resource"]!.ToJsonString());
        return PayPalProvider.TranslateRead(PayPalSampleTests.Delivery(name), Deliveries.Settings, resource.RootElement).Events;
    }
}
