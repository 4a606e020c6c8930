namespace Ledger.Accounting;

/// <summary>A balanced set of debits and credits: for each currency, debits equal credits.</summary>
public sealed record JournalEntry
{
    JournalEntry(IReadOnlyList<JournalLine> lines) => Lines = lines;

    /// <summary>At least two lines, in the order they were written.</summary>
    public IReadOnlyList<JournalLine> Lines { get; }

    /// <summary>Makes an entry of the lines.</summary>
    /// <exception cref="InvariantBrokenException">
    /// Fewer than two lines, an amount that is not above zero, or a currency whose debits and credits differ.
    /// </exception>
    public static JournalEntry Of(IReadOnlyList<JournalLine> lines)
    {
        Invariant.Require(lines.Count >= 2);
        var difference = new Dictionary<Currency, Int128>();
        foreach (var line in lines)
        {
            Invariant.Require(line.Amount.IsPositive);
            var currency = line.Amount.Currency;
            difference[currency] = difference.GetValueOrDefault(currency) + line.SignedMinorUnits;
        }

        Invariant.Require(difference.Values.All(sum => sum == 0));
        return new JournalEntry(lines);
    }

    /// <summary>The counter-entry: every line on the other side.</summary>
    public JournalEntry Reversed() => new([.. Lines.Select(line => line.Opposite())]);
}
