using System.Text.Json.Serialization;

namespace Ledger.Accounting;

/// <summary>One debit or credit of a journal entry.</summary>
/// <param name="Account">Code of the account.</param>
/// <param name="Side">Debit or credit.</param>
/// <param name="Amount">Always above zero; the side carries the direction.</param>
public sealed record JournalLine(string Account, Side Side, Money Amount)
{
    /// <summary>The same amount on the other side.</summary>
    public JournalLine Opposite() => this with { Side = Side == Side.Debit ? Side.Credit : Side.Debit };

    /// <summary>Debits positive, credits negative, in minor units.</summary>
    [JsonIgnore]
    public long SignedMinorUnits => Side == Side.Debit ? Amount.MinorUnits : checked(-Amount.MinorUnits);
}
