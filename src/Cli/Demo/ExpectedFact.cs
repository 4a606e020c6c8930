namespace Ledger.Cli.Demo;

/// <summary>Something the script lets happen, and what a bookkeeper would write down about it.</summary>
/// <param name="Name">Names the fact within the run, such as <c>capture pi_1</c>.</param>
/// <param name="Entries">The journal entries it leads to; none when nothing moves.</param>
sealed record ExpectedFact(string Name, params IReadOnlyList<ExpectedEntry> Entries)
{
    const string Cash = "1000", InTransit = "1050", Receivable = "1100", Pending = "1150", Available = "1155";
    const string Disputed = "1170", Refunds = "4100", Fees = "6100", DisputeFees = "6110", Losses = "6200";

    /// <summary>An amount is authorised: nothing moves.</summary>
    public static ExpectedFact Authorized(string payment) => new($"authorized {payment}");

    /// <summary>An authorization is cancelled: nothing moves.</summary>
    public static ExpectedFact Voided(string payment) => new($"voided {payment}");

    /// <summary>An attempt fails: nothing moves.</summary>
    public static ExpectedFact Failed(string attempt) => new($"failed {attempt}");

    /// <summary>Captured: the provider owes us the gross, the customer no longer does.</summary>
    public static ExpectedFact Captured(string payment, long gross, string currency) =>
        new($"captured {payment}", new ExpectedEntry(Pending, Receivable, gross, currency));

    /// <summary>The provider keeps its fee.</summary>
    public static ExpectedFact Fee(string payment, long fee, string currency) =>
        new($"fee {payment}", new ExpectedEntry(Fees, Pending, fee, currency));

    /// <summary>Refunded to the customer.</summary>
    public static ExpectedFact Refunded(string refund, long amount, string currency) =>
        new($"refunded {refund}", new ExpectedEntry(Refunds, Pending, amount, currency));

    /// <summary>A refund that had been made comes back.</summary>
    public static ExpectedFact RefundFailed(string refund, long amount, string currency) =>
        new($"refund failed {refund}", new ExpectedEntry(Pending, Refunds, amount, currency));

    /// <summary>A dispute is announced: nothing moves yet.</summary>
    public static ExpectedFact Announced(string dispute) => new($"announced {dispute}");

    /// <summary>A dispute takes the money.</summary>
    public static ExpectedFact Opened(string dispute, long amount, string currency) =>
        new($"disputed {dispute}", new ExpectedEntry(Disputed, Pending, amount, currency));

    /// <summary>A dispute costs a fee.</summary>
    public static ExpectedFact DisputeFee(string dispute, long fee, string currency) =>
        new($"dispute fee {dispute}", new ExpectedEntry(DisputeFees, Pending, fee, currency));

    /// <summary>A dispute is won: the money is back.</summary>
    public static ExpectedFact Won(string dispute, long amount, string currency) =>
        new($"won {dispute}", new ExpectedEntry(Pending, Disputed, amount, currency));

    /// <summary>A dispute is lost: the money is gone.</summary>
    public static ExpectedFact Lost(string dispute, long amount, string currency) =>
        new($"lost {dispute}", new ExpectedEntry(Losses, Disputed, amount, currency));

    /// <summary>A payout leaves the provider.</summary>
    public static ExpectedFact PayoutStarted(string payout, long amount, string currency) =>
        new($"payout started {payout}", new ExpectedEntry(InTransit, Available, amount, currency));

    /// <summary>What a payout consists of is settled: pending money is available money.</summary>
    public static ExpectedFact Settled(string payout, long amount, string currency) =>
        new($"settled {payout}", new ExpectedEntry(Available, Pending, amount, currency));

    /// <summary>A payment is settled with its batch, whose own fact moves the money.</summary>
    public static ExpectedFact SettledInBatch(string payment) => new($"settled in its batch {payment}");

    /// <summary>A payout arrives at the bank.</summary>
    public static ExpectedFact PayoutPaid(string payout, long amount, string currency) =>
        new($"payout paid {payout}", new ExpectedEntry(Cash, InTransit, amount, currency));

    /// <summary>
    /// A payout that was paid and settled is sent back by the bank: all three of its entries are undone, for the money
    /// waits at the provider to be settled with another payout.
    /// </summary>
    public static ExpectedFact PayoutReturned(string payout, long amount, string currency) => new(
        $"payout returned {payout}",
        new ExpectedEntry(InTransit, Cash, amount, currency),
        new ExpectedEntry(Available, InTransit, amount, currency),
        new ExpectedEntry(Pending, Available, amount, currency));
}

/// <summary>A journal entry of two lines.</summary>
/// <param name="Debit">Account debited.</param>
/// <param name="Credit">Account credited.</param>
/// <param name="MinorUnits">Amount, above zero.</param>
/// <param name="Currency">ISO 4217 code.</param>
sealed record ExpectedEntry(string Debit, string Credit, long MinorUnits, string Currency);
