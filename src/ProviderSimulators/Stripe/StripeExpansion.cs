using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ledger.ProviderSimulators.Stripe;

/// <summary><c>expand[]</c>: an object in the place of its id, at most four levels deep.</summary>
static class StripeExpansion
{
    const int DepthMax = 4;

    /// <summary>Expands one path in place; what is wrong with it, or null.</summary>
    internal static string? Expand(JsonObject found, string path, SimulatedObjects objects)
    {
        var steps = path.Split('.');
        return steps.Length > DepthMax
            ? "You cannot expand more than 4 levels of a property."
            : Expand(found, steps, objects);
    }

    static string? Expand(JsonObject found, ReadOnlySpan<string> steps, SimulatedObjects objects)
    {
        var name = steps[0];
        if (name == "refunds" && (string?)found["object"] == "charge")
        {
            found[name] = RefundsOf((string)found["id"]!, objects);
        }

        if (!found.ContainsKey(name))
        {
            return $"This property cannot be expanded ({name}).";
        }

        if (found[name] is JsonValue id && id.GetValueKind() == JsonValueKind.String && objects.Get((string)id!) is { } body)
        {
            found[name] = StripeSimulator.Parse(body);
        }

        if (steps.Length == 1)
        {
            return null;
        }

        var rest = steps[1..];
        switch (found[name])
        {
            case JsonObject next:
                return Expand(next, rest, objects);
            case JsonArray list:
                foreach (var item in list.OfType<JsonObject>())
                {
                    if (Expand(item, rest, objects) is { } problem)
                    {
                        return problem;
                    }
                }

                return null;
            default:
                return null; // Null, or an id of something that is not kept here.
        }
    }

    static JsonObject RefundsOf(string charge, SimulatedObjects objects) => new()
    {
        ["object"] = "list",
        ["data"] = new JsonArray(
        [
            .. objects.All("re_").Select(each => StripeSimulator.Parse(each.Body)).OfType<JsonObject>()
                .Where(refund => (string?)refund["charge"] == charge).Reverse(),
        ]),
        ["has_more"] = false,
    };
}
