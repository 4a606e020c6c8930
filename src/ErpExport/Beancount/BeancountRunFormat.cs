using System.Globalization;
using System.Text.RegularExpressions;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;
using Ledger.ErpExport.Files;

namespace Ledger.ErpExport.Beancount;

/// <summary>
/// One transaction for each document, its link the reference; layout beancount/1. An account may be opened only once in all that is
/// read together, so the documents stand in a file of their own, and what declares the accounts includes it: for each part, and once for
/// all of them.
/// </summary>
sealed partial class BeancountRunFormat : IRunFormat
{
    // The tool would otherwise forgive half a minor unit: a document balances to the last one.
    static readonly string[] Options = ["option \"title\" \"Ledger\"", "option \"inferred_tolerance_multiplier\" \"0\"", ""];

    static readonly PlainTextReader Reader = new(Header(), Posting(), Company());

    /// <inheritdoc/>
    public string Version => "beancount/1";

    public bool TakesHomeAmounts => false;

    /// <inheritdoc/>
    public string Extension => ".entries";

    /// <inheritdoc/>
    public string? WrapperExtension => ".beancount";

    /// <inheritdoc/>
    public RunIndexForm? Index { get; } = new(
        "all.beancount", ["; All runs in order; rewritten with each run.", .. Options], Declares: true, Include);

    /// <inheritdoc/>
    public IEnumerable<ErpRefusal> Validate(PostingDocument document)
    {
        foreach (var account in document.Lines.Select(line => line.Account).Distinct(StringComparer.Ordinal))
        {
            if (!AccountName().IsMatch(account))
            {
                yield return DocumentChecks.Invalid(
                    $"'{account}' is no account for beancount: Assets, Liabilities, Equity, Income or Expenses, then parts that begin " +
                    "with : and a capital or digit and hold letters, digits and -.");
            }
        }
    }

    /// <inheritdoc/>
    public void Write(TextWriter target, RunPart part, IReadOnlyList<PostingDocument> documents, CancellationToken ct)
    {
        target.WriteLine($"; {part.Name}, layout {Version}. {part.Wrapper} declares its accounts and includes it.");
        foreach (var document in documents)
        {
            ct.ThrowIfCancellationRequested();
            target.WriteLine();
            WriteHead(target, document);
            foreach (var line in document.Lines)
            {
                WriteLine(target, document, line);
            }
        }
    }

    /// <inheritdoc/>
    public void WriteWrapper(TextWriter target, RunPart part)
    {
        target.WriteLine($"; {part.Wrapper}, layout {Version}.");
        foreach (var line in Options)
        {
            target.WriteLine(line);
        }

        foreach (var code in part.DebitByCurrency.Keys)
        {
            target.WriteLine($"{part.FirstDate:yyyy-MM-dd} commodity {code}");
        }

        foreach (var account in part.Accounts)
        {
            target.WriteLine($"{part.FirstDate:yyyy-MM-dd} open {account}");
        }

        target.WriteLine();
        target.WriteLine(Include(part.Name));
    }

    /// <inheritdoc/>
    public IEnumerable<FiledDocument> Read(TextReader source) => Reader.Read(source);

    static string Include(string file) => $"include \"{file}\"";

    static void WriteHead(TextWriter target, PostingDocument document)
    {
        target.WriteLine($"{document.Date:yyyy-MM-dd} * {Quoted(document.Memo)} ^{document.Reference}");
        WriteText(target, "  ", "external-id", document.ExternalId);
        WriteText(target, "  ", "company", PercentCode.Encode(document.Company, "%\"\\"));
        WriteText(target, "  ", "journal", document.Journal);
        WriteValue(target, "  ", "original-date", document.OriginalDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        WriteText(target, "  ", "group", document.Group);
        WriteValue(target, "  ", "entries", document.EntryCount.ToString(CultureInfo.InvariantCulture));
        WriteText(
            target, "  ", "positions", string.Create(CultureInfo.InvariantCulture, $"{document.FirstPosition}-{document.LastPosition}"));
        WriteText(target, "  ", "mapping-version", document.MappingVersion);
    }

    static void WriteLine(TextWriter target, PostingDocument document, DocumentLine line)
    {
        target.WriteLine($"  {line.Account}  {ExactAmount.Signed(line.Side, line.Amount)} {line.Amount.Currency.Code}");
        WriteValue(target, "    ", "line", line.Number.ToString(CultureInfo.InvariantCulture));
        WriteText(target, "    ", "ledger-account", line.LedgerAccount);
        WriteValue(
            target, "    ", "home", line.HomeAmount is { } home ? $"{ExactAmount.Signed(line.Side, home)} {home.Currency.Code}" : null);
        WriteValue(target, "    ", "rate", line.Rate?.ToString(CultureInfo.InvariantCulture));
        WriteText(target, "    ", "party", line.Party);
        WriteText(target, "    ", "dimensions", DimensionText.Of(line.Dimensions));
        WriteText(target, "    ", "memo", line.Memo == document.Memo ? null : line.Memo);
    }

    static void WriteText(TextWriter target, string indent, string name, string? value) =>
        WriteValue(target, indent, name, string.IsNullOrEmpty(value) ? null : Quoted(value));

    static void WriteValue(TextWriter target, string indent, string name, string? value)
    {
        if (value is not null)
        {
            target.WriteLine($"{indent}{name}: {value}");
        }
    }

    static string Quoted(string text)
    {
        var plain = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        return $"\"{plain.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
    }

    [GeneratedRegex(
        """^(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2}) [*!] "([^"\\]|\\.)*"( \^(?<reference>\S+))?\s*$""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Header();

    [GeneratedRegex(
        @"^\s+(?<account>[A-Z]\S*:\S+)\s+(?<amount>-?[0-9.]+) (?<currency>[A-Z]{3})\s*(;.*)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Posting();

    [GeneratedRegex("""^  company: "(?<company>.+)"$""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Company();

    [GeneratedRegex(@"^(Assets|Liabilities|Equity|Income|Expenses)(:[A-Z0-9][A-Za-z0-9-]*)+\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AccountName();
}
