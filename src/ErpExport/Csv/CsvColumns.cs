using System.Globalization;
using Ledger.Accounting;
using Ledger.ErpExport.Documents;
using Ledger.ErpExport.Files;

namespace Ledger.ErpExport.Csv;

/// <summary>
/// The columns of a file, in order (R-FF-04). They never change under one version of the format; what would change them is the next
/// version. A field that has nothing to say is empty.
/// </summary>
static class CsvColumns
{
    /// <summary>Their names, as the header has them.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "reference", "line", "company", "journal", "date", "original_date", "account", "debit", "credit", "currency",
        "home_debit", "home_credit", "home_currency", "rate", "dimensions", "party", "memo", "document_memo", "ledger_account",
        "group", "entries", "first_position", "last_position", "external_id", "mapping_version",
    ];

    /// <summary>Where what is read back stands; behind a debit stand its credit and its currency.</summary>
    public static (int Reference, int Line, int Company, int Date, int Account, int Debit, int Home, int Dimensions, int Party) Read
    {
        get;
    } = (0, 1, 2, 4, 6, 7, 10, 14, 15);

    /// <summary>The fields of a line, in the order of <see cref="Names"/>.</summary>
    public static void Write(Action<string?> field, PostingDocument document, DocumentLine line)
    {
        var debit = line.Side == Side.Debit;
        var home = line.InHomeCurrency is var counted && counted.Currency == document.HomeCurrency ? counted.ToMajorUnits() : null;
        field(document.Reference.Value);
        field(Whole(line.Number));
        field(document.Company);
        field(document.Journal);
        field(Day(document.Date));
        field(document.OriginalDate is { } original ? Day(original) : null);
        field(line.Account);
        field(debit ? line.Amount.ToMajorUnits() : null);
        field(debit ? null : line.Amount.ToMajorUnits());
        field(line.Amount.Currency.Code);
        field(debit ? home : null);
        field(debit ? null : home);
        field(home is null ? null : document.HomeCurrency.Code);
        field(line.Rate?.ToString(CultureInfo.InvariantCulture));
        field(FormulaGuard.Of(DimensionText.Of(line.Dimensions)));
        field(line.Party);
        field(FormulaGuard.Of(line.Memo));
        field(FormulaGuard.Of(document.Memo));
        field(line.LedgerAccount);
        field(FormulaGuard.Of(document.Group));
        field(Whole(document.EntryCount));
        field(Whole(document.FirstPosition));
        field(Whole(document.LastPosition));
        field(document.ExternalId);
        field(FormulaGuard.Of(document.MappingVersion));
    }

    static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    static string Whole(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Keeps a spreadsheet from taking a text for a formula. Amounts are never touched.</summary>
static class FormulaGuard
{
    const string Starts = "=+-@\t\r\n\0＝＋－＠";

    /// <summary>The text with an apostrophe before it where it would be a formula.</summary>
    public static string Of(string text) => IsFormula(text) ? "'" + text : text;

    /// <summary>Reads back what <see cref="Of"/> wrote.</summary>
    public static string Read(string text) => text is ['\'', ..] && IsFormula(text[1..]) ? text[1..] : text;

    /// <summary>True when a spreadsheet could take the text for a formula.</summary>
    public static bool IsFormula(string text) =>
        text.AsSpan().TrimStart(' ') is [var first, ..] && Starts.Contains(first, StringComparison.Ordinal);
}
