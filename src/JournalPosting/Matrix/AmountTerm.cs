using Ledger.Accounting;
using Ledger.PaymentEvents;

namespace Ledger.JournalPosting.Matrix;

/// <summary>The closed vocabulary of amounts that a matrix row may post.</summary>
public enum AmountTerm
{
    /// <summary>What the fact is about.</summary>
    Gross,

    /// <summary>The provider's fee contained in it.</summary>
    Fee,

    /// <summary>Gross less fee; gross where no fee is stated.</summary>
    Net,

    /// <summary>Tax contained in the gross; zero where none is stated.</summary>
    Tax,

    /// <summary>Gross less tax.</summary>
    Untaxed,

    /// <summary>The amount in the settlement currency.</summary>
    Settled,
}

/// <summary>Reads the terms from an event and from their names.</summary>
public static class AmountTerms
{
    /// <summary>The amount a term stands for; null when the event does not state it.</summary>
    public static Money? Of(this AmountTerm term, PaymentAmounts amounts) => term switch
    {
        AmountTerm.Gross => amounts.Gross,
        AmountTerm.Fee => amounts.Fee,
        AmountTerm.Net => amounts.Net ?? Less(amounts.Gross, amounts.Fee),
        AmountTerm.Tax => amounts.Tax ?? (amounts.Gross is { } gross ? Money.Zero(gross.Currency) : null),
        AmountTerm.Untaxed => Less(amounts.Gross, amounts.Tax),
        AmountTerm.Settled => amounts.Settled,
    };

    /// <summary>
    /// The term as a sum of independent amounts, by which a row is proved to balance whatever the figures are:
    /// gross = fee + net, untaxed = fee + net - tax, settled stands alone because its currency may differ.
    /// </summary>
    internal static (int Fee, int Net, int Tax, int Settled) Symbol(this AmountTerm term) => term switch
    {
        AmountTerm.Gross => (1, 1, 0, 0),
        AmountTerm.Fee => (1, 0, 0, 0),
        AmountTerm.Net => (0, 1, 0, 0),
        AmountTerm.Tax => (0, 0, 1, 0),
        AmountTerm.Untaxed => (1, 1, -1, 0),
        AmountTerm.Settled => (0, 0, 0, 1),
    };

    static Money? Less(Money? gross, Money? part) => gross is { } all && part is { } some ? all - some : gross;
}
