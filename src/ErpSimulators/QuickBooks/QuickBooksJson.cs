using System.Globalization;
using System.Text.Json.Nodes;

namespace Ledger.ErpSimulators.QuickBooks;

/// <summary>Entries as the answers show them.</summary>
static class QuickBooksJson
{
    static readonly TimeSpan Pacific = TimeSpan.FromHours(-8);

    /// <summary>The moment of an answer, in milliseconds.</summary>
    public static string Moment(DateTimeOffset at) =>
        at.ToOffset(Pacific).ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);

    /// <summary>The moment of a change, in seconds.</summary>
    public static string Second(DateTimeOffset at) =>
        at.ToOffset(Pacific).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    public static JsonObject Entry(QuickBooksEntry entry) => entry.IsDeleted
        ? new JsonObject
        {
            ["domain"] = "QBO",
            ["status"] = "Deleted",
            ["Id"] = entry.Id,
            ["MetaData"] = new JsonObject { ["LastUpdatedTime"] = Second(entry.UpdatedAt) },
        }
        : new JsonObject
        {
            ["Adjustment"] = false,
            ["domain"] = "QBO",
            ["sparse"] = false,
            ["Id"] = entry.Id,
            ["SyncToken"] = entry.SyncToken.ToString(CultureInfo.InvariantCulture),
            ["MetaData"] = new JsonObject { ["CreateTime"] = Second(entry.CreatedAt), ["LastUpdatedTime"] = Second(entry.UpdatedAt) },
            ["DocNumber"] = entry.DocNumber,
            ["TxnDate"] = entry.Date.ToString("O", CultureInfo.InvariantCulture),
            ["CurrencyRef"] = new JsonObject { ["value"] = entry.Currency },
            ["ExchangeRate"] = entry.Rate,
            ["PrivateNote"] = entry.PrivateNote,
            ["Line"] = new JsonArray([.. entry.Lines.Select((line, n) => (JsonNode)Line(line, n))]),
            ["TxnTaxDetail"] = new JsonObject(),
        };

    static JsonObject Line(QuickBooksLine line, int number)
    {
        var detail = new JsonObject
        {
            ["PostingType"] = line.IsDebit ? "Debit" : "Credit",
            ["AccountRef"] = new JsonObject { ["value"] = line.Account },
        };
        if (line.ClassId is { } classId)
        {
            detail["ClassRef"] = new JsonObject { ["value"] = classId };
        }

        if (line.DepartmentId is { } department)
        {
            detail["DepartmentRef"] = new JsonObject { ["value"] = department };
        }

        if (line.EntityId is { } entity)
        {
            detail["Entity"] = new JsonObject
            {
                ["Type"] = line.EntityType,
                ["EntityRef"] = new JsonObject { ["value"] = entity },
            };
        }

        return new JsonObject
        {
            ["Id"] = number.ToString(CultureInfo.InvariantCulture),
            ["Description"] = line.Description,
            ["Amount"] = line.Amount,
            ["DetailType"] = "JournalEntryLineDetail",
            ["JournalEntryLineDetail"] = detail,
        };
    }
}
