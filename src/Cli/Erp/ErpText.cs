using Ledger.Accounting;

namespace Ledger.Cli.Erp;

/// <summary>How times and amounts are printed for people.</summary>
static class ErpText
{
    /// <summary>A moment in UTC.</summary>
    public static string Time(DateTimeOffset? at) => at is { } known ? $"{known.UtcDateTime:yyyy-MM-dd HH:mm:ss}" : "";

    /// <summary>Minor units with the currency's decimal places.</summary>
    public static string Amount(long? minorUnits, string currency) =>
        minorUnits is { } units ? Money.Format(units, Currency.Parse(currency).Exponent) : "";
}
