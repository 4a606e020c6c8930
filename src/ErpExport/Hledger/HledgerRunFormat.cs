using System.Globalization;
using System.Text.RegularExpressions;
using Ledger.Accounting;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;
using Ledger.ErpExport.Files;

namespace Ledger.ErpExport.Hledger;

/// <summary>
/// One transaction for each document, its code the reference; layout hledger/1. Each file declares the currencies and accounts that it
/// uses, so that it passes <c>hledger check --strict</c> by itself.
/// </summary>
sealed partial class HledgerRunFormat : IRunFormat
{
    // A comma ends a tag's value, and [ may begin a date.
    const string SpecialInTags = "%,[]";

    static readonly PlainTextReader Reader = new(Header(), Posting(), Company());

    /// <inheritdoc/>
    public string Version => "hledger/1";

    public bool TakesHomeAmounts => false;

    /// <inheritdoc/>
    public string Extension => ".journal";

    /// <inheritdoc/>
    public string? WrapperExtension => null;

    /// <inheritdoc/>
    public RunIndexForm? Index { get; } = new(
        "all.journal", ["; All runs in order; rewritten with each run.", ""], Declares: false, file => $"include {file}");

    /// <inheritdoc/>
    public IEnumerable<ErpRefusal> Validate(PostingDocument document) => document.Lines
        .Select(line => line.Account).Distinct(StringComparer.Ordinal).Where(account => !AccountName().IsMatch(account))
        .Select(account => DocumentChecks.Invalid(
            $"'{account}' is no account for hledger: letters, digits and _-.&/ in parts with : between them, single spaces inside."));

    /// <inheritdoc/>
    public void Write(TextWriter target, RunPart part, IReadOnlyList<PostingDocument> documents, CancellationToken ct)
    {
        target.WriteLine($"; {part.Name}, layout {Version}. In values of tags, commas, percent signs, brackets and control characters are");
        target.WriteLine("; percent-encoded.");
        target.WriteLine("decimal-mark .");
        target.WriteLine();
        foreach (var currency in part.DebitByCurrency.Keys.Select(Currency.Parse))
        {
            target.WriteLine($"commodity 1000.{new string('0', currency.Exponent)} {currency.Code}");
        }

        target.WriteLine();
        foreach (var account in part.Accounts)
        {
            target.WriteLine($"account {account}");
        }

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
    public void WriteWrapper(TextWriter target, RunPart part) => throw new NotSupportedException("A journal has no wrapper.");

    /// <inheritdoc/>
    public IEnumerable<FiledDocument> Read(TextReader source) => Reader.Read(source);

    static void WriteHead(TextWriter target, PostingDocument document)
    {
        target.WriteLine($"{document.Date:yyyy-MM-dd} * ({document.Reference}) {Description(document.Memo)}");
        WriteTag(target, "external-id", document.ExternalId);
        WriteTag(target, "company", document.Company);
        WriteTag(target, "journal", document.Journal);
        WriteTag(target, "original-day", document.OriginalDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        WriteTag(target, "group", document.Group);
        WriteTag(target, "entries", document.EntryCount.ToString(CultureInfo.InvariantCulture));
        WriteTag(target, "positions", string.Create(CultureInfo.InvariantCulture, $"{document.FirstPosition}-{document.LastPosition}"));
        WriteTag(target, "mapping-version", document.MappingVersion);
    }

    static void WriteLine(TextWriter target, PostingDocument document, DocumentLine line)
    {
        target.WriteLine($"    {line.Account}  {ExactAmount.Signed(line.Side, line.Amount)} {line.Amount.Currency.Code}");
        WriteTag(target, "line", line.Number.ToString(CultureInfo.InvariantCulture));
        WriteTag(target, "ledger-account", line.LedgerAccount);
        WriteTag(target, "home", line.HomeAmount is { } home ? $"{ExactAmount.Signed(line.Side, home)} {home.Currency.Code}" : null);
        WriteTag(target, "rate", line.Rate?.ToString(CultureInfo.InvariantCulture));
        WriteTag(target, "party", line.Party);
        WriteTag(target, "dimensions", DimensionText.Of(line.Dimensions));
        WriteTag(target, "memo", line.Memo == document.Memo ? null : line.Memo);
    }

    static void WriteTag(TextWriter target, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            target.WriteLine($"    ; {name}: {PercentCode.Encode(value, SpecialInTags)}");
        }
    }

    // A semicolon would begin a comment, a bar would part payee and note.
    static string Description(string text) => string.Concat(text.Select(c => c is ';' or '|' || char.IsControl(c) ? '_' : c)).Trim();

    [GeneratedRegex(@"^(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})( [*!])?( \((?<reference>[^)]*)\))?( .*)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Header();

    [GeneratedRegex(
        @"^\s+(?<account>\S+( \S+)*)(  |\t)\s*(?<amount>-?[0-9.]+) (?<currency>[A-Z]{3})\s*(;.*)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Posting();

    [GeneratedRegex("^    ; company: (?<company>.+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Company();

    [GeneratedRegex(@"^[\p{L}\p{Nd}][\p{L}\p{Nd}_.&/-]*([ :][\p{L}\p{Nd}][\p{L}\p{Nd}_.&/-]*)*\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AccountName();
}
