using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ledger.ErpSimulators.Odoo;

/// <summary>A search condition in Odoo's prefix notation: terms, with <c>&amp;</c>, <c>|</c> and <c>!</c> before what they join.</summary>
static class OdooDomain
{
    /// <summary>Reads one; terms without a sign between them must all hold.</summary>
    public static Func<OdooRow, bool> Parse(JsonNode? domain, IReadOnlyCollection<string> fields)
    {
        var stack = new Stack<Func<OdooRow, bool>>();
        foreach (var token in (domain as JsonArray ?? []).Reverse())
        {
            stack.Push(token switch
            {
                JsonArray { Count: 3 } term => Term(term, fields),
                JsonValue sign when sign.GetValue<string>() == "!" => Not(Pop(stack)),
                JsonValue sign when sign.GetValue<string>() == "|" => Either(Pop(stack), Pop(stack)),
                JsonValue sign when sign.GetValue<string>() == "&" => Both(Pop(stack), Pop(stack)),
                _ => throw OdooException.ValueError($"Invalid leaf {token?.ToJsonString()}"),
            });
        }

        var all = stack.ToList();
        return row => all.TrueForAll(holds => holds(row));
    }

    /// <summary>True when the domain names a field.</summary>
    public static bool Names(JsonNode? domain, string field) =>
        (domain as JsonArray ?? []).Any(token => token is JsonArray { Count: 3 } term && term[0]!.GetValue<string>() == field);

    static Func<OdooRow, bool> Pop(Stack<Func<OdooRow, bool>> stack) =>
        stack.TryPop(out var top) ? top : throw OdooException.ValueError("Domain() invalid item in domain");

    static Func<OdooRow, bool> Not(Func<OdooRow, bool> one) => row => !one(row);

    static Func<OdooRow, bool> Either(Func<OdooRow, bool> one, Func<OdooRow, bool> other) => row => one(row) || other(row);

    static Func<OdooRow, bool> Both(Func<OdooRow, bool> one, Func<OdooRow, bool> other) => row => one(row) && other(row);

    static Func<OdooRow, bool> Term(JsonArray term, IReadOnlyCollection<string> fields)
    {
        var (field, comparison, value) = (term[0]!.GetValue<string>(), term[1]!.GetValue<string>(), term[2]);
        if (!fields.Contains(field))
        {
            throw OdooException.ValueError($"Invalid field {field!} in leaf {term.ToJsonString()}");
        }

        return comparison switch
        {
            "=" => row => IsEqual(row[field], value),
            "!=" => row => !IsEqual(row[field], value),
            "in" => row => List(value).Any(one => IsEqual(row[field], one)),
            "not in" => row => !List(value).Any(one => IsEqual(row[field], one)),
            ">=" => row => Compare(row[field], value) >= 0,
            "<=" => row => Compare(row[field], value) <= 0,
            ">" => row => Compare(row[field], value) > 0,
            "<" => row => Compare(row[field], value) < 0,
            _ => throw OdooException.ValueError($"Invalid operator {comparison} in leaf {term.ToJsonString()}"),
        };
    }

    static JsonArray List(JsonNode? value) => value as JsonArray ?? [];

    static bool IsEqual(object? held, JsonNode? asked) => held switch
    {
        null => asked is null || asked.GetValueKind() == JsonValueKind.False,
        bool flag => asked?.GetValueKind() == (flag ? JsonValueKind.True : JsonValueKind.False),
        long number => asked?.GetValueKind() == JsonValueKind.Number && asked.GetValue<long>() == number,
        decimal amount => asked?.GetValueKind() == JsonValueKind.Number && asked.GetValue<decimal>() == amount,
        OdooLink link => asked?.GetValueKind() == JsonValueKind.Number && asked.GetValue<long>() == link.Id,
        string text => asked?.GetValueKind() == JsonValueKind.String && asked.GetValue<string>() == text,
        DateOnly or DateTimeOffset => Compare(held, asked) == 0,
        IEnumerable<long> ids => asked?.GetValueKind() == JsonValueKind.Number && ids.Contains(asked.GetValue<long>()),
        _ => false,
    };

    // SQL: what is empty is neither before nor behind. Moments are compared with the fractions of a second that are never told.
    static int? Compare(object? held, JsonNode? asked) => (held, asked?.GetValueKind()) switch
    {
        (long number, JsonValueKind.Number) => number.CompareTo(asked!.GetValue<long>()),
        (decimal amount, JsonValueKind.Number) => amount.CompareTo(asked!.GetValue<decimal>()),
        (DateOnly day, JsonValueKind.String) => day.CompareTo(
            DateOnly.ParseExact(asked!.GetValue<string>(), "yyyy-MM-dd", CultureInfo.InvariantCulture)),
        (DateTimeOffset moment, JsonValueKind.String) => moment.CompareTo(DateTimeOffset.ParseExact(
            asked!.GetValue<string>(), ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFF", "yyyy-MM-dd"], CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal)),
        _ => null,
    };
}
