using Ledger.Accounting;
using Ledger.JournalPosting.Matrix;
using Ledger.JournalPosting.States;
using Ledger.PaymentEvents;

namespace Ledger.JournalPosting;

/// <summary>
/// Makes the entries of a row: its lines with the event's amounts, or counter-entries of what was posted.
/// </summary>
static class EntryDrafts
{
    /// <summary>
    /// What undoes the entries that were posted for the object before its own came, such as its conversion; null when there are none.
    /// </summary>
    public static Judgement? Undo(PaymentState state, PaymentEvent e, MatrixRow row)
    {
        var drafts = new List<EntryDraft>();
        AddCounters(drafts, row.Counter, state, open => IsOf(open, state, e));
        return drafts.Count == 0 ? null : new Judgement.Post(drafts);
    }

    public static Judgement For(PaymentState state, PaymentEvent e, MatrixRow row, PostingRules rules)
    {
        var drafts = new List<EntryDraft>();
        AddCounters(
            drafts, row.Counter, state, open => IsOf(open, state, e) || state.Payout is not null);
        var refusal = AddLines(drafts, row.Lines, e, rules);
        if (rules.Matrix.Memo)
        {
            AddCounters(drafts, row.MemoCounter, state, _ => true);
            refusal ??= AddLines(drafts, row.MemoLines, e, rules);
        }

        return refusal ?? (drafts.Count == 0 ? new Judgement.Note(null) : (Judgement)new Judgement.Post(drafts));
    }

    /// <summary>Of the event's object, or of its payment where that has no other capture: a conversion may be told of either.</summary>
    static bool IsOf(OpenEntry open, PaymentState state, PaymentEvent e) => open.ObjectId == e.ProviderObjectId
        || (open.ObjectId == e.PaymentId && state.Captures is [var only] && only.ObjectId == e.ProviderObjectId);

    /// <summary>In the order in which the row names them: what was posted last is undone first.</summary>
    static void AddCounters(
        List<EntryDraft> drafts, IReadOnlyList<string> rows, PaymentState state, Func<OpenEntry, bool> concerns)
    {
        foreach (var row in rows)
        {
            foreach (var open in state.OpenEntries)
            {
                if (open.Row == row && concerns(open))
                {
                    var posted = JournalEntry.Of([.. open.Lines.Select(line => line.ToJournalLine())]);
                    drafts.Add(new EntryDraft(posted.Reversed(), open.EntryId));
                }
            }
        }
    }

    static Judgement.Refuse? AddLines(
        List<EntryDraft> drafts, IReadOnlyList<RowLine> rowLines, PaymentEvent e, PostingRules rules)
    {
        var lines = new List<JournalLine>(rowLines.Count);
        Int128 difference = 0;
        foreach (var rowLine in rowLines)
        {
            if (LineOf(rowLine, e.Amounts) is not { } line)
            {
                return new Judgement.Refuse(
                    PostingReason.AmountNotPositive, $"{rowLine} comes to {rowLine.Amount.Of(e.Amounts)}.");
            }

            if (line.Amount.MinorUnits == 0)
            {
                continue;
            }

            if (NotAllowed(line, rules.Chart))
            {
                return new Judgement.Refuse(
                    PostingReason.CurrencyNotAllowed,
                    $"The chart does not allow {line.Amount.Currency} on account {line.Account}.");
            }

            difference += line.SignedMinorUnits;
            lines.Add(line);
        }

        if (difference != 0)
        {
            return new Judgement.Refuse(
                PostingReason.AmountsDisagree, $"Debits and credits differ by {difference} minor units: {e.Amounts}.");
        }

        if (lines.Count > 0)
        {
            drafts.Add(new EntryDraft(JournalEntry.Of(lines), Corrects: null));
        }

        return null;
    }

    /// <summary>
    /// A line with its amount. A negative net (more refunded than captured in a settlement batch) goes to the other
    /// side; any other negative amount is refused by null.
    /// </summary>
    static JournalLine? LineOf(RowLine row, PaymentAmounts amounts)
    {
        var amount = row.Amount.Of(amounts)!.Value;
        var line = new JournalLine(row.Account, row.Side, amount);
        if (amount.MinorUnits >= 0)
        {
            return line;
        }

        return row.Amount == AmountTerm.Net ? line.Opposite() with { Amount = -amount } : null;
    }

    static bool NotAllowed(JournalLine line, ChartOfAccounts chart) =>
        !chart.TryFind(line.Account, out var account)
        || (account.CurrencyRule != "any" && account.CurrencyRule != line.Amount.Currency.Code);
}
