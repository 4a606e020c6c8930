using Ledger.Simulation.Stories;

namespace Ledger.Simulation.Audit;

/// <summary>
/// Which accounts a fact debits and credits, copied by hand from the matrix of the requirements: rows M-04 to M-19 and M-24, and M-29 to M-32 for goods. Not
/// the product's table, and not its way to read it.
/// </summary>
static class EntryTable
{
    /// <summary>The lines that a fact must have; null for facts that post no lines of their own.</summary>
    public static IReadOnlyList<WrittenLine>? LinesOf(Fact fact, bool cashOnCapture)
    {
        var clearing = cashOnCapture ? "1000" : "1150";
        if (fact is { Class: "fx-converted", Gross: { } before, Settled: { } after })
        {
            return
            [
                new("1180", true, before, fact.Currency), new(clearing, false, before, fact.Currency),
                new(clearing, true, after, "USD"), new("1180", false, after, "USD"),
            ];
        }

        var (debit, credit) = (fact.Class, fact.Variant) switch
        {
            ("capture-succeeded", null) => (clearing, "1100"),
            ("fee-posted", null) => ("6100", clearing),
            ("fee-posted", "fee-returned") => (clearing, "6100"),
            ("fee-posted", "dispute-fee") => ("6110", clearing),
            ("fee-posted", "dispute-fee-returned") => (clearing, "6110"),
            ("fee-posted", "application-fee") => (clearing, "4200"),
            ("fee-posted", "application-fee-returned") => ("4200", clearing),
            ("settlement-confirmed", null) => ("1155", clearing),
            ("refund-posted", null) => ("4100", clearing),
            ("chargeback-opened", null) => ("1170", clearing),
            ("chargeback-won", null) => (clearing, "1170"),
            ("chargeback-lost", null) => ("6200", "1170"),
            ("payout-initiated", null) => ("1050", "1155"),
            ("payout-paid", null) => ("1000", "1050"),
            ("shipment-sent", null) => ("5000", "1200"),
            ("return-received", null) => ("1210", "5000"),
            ("return-graded", "resale") => ("1200", "1210"),
            ("return-graded", "write-off") => ("5100", "1210"),
            ("stock-corrected", null) => ("5100", "1200"),
            ("stock-corrected", "increase") => ("1200", "5100"),
            _ => ("", ""),
        };
        if (debit.Length == 0 || fact.Gross is not { } amount)
        {
            return null;
        }

        if (fact.Class == "settlement-confirmed")
        {
            amount -= fact.Fee ?? 0; // Net; below zero it goes the other way.
            (debit, credit, amount) = amount < 0 ? (credit, debit, -amount) : (debit, credit, amount);
        }

        List<WrittenLine> lines = [new(credit, false, amount, fact.Currency)];
        var tax = fact.Class == "refund-posted" ? fact.Tax ?? 0 : 0;
        lines.Add(new(debit, true, amount - tax, fact.Currency));
        if (tax > 0)
        {
            lines.Add(new("2300", true, tax, fact.Currency));
        }

        return [.. lines.Where(line => line.MinorUnits != 0)];
    }

    /// <summary>What a fact takes back: the class of facts, and whether they must be about the same thing.</summary>
    public static bool Undoes(Fact undo, Fact done) => (undo.Effect, done.Effect) switch
    {
        ("capture-failed", "capture-succeeded" or "fx-converted") or ("refund-failed", "refund-posted") => undo.Thing == done.Thing,
        ("payout-failed", "payout-paid" or "payout-initiated" or "settlement-confirmed") => true,
        _ => false,
    };

    public static bool IsUndo(Fact fact) => fact.Effect is "capture-failed" or "refund-failed" or "payout-failed";

    /// <summary>Whether one fact must be posted before another can be.</summary>
    public static bool ComesBefore(Fact first, Fact second) => second.Effect switch
    {
        "fee-posted" => first.Effect == "capture-succeeded" && second.Subject == "payment" && !IsApplicationFee(second),
        "refund-posted" or "chargeback-opened" or "fx-converted" => first.Effect == "capture-succeeded",
        "chargeback-won" or "chargeback-lost" => first.Effect == "chargeback-opened" && first.Thing == second.Thing,
        "payout-paid" or "payout-failed" => first.Effect == "payout-initiated",
        _ => false,
    };

    public static bool Needs(Fact fact) => fact.Effect switch
    {
        "fee-posted" => fact.Subject == "payment" && !IsApplicationFee(fact) && fact.Variant != "mystery-fee",
        "refund-posted" or "chargeback-opened" or "chargeback-won" or "chargeback-lost" or "payout-paid" or "payout-failed"
            or "fx-converted" => true,
        _ => false,
    };

    /// <summary>Facts that move nothing: told, and kept with the payment.</summary>
    public static bool IsNotice(Fact fact) =>
        fact.Class is "capture-pending" or "dispute-inquiry" or "fraud-notice"
        || fact is { Class: "settlement-confirmed", Variant: "transaction" };

    static bool IsApplicationFee(Fact fact) => fact.Variant is "application-fee" or "application-fee-returned";
}
