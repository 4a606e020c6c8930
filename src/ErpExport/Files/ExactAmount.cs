using System.Globalization;
using Ledger.Accounting;
using Ledger.ErpExport.Adapters;

namespace Ledger.ErpExport.Files;

/// <summary>Reads decimal text as minor units, exactly or not at all.</summary>
static class ExactAmount
{
    const NumberStyles Plain = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign;

    /// <summary>Reads an amount; false for what is no number, too large, or finer than the currency's minor unit.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, Currency currency, out Money amount)
    {
        amount = default;
        if (!decimal.TryParse(text, Plain, CultureInfo.InvariantCulture, out var units) || Math.Abs(units) > long.MaxValue)
        {
            return false;
        }

        var minor = units;
        for (var n = 0; n < currency.Exponent; n++)
        {
            minor *= 10;
        }

        if (minor != decimal.Truncate(minor) || Math.Abs(minor) > long.MaxValue)
        {
            return false;
        }

        amount = new Money((long)minor, currency);
        return true;
    }

    /// <summary>A line out of signed amounts: debits are above zero.</summary>
    public static FiledLine Line(string account, Money signed, Money home) => signed.MinorUnits < 0
        ? new FiledLine(new ErpDocumentLine(account, Side.Credit, -signed), -home)
        : new FiledLine(new ErpDocumentLine(account, Side.Debit, signed), home);

    /// <summary>The amount of a line with its sign: debits above zero.</summary>
    public static string Signed(Side side, Money amount) => (side == Side.Debit ? amount : -amount).ToMajorUnits();
}
