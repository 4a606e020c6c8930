namespace Ledger.PaymentEvents;

/// <summary>Names of goods and of the places where they lie.</summary>
public static class GoodsName
{
    /// <summary>
    /// True when a SKU or location may be kept: it holds no card-like digits, or is nothing but 13 or 14 digits. That is how GS1
    /// numbers articles and places (GTIN-13, GTIN-14, GLN), one in ten of which passes the check of card numbers by chance; cards of
    /// so few digits are hardly issued any more.
    /// </summary>
    public static bool MayBeKept(string name) => IsNumber(name) || !CardNumbers.IsIn(name);

    /// <summary>True when the name is an article's or a place's number by its look.</summary>
    public static bool IsNumber(string name) => name.Length is 13 or 14 && name.All(char.IsAsciiDigit);
}
