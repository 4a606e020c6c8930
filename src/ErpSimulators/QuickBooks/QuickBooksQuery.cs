using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Ledger.ErpSimulators.QuickBooks;

/// <summary>The query operation, as far as journal entries need it.</summary>
static partial class QuickBooksQuery
{
    const int ResultsMax = 1000;
    const int ResultsDefault = 100;

    /// <summary>Answers <c>select * from JournalEntry …</c>.</summary>
    /// <exception cref="QuickBooksFaultException">It cannot be parsed, or asks for too much.</exception>
    public static JsonObject Answer(QuickBooksBooks books, string text, DateTimeOffset now)
    {
        var query = Statement().Match(text);
        if (!query.Success || !query.Groups["entity"].Value.Equals("JournalEntry", StringComparison.OrdinalIgnoreCase))
        {
            throw QuickBooksFaultException.Validation("4000", "Error parsing query", $"QueryParserError: {text}");
        }

        var start = Number(query.Groups["start"], 1);
        var max = Number(query.Groups["max"], ResultsDefault);
        Within(start, int.MaxValue);
        Within(max, ResultsMax);
        var found = Ordered(books.Visible.Where(entry => !entry.IsDeleted), query.Groups["order"].Value, query.Groups["way"].Value);
        foreach (var term in And().Split(query.Groups["where"].Value).Where(term => term.Length > 0))
        {
            found = found.Where(Condition(term));
        }

        var page = found.Skip(start - 1).Take(max).Select(entry => (JsonNode)QuickBooksJson.Entry(entry)).ToArray();
        var response = page.Length == 0
            ? []
            : new JsonObject { ["JournalEntry"] = new JsonArray(page), ["startPosition"] = start, ["maxResults"] = page.Length };
        return new JsonObject { ["QueryResponse"] = response, ["time"] = QuickBooksJson.Moment(now) };
    }

    static IEnumerable<QuickBooksEntry> Ordered(IEnumerable<QuickBooksEntry> entries, string by, string way)
    {
        var ordered = by switch
        {
            "" or "Id" => entries.OrderBy(entry => int.Parse(entry.Id, CultureInfo.InvariantCulture)),
            "MetaData.LastUpdatedTime" => entries.OrderBy(entry => entry.UpdatedAt),
            "TxnDate" => entries.OrderBy(entry => entry.Date),
            _ => throw NotQueryable(by),
        };
        return way.Equals("desc", StringComparison.OrdinalIgnoreCase) ? ordered.Reverse() : ordered;
    }

    static Func<QuickBooksEntry, bool> Condition(string text)
    {
        var term = Term().Match(text);
        if (!term.Success)
        {
            throw QuickBooksFaultException.Validation("4000", "Error parsing query", $"QueryParserError: {text}");
        }

        var value = term.Groups["value"].Value.Replace(@"\'", "'", StringComparison.Ordinal);
        Func<int, bool> holds = term.Groups["sign"].Value switch
        {
            "=" => order => order == 0,
            ">=" => order => order >= 0,
            "<=" => order => order <= 0,
            ">" => order => order > 0,
            _ => order => order < 0,
        };
        return term.Groups["field"].Value switch
        {
            "DocNumber" => entry => entry.DocNumber is { } number && holds(string.CompareOrdinal(number, value)),
            "Id" => entry => holds(string.CompareOrdinal(entry.Id, value)),
            "TxnDate" => Dated(value, holds),
            "MetaData.LastUpdatedTime" => Updated(value, holds),
            var other => throw NotQueryable(other),
        };
    }

    static Func<QuickBooksEntry, bool> Dated(string value, Func<int, bool> holds)
    {
        var day = DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var read)
            ? read
            : throw Invalid($"{value} is not a date");
        return entry => holds(entry.Date.CompareTo(day));
    }

    static Func<QuickBooksEntry, bool> Updated(string value, Func<int, bool> holds)
    {
        var moment = DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var read)
            ? read
            : throw Invalid($"{value} is not a date-time");
        return entry => holds(entry.UpdatedAt.CompareTo(moment));
    }

    static void Within(int value, int max)
    {
        if (value < 1)
        {
            throw Invalid($"value {value} is too small. Min allowed value is 1");
        }

        if (value > max)
        {
            throw Invalid($"value {value} is too large. Max allowed value is {max}");
        }
    }

    static int Number(Group group, int fallback) =>
        group.Success ? int.Parse(group.Value, CultureInfo.InvariantCulture) : fallback;

    static QuickBooksFaultException Invalid(string detail) =>
        QuickBooksFaultException.Validation("4001", "Invalid query", $"QueryValidationError: {detail}");

    static QuickBooksFaultException NotQueryable(string field) => Invalid($"property '{field}' is not queryable");

    [GeneratedRegex(
        @"^\s*select\s+\*\s+from\s+(?<entity>\w+)(\s+where\s+(?<where>.+?))?(\s+order\s*by\s+(?<order>[\w.]+)(\s+(?<way>asc|desc))?)?"
        + @"(\s+startposition\s+(?<start>-?\d+))?(\s+maxresults\s+(?<max>-?\d+))?\s*$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Statement();

    [GeneratedRegex(@"\s+and\s+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex And();

    [GeneratedRegex(
        @"^\s*(?<field>[\w.]+)\s*(?<sign>=|>=|<=|>|<)\s*'(?<value>([^'\\]|\\.)*)'\s*$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Term();
}
