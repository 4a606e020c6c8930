using Ledger.Accounting;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;

namespace Ledger.ErpExport.QuickBooks;

/// <summary>What QuickBooks would refuse, as far as that is known without asking it.</summary>
static class QuickBooksValidation
{
    /// <summary>The dimensions that there are.</summary>
    public static IReadOnlyList<string> Dimensions { get; } = ["Class", "Department"];

    /// <summary>All of it.</summary>
    public static IReadOnlyList<ErpRefusal> Check(PostingDocument document, string realm, int linesMax) =>
        [.. OfDocument(document, realm, linesMax), .. document.Lines.SelectMany(OfLine)];

    static IEnumerable<ErpRefusal> OfDocument(PostingDocument document, string realm, int linesMax)
    {
        if (document.Company != realm)
        {
            yield return new(ErpReason.FieldInvalid, $"The document is for company '{document.Company}', the target is company {realm}.");
        }

        if (document.Lines.Count < 2 || document.Lines.Count > linesMax)
        {
            yield return new(ErpReason.FieldInvalid, $"An entry has 2 to {linesMax} lines, this one {document.Lines.Count}.");
        }

        if (document.Currencies.Skip(1).Any())
        {
            yield return new(ErpReason.CurrencyNotTaken, $"An entry has one currency, this one {string.Join(", ", document.Currencies)}.");
        }

        foreach (var total in document.Totals.Where(total => total.Debit != total.Credit))
        {
            yield return new(
                ErpReason.Unbalanced,
                $"Debits of {new Money(total.Debit, total.Currency)} and credits of {new Money(total.Credit, total.Currency)} differ.");
        }

        if (document.Lines.Select(line => line.Rate).Distinct().Skip(1).Any())
        {
            yield return new(ErpReason.FieldInvalid, "An entry has one exchange rate, these lines have several.");
        }

        if (QuickBooksEntryWriter.Note(document).Length > QuickBooksLimit.Text)
        {
            yield return new(ErpReason.FieldInvalid, $"The note is longer than {QuickBooksLimit.Text} characters.");
        }
    }

    static IEnumerable<ErpRefusal> OfLine(DocumentLine line)
    {
        if (Amount(line.Amount) is { } amount)
        {
            yield return new(ErpReason.FieldInvalid, $"Line {line.Number}: {amount}");
        }

        if (line.Account.Length == 0)
        {
            yield return new(ErpReason.FieldInvalid, $"Line {line.Number} has no account.");
        }

        if (line.Memo.Length > QuickBooksLimit.Text)
        {
            yield return new(ErpReason.FieldInvalid, $"Line {line.Number}: the text is longer than {QuickBooksLimit.Text} characters.");
        }

        if (line.Party is { } party && QuickBooksParty.Find(party) is null)
        {
            yield return new(ErpReason.FieldInvalid, $"Line {line.Number}: '{party}' is no party; one looks like Customer:1 or Vendor:41.");
        }

        foreach (var unknown in line.Dimensions.Keys.Except(Dimensions, StringComparer.Ordinal))
        {
            yield return new(ErpReason.FieldInvalid, $"Line {line.Number}: QuickBooks has no '{unknown}', only Class and Department.");
        }
    }

    static string? Amount(Money amount) =>
        !amount.IsPositive ? $"{amount} is not above zero."
        : QuickBooksEntryWriter.Amount(amount) is not { } text ? $"{amount} has more than {QuickBooksLimit.Decimals} decimals."
        : text.Split('.')[0].Length > QuickBooksLimit.WholeDigits ? $"{amount} has more than {QuickBooksLimit.WholeDigits} digits."
        : null;
}
