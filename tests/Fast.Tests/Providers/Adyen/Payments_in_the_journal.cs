using Ledger.Fast.Tests.JournalPosting;
using Xunit;

namespace Ledger.Fast.Tests.Providers.Adyen;

/// <summary>
/// What the journal makes of a payment's events: the streams and ids that the translation chooses must let the order gate find what came
/// before, and let every reversal find what it undoes.
/// </summary>
public sealed class Payments_in_the_journal
{
    [Fact]
    public void Partial_captures_stand_side_by_side_and_the_rest_that_expires_moves_nothing() => Check(
        """
        1100 CR 16.50 EUR
        1150 DR 16.50 EUR
        """,
        "authorization.created", "capture", "capture.partial", "authorization.expired");

    [Theory]
    [InlineData("capture", "capture.failed-later")]
    [InlineData("capture.failed-later", "capture")]
    [InlineData("capture.refused")]
    public void Capture_that_failed_leaves_nothing_in_any_order(params string[] samples) =>
        Check("", ["authorization.created", .. samples]);

    [Theory]
    [InlineData("refund", "refund.failed-later")]
    [InlineData("refund", "refund.reversed")]
    [InlineData("refund.refused")]
    public void Refund_that_failed_leaves_the_capture(params string[] samples) => Check(
        """
        1100 CR 12.50 EUR
        1150 DR 12.50 EUR
        """,
        ["capture", .. samples]);

    [Fact]
    public void Refund_that_overtook_its_capture_waits_for_it() => Check(
        """
        1100 CR 12.50 EUR
        1150 DR 7.50 EUR
        4100 DR 5.00 EUR
        """,
        "refund", "capture");

    [Theory]
    [InlineData("dispute.chargeback", "dispute.undefended")]
    [InlineData("dispute.undefended", "dispute.chargeback")]
    [InlineData("dispute.chargeback", "dispute.reversed", "dispute.second-chargeback")]
    [InlineData("dispute.chargeback", "dispute.second-chargeback", "dispute.reversed")]
    [InlineData("dispute.chargeback", "dispute.reversed", "dispute.prearbitration-lost", "dispute.second-chargeback")]
    [InlineData("dispute.chargeback", "dispute.reversed", "dispute.arbitration-lost", "dispute.second-chargeback")]
    public void Dispute_that_is_lost_costs_its_amount_once_in_any_order(params string[] samples) => Check(
        """
        1100 CR 12.50 EUR
        6200 DR 12.50 EUR
        """,
        ["capture", "dispute.notice", .. samples]);

    [Theory]
    [InlineData("dispute.chargeback", "dispute.reversed")]
    [InlineData("dispute.chargeback", "dispute.reversed", "dispute.prearbitration-won")]
    [InlineData("dispute.chargeback", "dispute.arbitration-won", "dispute.reversed")]
    public void Dispute_that_is_won_costs_nothing(params string[] samples) => Check(
        """
        1100 CR 12.50 EUR
        1150 DR 12.50 EUR
        """,
        ["capture", .. samples]);

    [Theory]
    [InlineData("dispute.notice")]
    [InlineData("dispute.fraud-notice")]
    [InlineData("capture.again")]
    [InlineData("refund.cancel-or-refund")]
    [InlineData("authorization.cancel-or-refund")]
    [InlineData("refund.voided-at-terminal")]
    public void What_takes_no_cash_or_is_not_certain_moves_nothing(string sample) => Check(
        """
        1100 CR 12.50 EUR
        1150 DR 12.50 EUR
        """,
        "capture", sample);

    [Theory]
    [InlineData("payout.initiated", "payout.booked", "payout.returned")]
    [InlineData("payout.booked", "payout.returned", "payout.initiated")]
    [InlineData("payout.initiated", "payout.failed")]
    public void Payout_that_came_back_leaves_nothing(params string[] samples) => Check("", samples);

    [Fact]
    public void Payout_that_is_booked_is_cash() => Check(
        """
        1000 DR 980.00 EUR
        1155 CR 980.00 EUR
        """,
        "payout.initiated", "payout.booked");

    static void Check(string balances, params string[] samples)
    {
        var book = new Book(Book.Rules);
        foreach (var fact in samples.SelectMany(AdyenSampleTests.All))
        {
            book.Post(fact);
        }

        Assert.Equal(balances, book.Balances);
        book.AssertFoldAgrees();
    }
}
