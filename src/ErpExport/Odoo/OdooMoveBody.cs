using System.Text.Json;
using Ledger.Accounting;
using Ledger.ErpExport.Documents;

namespace Ledger.ErpExport.Odoo;

/// <summary>Writes the arguments of <c>account.move/create</c>. Field table: the README beside this file.</summary>
static class OdooMoveBody
{
    /// <summary>The arguments for one document.</summary>
    public static byte[] Of(PostingDocument document, OdooNames names) => OdooArguments.Of(names.Company.Id, json =>
    {
        json.WriteStartArray("vals_list");
        json.WriteStartObject();
        json.WriteString("move_type", "entry");
        json.WriteNumber("journal_id", names.Journal.Id);
        json.WriteString("date", OdooArguments.Text(document.Date));
        json.WriteString("ref", document.Reference.Value);
        json.WriteString("narration", document.ExternalId);
        json.WriteStartArray("line_ids");
        foreach (var line in document.Lines)
        {
            json.WriteStartArray();
            json.WriteNumberValue(0);
            json.WriteNumberValue(0);
            Line(json, line, names);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    });

    static void Line(Utf8JsonWriter json, DocumentLine line, OdooNames names)
    {
        var isDebit = line.Side == Side.Debit;
        json.WriteStartObject();
        json.WriteNumber("account_id", names.Accounts[line.Account].Id);
        json.WriteString("name", line.Memo);
        Amount(json, "debit", isDebit ? line.InHomeCurrency : Money.Zero(names.Company.Home));
        Amount(json, "credit", isDebit ? Money.Zero(names.Company.Home) : line.InHomeCurrency);
        json.WriteNumber("currency_id", names.Currencies[line.Amount.Currency]);
        Amount(json, "amount_currency", isDebit ? line.Amount : -line.Amount);
        if (line.Party is { } party)
        {
            json.WriteNumber("partner_id", names.Partners[party].Id);
        }

        if (line.Dimensions.TryGetValue(OdooAdapter.AnalyticDimension, out var analytic))
        {
            json.WriteStartObject("analytic_distribution");
            json.WriteNumber($"{names.Analytics[analytic].Id}", 100);
            json.WriteEndObject();
        }

        // Said outright that there are none: left out, Odoo takes the account's default taxes and adds lines of its own.
        json.WriteStartArray("tax_ids");
        json.WriteStartArray();
        json.WriteNumberValue(6);
        json.WriteNumberValue(0);
        json.WriteStartArray();
        json.WriteEndArray();
        json.WriteEndArray();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    // As decimal text: no binary fraction on our side.
    static void Amount(Utf8JsonWriter json, string name, Money amount)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(amount.ToMajorUnits());
    }
}
