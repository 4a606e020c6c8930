using Ledger.Accounting;

namespace Ledger.JournalPosting.Matrix;

/// <summary>One debit or credit that a matrix row posts.</summary>
/// <param name="Account">Code of the account.</param>
/// <param name="Side">Debit or credit.</param>
/// <param name="Amount">Which amount of the event.</param>
public sealed record RowLine(string Account, Side Side, AmountTerm Amount)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{(Side == Side.Debit ? "DR" : "CR")} {Account} {Amount.ToString().ToLowerInvariant()}";
}
