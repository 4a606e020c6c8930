using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using Ledger.Accounting;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;
using Ledger.ErpExport.Files;

namespace Ledger.ErpExport.Csv;

/// <summary>One row for each line of a document, by RFC 4180; layout csv/1, see <see cref="CsvColumns"/>.</summary>
sealed class CsvFormat : IRunFormat
{
    const string Quoted = ",\"\r\n";

    // With a fixed line end, the library would leave a lone CR or LF in a text unquoted.
    static readonly CsvConfiguration Written = new(CultureInfo.InvariantCulture)
    {
        NewLine = "\r\n",
        ShouldQuote = field => field.Field is { Length: > 0 } text
            && (text.AsSpan().ContainsAny(Quoted) || text[0] == ' ' || text[^1] == ' '),
    };

    // An editor may have changed the line ends: that alone makes no document another.
    static readonly CsvConfiguration Layout = new(CultureInfo.InvariantCulture) { HasHeaderRecord = false, BadDataFound = null };

    /// <inheritdoc/>
    public string Version => "csv/1";

    public bool TakesHomeAmounts => true;

    /// <inheritdoc/>
    public string Extension => ".csv";

    /// <inheritdoc/>
    public string? WrapperExtension => null;

    /// <inheritdoc/>
    public RunIndexForm? Index => null;

    /// <inheritdoc/>
    public IEnumerable<ErpRefusal> Validate(PostingDocument document)
    {
        if (Fault("company", document.Company) is { } company)
        {
            yield return company;
        }

        if (Fault("journal", document.Journal) is { } journal)
        {
            yield return journal;
        }

        foreach (var line in document.Lines)
        {
            var fault = line.Account.Length == 0
                ? DocumentChecks.Invalid($"Line {line.Number} has no account.")
                : Fault("account", line.Account) ?? Fault("party", line.Party) ?? Fault("ledger_account", line.LedgerAccount);
            if (fault is not null)
            {
                yield return fault;
            }
        }
    }

    /// <inheritdoc/>
    public void Write(TextWriter target, RunPart part, IReadOnlyList<PostingDocument> documents, CancellationToken ct)
    {
        using var csv = new CsvWriter(target, Written, leaveOpen: true);
        Action<string?> field = csv.WriteField;
        foreach (var name in CsvColumns.Names)
        {
            field(name);
        }

        csv.NextRecord();
        foreach (var document in documents)
        {
            ct.ThrowIfCancellationRequested();
            foreach (var line in document.Lines)
            {
                CsvColumns.Write(field, document, line);
                csv.NextRecord();
            }
        }
    }

    /// <inheritdoc/>
    public void WriteWrapper(TextWriter target, RunPart part) => throw new NotSupportedException("A CSV file has no wrapper.");

    /// <inheritdoc/>
    public IEnumerable<FiledDocument> Read(TextReader source)
    {
        using var parser = new CsvParser(source, Layout, leaveOpen: true);
        if (!parser.Read() || !parser.Record!.SequenceEqual(CsvColumns.Names, StringComparer.Ordinal))
        {
            yield break;
        }

        Block? block = null;
        while (parser.Read())
        {
            var row = parser.Record!;
            if (block is null || !block.GoesOnWith(row))
            {
                if (block?.Filed is { } filed)
                {
                    yield return filed;
                }

                block = new Block(parser.Row, row);
            }

            block.Add(row);
        }

        if (block?.Filed is { } last)
        {
            yield return last;
        }
    }

    // A code with an apostrophe before it would be another code; as it is, a spreadsheet would calculate it.
    static ErpRefusal? Fault(string field, string? code) => code is not null && (FormulaGuard.IsFormula(code) || HasControl(code))
        ? DocumentChecks.Invalid($"The code '{code}' in {field} begins like a formula or holds a control character.")
        : null;

    static bool HasControl(string code)
    {
        foreach (var c in code)
        {
            if (char.IsControl(c))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Rows that follow one another and belong to one document.</summary>
    sealed class Block(int at, string[] first)
    {
        readonly List<FiledLine> _lines = [];
        readonly string? _reference = Text(first, CsvColumns.Read.Reference);
        readonly string? _company = Text(first, CsvColumns.Read.Company);
        readonly string? _date = Text(first, CsvColumns.Read.Date);
        bool _readable = true;

        public FiledDocument? Filed => _readable && DateOnly.TryParseExact(
            _date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? new FiledDocument(at, _reference, _company, date, _lines)
            : null;

        // A copy of a document right behind it begins at line 1 again.
        public bool GoesOnWith(string[] row) =>
            Text(row, CsvColumns.Read.Reference) == _reference && Text(row, CsvColumns.Read.Line) != "1";

        public void Add(string[] row)
        {
            _readable = _readable
                && row.Length == CsvColumns.Names.Count
                && Text(row, CsvColumns.Read.Date) == _date && Text(row, CsvColumns.Read.Company) == _company
                && Text(row, CsvColumns.Read.Account) is { } account
                && Signed(row, CsvColumns.Read.Debit) is { } amount
                && (row[CsvColumns.Read.Home + 2].Length == 0 ? amount : Signed(row, CsvColumns.Read.Home)) is { } home
                && Taken(ExactAmount.Line(account, amount, home) with
                {
                    Party = row[CsvColumns.Read.Party],
                    Dimensions = FormulaGuard.Read(row[CsvColumns.Read.Dimensions]),
                });
        }

        bool Taken(FiledLine line)
        {
            _lines.Add(line);
            return true;
        }

        /// <summary>An amount out of a debit, a credit and a currency: one of the first two is empty.</summary>
        static Money? Signed(string[] row, int column)
        {
            var (debit, credit) = (Text(row, column), Text(row, column + 1));
            return (debit is null) != (credit is null)
                && Currency.TryParse(Text(row, column + 2), out var currency)
                && ExactAmount.TryRead(debit ?? credit, currency, out var amount)
                ? debit is null ? -amount : amount
                : null;
        }

        static string? Text(string[] row, int column) => column < row.Length && row[column].Length > 0 ? row[column] : null;
    }
}
