using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Ledger.Accounting;
using Ledger.ErpExport.Documents;

namespace Ledger.ErpExport.QuickBooks;

/// <summary>Writes a document as a journal entry: the same bytes each time, for a repeat must say the same.</summary>
static class QuickBooksEntryWriter
{
    /// <summary>The JSON of an entry.</summary>
    public static byte[] Write(PostingDocument document)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("DocNumber", document.Reference.Value);
            json.WriteString("TxnDate", Day(document.Date));
            json.WriteString("PrivateNote", Note(document));
            Reference(json, "CurrencyRef", document.Currencies.Single().Code);
            if (Rate(document) is { } rate)
            {
                json.WriteNumber("ExchangeRate", rate);
            }

            json.WriteStartArray("Line");
            foreach (var line in document.Lines)
            {
                Line(json, line);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The amount as decimal text with two decimals or fewer; null when it needs more.</summary>
    public static string? Amount(Money amount)
    {
        var text = amount.ToMajorUnits();
        var surplus = amount.Currency.Exponent - QuickBooksLimit.Decimals;
        return surplus <= 0 ? text : text[^surplus..].All(digit => digit == '0') ? text[..^surplus] : null;
    }

    /// <summary>The private note: the long reference, what it is, and the booking date when a policy moved it.</summary>
    public static string Note(PostingDocument document) =>
        $"{document.ExternalId} {document.Memo}"
        + (document.OriginalDate is { } booked && booked != document.Date ? $" (booked {Day(booked)})" : "");

    /// <summary>The rate of the document; null when its lines give none, and QuickBooks takes its own.</summary>
    static decimal? Rate(PostingDocument document) => document.Lines.Select(line => line.Rate).FirstOrDefault(rate => rate is not null);

    static void Line(Utf8JsonWriter json, DocumentLine line)
    {
        json.WriteStartObject();
        json.WriteString("Description", line.Memo);
        json.WritePropertyName("Amount");
        json.WriteRawValue(Amount(line.Amount)
            ?? throw new InvalidOperationException($"{line.Amount} has more decimals than QuickBooks takes; it was not validated."));
        json.WriteString("DetailType", "JournalEntryLineDetail");
        json.WriteStartObject("JournalEntryLineDetail");
        json.WriteString("PostingType", line.Side == Side.Debit ? "Debit" : "Credit");
        Reference(json, "AccountRef", line.Account);
        if (line.Party is { } party && QuickBooksParty.Find(party) is { } entity)
        {
            json.WriteStartObject("Entity");
            json.WriteString("Type", entity.Type);
            Reference(json, "EntityRef", entity.Id);
            json.WriteEndObject();
        }

        foreach (var (dimension, value) in line.Dimensions)
        {
            Reference(json, $"{dimension}Ref", value);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    static void Reference(Utf8JsonWriter json, string name, string value)
    {
        json.WriteStartObject(name);
        json.WriteString("value", value);
        json.WriteEndObject();
    }

    static string Day(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);
}
