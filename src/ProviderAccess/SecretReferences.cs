using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ledger.ProviderAccess;

/// <summary>
/// Puts secrets in the place of <c>{"env":"NAME"}</c> and <c>{"file":"/path"}</c>: among an endpoint's signing secrets and in its access to
/// the API. What is missing is named by its place and by where it was looked for, never by a value.
/// </summary>
public static class SecretReferences
{
    /// <summary>The text of a reference, for those who read a single secret; null when the value is none.</summary>
    /// <param name="value">What stands in the place of a secret.</param>
    /// <param name="files">The files as they are now.</param>
    /// <param name="fault">Why the reference leads to nothing; null when it leads somewhere or the value is no reference.</param>
    public static string? Text(JsonElement value, WatchedFiles files, out string? fault)
    {
        fault = null;
        return value.ValueKind == JsonValueKind.Object ? Read(JsonObject.Create(value)!, files, out fault) : null;
    }

    /// <summary>Replaces all references of a secrets file; whatever else is in it stays as it is.</summary>
    internal static JsonElement Resolve(JsonElement root, WatchedFiles files, List<string> errors)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return root;
        }

        var whole = JsonObject.Create(root)!;
        var found = Places(whole).ToList();
        foreach (var (path, reference, put) in found)
        {
            put(Read(reference, files, out var fault) ?? "unresolved");
            if (fault is not null)
            {
                errors.Add($"{path}: {fault}");
            }
        }

        // The text holds secrets; it is as short-lived as the file's own bytes.
        return found.Count == 0 ? root : JsonDocument.Parse(whole.ToJsonString()).RootElement;
    }

    // A copy of each list first: it is written to while its places are gone through.
    static IEnumerable<(string Path, JsonObject Reference, Action<string> Put)> Places(JsonObject root) =>
        from provider in root.ToList()
        from endpoint in ((provider.Value as JsonObject)?["endpoints"] as JsonObject ?? []).ToList()
        let path = $"{provider.Key}.endpoints.{endpoint.Key}"
        from place in Secrets((endpoint.Value as JsonObject)?["secrets"] as JsonArray, path)
            .Concat(Credentials((endpoint.Value as JsonObject)?["api"] as JsonObject, path))
        select place;

    static IEnumerable<(string, JsonObject, Action<string>)> Secrets(JsonArray? secrets, string path) =>
        (secrets ?? []).ToList().Select((secret, n) => (Secret: secret as JsonObject, Number: n)).Where(place => place.Secret is not null)
            .Select(place => ($"{path}.secrets[{place.Number}]", place.Secret!, (Action<string>)(text => secrets![place.Number] = text)));

    static IEnumerable<(string, JsonObject, Action<string>)> Credentials(JsonObject? api, string path) =>
        (api ?? []).ToList().Where(part => part.Value is JsonObject)
            .Select(part => ($"{path}.api.{part.Key}", (JsonObject)part.Value!, (Action<string>)(text => api![part.Key] = text)));

    static string? Read(JsonObject reference, WatchedFiles files, out string? fault)
    {
        string? text = null;
        fault = "must be a text, {\"env\":\"NAME\"} or {\"file\":\"/path\"}.";
        if (reference.Count != 1 || reference.First().Value is not JsonValue named || !named.TryGetValue(out string? name))
        {
            return null;
        }

        if (reference.First().Key == "env")
        {
            text = Environment.GetEnvironmentVariable(name);
            fault = text is { Length: > 0 } ? null : $"the environment variable {name} is not set.";
        }
        else if (reference.First().Key == "file")
        {
            text = files.Text(name, out var kind)?.TrimEnd('\r', '\n');
            fault = text is not null ? null : $"the file {name} cannot be read ({kind}).";
        }

        return fault is null ? text : null;
    }
}
