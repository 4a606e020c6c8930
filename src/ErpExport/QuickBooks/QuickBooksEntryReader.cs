using System.Globalization;
using System.Text.Json;
using Ledger.Accounting;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Files;

namespace Ledger.ErpExport.QuickBooks;

/// <summary>Reads journal entries out of answers.</summary>
static class QuickBooksEntryReader
{
    /// <summary>Reads an entry.</summary>
    /// <param name="entry">The JSON object.</param>
    /// <param name="realm">The company.</param>
    /// <param name="home">Its own currency, for entries that name none because it has no other.</param>
    /// <param name="answered">The moment of the answer, for what is deleted and tells none of its own.</param>
    /// <exception cref="ErpAwayException">It is not as QuickBooks' documents say.</exception>
    public static ErpDocument Read(JsonElement entry, string realm, Currency home, DateTimeOffset answered)
    {
        var changed = entry.Find("MetaData")?.Moment("LastUpdatedTime");
        var id = entry.Text("Id") ?? throw Unreadable("A journal entry has no Id.");
        if ("Deleted".Equals(entry.Text("status"), StringComparison.OrdinalIgnoreCase))
        {
            return new ErpDocument
            {
                ErpId = id,
                State = ErpDocumentState.Deleted,
                Company = realm,
                Version = entry.Text("SyncToken") ?? "deleted",
                ModifiedAt = changed ?? answered,
            };
        }

        var lines = Lines(entry, id, Currency(entry, id, home)).ToList();
        return new ErpDocument
        {
            ErpId = id,
            Number = entry.Text("DocNumber"),
            Reference = entry.Text("DocNumber"),
            State = ErpDocumentState.Posted,
            Company = realm,
            Date = entry.Day("TxnDate") ?? throw Unreadable($"Journal entry {id} has no TxnDate."),
            Lines = [.. lines.Select(each => each.Line)],
            Details = [.. lines.Select(each => each.Detail)],
            Version = entry.Text("SyncToken") ?? throw Unreadable($"Journal entry {id} has no SyncToken."),
            ModifiedAt = changed ?? throw Unreadable($"Journal entry {id} does not tell when it was changed."),
        };
    }

    /// <summary>Reads an amount, exactly.</summary>
    /// <exception cref="ErpAwayException">It is no amount of the currency.</exception>
    public static Money Amount(string? text, Currency currency, string of)
    {
        if (!decimal.TryParse(
            text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var amount))
        {
            throw Unreadable($"{of}: '{text}' is no amount.");
        }

        var minor = amount;
        for (var n = 0; n < currency.Exponent; n++)
        {
            minor *= 10;
        }

        return decimal.Truncate(minor) == minor && minor is >= long.MinValue and <= long.MaxValue
            ? new Money((long)minor, currency)
            : throw Unreadable($"{of}: {text} is no amount in {currency}.");
    }

    /// <summary>An answer that is not as the documents say.</summary>
    public static ErpAwayException Unreadable(string message) => new(ErpReason.AnswerUnreadable, message);

    static Currency Currency(JsonElement entry, string id, Currency home) => entry.Reference("CurrencyRef") is not { } code
        ? home
        : Accounting.Currency.TryParse(code, out var currency) ? currency : throw Unreadable($"Journal entry {id} is in '{code}'.");

    static IEnumerable<(ErpDocumentLine Line, ErpLineDetail Detail)> Lines(JsonElement entry, string id, Currency currency)
    {
        foreach (var line in entry.Each("Line"))
        {
            // A line of text only has no detail of this kind and moves nothing.
            if (line.Find("JournalEntryLineDetail") is not { } detail || detail.Reference("AccountRef") is not { } account)
            {
                continue;
            }

            var side = detail.Text("PostingType") switch
            {
                "Debit" => Side.Debit,
                "Credit" => Side.Credit,
                var other => throw Unreadable($"Journal entry {id} has a line that is '{other}'."),
            };
            yield return (
                new(account, side, Amount(line.Text("Amount") ?? "0", currency, $"Journal entry {id}")),
                new(Party(detail), Dimensions(detail), null));
        }
    }

    static string Party(JsonElement detail) => detail.Find("Entity") is { } entity && entity.Reference("EntityRef") is { } party
        ? $"{entity.Text("Type")}:{party}"
        : "";

    static string Dimensions(JsonElement detail) => DimensionText.Of(
        QuickBooksValidation.Dimensions.Select(name => (name, Value: detail.Reference($"{name}Ref")))
            .Where(each => each.Value is not null)
            .ToDictionary(each => each.name, each => each.Value!, StringComparer.Ordinal));
}
