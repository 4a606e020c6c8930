using System.Text.Json;
using Ledger.Accounting;
using Ledger.ErpExport.Documents;

namespace Ledger.ErpExport.Tryton;

/// <summary>A document as the parameters of <c>model.account.move.create</c>; README.md tells each field's source.</summary>
/// <param name="Document">The document.</param>
/// <param name="Directory">Ids of all that it names.</param>
/// <param name="Period">Id of the period of its date.</param>
sealed record TrytonDraft(PostingDocument Document, TrytonDirectory Directory, long Period)
{
    /// <summary>A number for a journal that has no sequence of its own; the number for people comes with posting.</summary>
    const string NoNumber = "*";

    /// <summary>Writes those of one company.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<TrytonDraft> drafts)
    {
        json.WriteStartArray();
        foreach (var draft in drafts)
        {
            draft.Write(json);
        }

        json.WriteEndArray();
        json.WriteContext(drafts[0].Directory.Company);
    }

    void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("company", Directory.Company!.Value);
        json.WriteNumber("journal", Directory.Id("journal", Document.Journal));
        json.WriteNumber("period", Period);
        json.WritePropertyName("date");
        json.WriteDate(Document.Date);
        json.WriteString("description", $"{Document.Reference} {Document.Memo}".TrimEnd());
        if (!Directory.NumberingJournals.Contains(Document.Journal))
        {
            json.WriteString("number", NoNumber);
        }

        json.WriteStartArray("lines");
        json.WriteStartArray();
        json.WriteStringValue("create");
        json.WriteStartArray();
        foreach (var line in Document.Lines)
        {
            Write(json, line);
        }

        json.WriteEndArray();
        json.WriteEndArray();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    void Write(Utf8JsonWriter json, DocumentLine line)
    {
        var (home, none) = (line.InHomeCurrency, Money.Zero(Document.HomeCurrency));
        json.WriteStartObject();
        json.WriteNumber("account", Directory.Id("account", line.Account));
        json.WriteDecimal("debit", (line.Side == Side.Debit ? home : none).ToMajorUnits());
        json.WriteDecimal("credit", (line.Side == Side.Credit ? home : none).ToMajorUnits());
        json.WriteString("description", line.Memo);
        if (line.Amount.Currency != Document.HomeCurrency)
        {
            json.WriteNumber("second_currency", Directory.Id("currency", line.Amount.Currency.Code));
            json.WriteDecimal("amount_second_currency", (line.Side == Side.Debit ? line.Amount : -line.Amount).ToMajorUnits());
        }

        if (line.Party is { } party)
        {
            json.WriteNumber("party", Directory.Id("party", party));
        }

        json.WriteEndObject();
    }
}
