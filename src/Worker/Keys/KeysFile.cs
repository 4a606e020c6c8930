using System.Text.Json;

namespace Ledger.Worker.Keys;

/// <summary>
/// The keys of an API of the worker: <c>{"pos-1":{"sha256":["…"],"roles":["shop"]}}</c>. Reading gives every fault at once, by the
/// setting's path, and never repeats a value.
/// </summary>
/// <param name="setting">The variable that names the file.</param>
/// <param name="notTogether">What is wrong with one holder's having these roles; null when nothing is.</param>
sealed class KeysFile<TRole>(string setting, Func<IReadOnlySet<TRole>, string?>? notTogether = null)
    where TRole : struct, Enum
{
    const int KeysMax = 5;

    static readonly Dictionary<string, TRole> Roles = Enum.GetValues<TRole>()
        .ToDictionary(role => role.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    /// <summary>The variable that names the file, such as <c>LEDGER_STOCK_KEYS</c>.</summary>
    public string Setting => setting;

    /// <summary>Reads and checks a file.</summary>
    /// <exception cref="SettingsRefusedException">It cannot be used.</exception>
    public IReadOnlyList<KeyHolder<TRole>> Read(string path)
    {
        try
        {
            return Parse(File.ReadAllBytes(path));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new SettingsRefusedException([$"{setting}: the file cannot be read ({unreadable.GetType().Name})."]);
        }
    }

    /// <summary>Checks the bytes of a file.</summary>
    /// <exception cref="SettingsRefusedException">It cannot be used.</exception>
    public IReadOnlyList<KeyHolder<TRole>> Parse(ReadOnlyMemory<byte> json)
    {
        var errors = new List<string>();
        var holders = new List<KeyHolder<TRole>>();
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            var members = Members(document.RootElement, setting, errors);
            holders.AddRange(members.Select(each => Holder(each.Name, each.Value, errors)));
        }
        catch (JsonException malformed)
        {
            // The parser's own message may quote the text that it stumbled over.
            errors.Add(malformed.LineNumber is { } line
                ? $"{setting}: not valid JSON at line {line + 1}."
                : $"{setting}: a name occurs twice.");
        }

        if (errors.Count == 0 && holders.Count == 0)
        {
            errors.Add($"{setting}: nobody has a key.");
        }

        if (holders.SelectMany(holder => holder.Sha256).GroupBy(Convert.ToHexString, StringComparer.Ordinal).Any(same => same.Count() > 1))
        {
            errors.Add($"{setting}: a key occurs twice; each holder has keys of its own.");
        }

        return errors.Count == 0 ? holders : throw new SettingsRefusedException(errors);
    }

    KeyHolder<TRole> Holder(string name, JsonElement value, List<string> errors)
    {
        var (hashes, roles) = (new List<byte[]>(), new HashSet<TRole>());
        if (name.Length is < 1 or > 64 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            errors.Add($"{setting}: a name has 1 to 64 letters, digits, '-', '_', '.'.");
        }

        foreach (var (part, inner) in Members(value, name, errors))
        {
            switch (part)
            {
                case "sha256":
                    hashes.AddRange(Texts(inner, $"{name}.sha256", errors).Select(text => Hash(text, $"{name}.sha256", errors)));
                    break;
                case "roles":
                    roles.UnionWith(Texts(inner, $"{name}.roles", errors).Select(text => Role(text, $"{name}.roles", errors)));
                    break;
                default:
                    errors.Add($"{name}.{part}: no such setting.");
                    break;
            }
        }

        if (hashes.Count is < 1 or > KeysMax)
        {
            errors.Add($"{name}.sha256: must be a list of 1 to {KeysMax} hashes, newest first.");
        }

        if (roles.Count == 0)
        {
            errors.Add($"{name}.roles: at least one of {string.Join(", ", Roles.Keys)}.");
        }

        if (notTogether?.Invoke(roles) is { } conflict)
        {
            errors.Add($"{name}.roles: {conflict}");
        }

        return new KeyHolder<TRole>(name, hashes, roles);
    }

    static byte[] Hash(string text, string path, List<string> errors)
    {
        if (text.Length == 64 && text.All(char.IsAsciiHexDigit))
        {
            return Convert.FromHexString(text);
        }

        errors.Add($"{path}: must be the SHA-256 of a key, 64 hex digits.");
        return [];
    }

    static TRole Role(string text, string path, List<string> errors)
    {
        if (Roles.TryGetValue(text, out var role))
        {
            return role;
        }

        errors.Add($"{path}: no such role; there are {string.Join(", ", Roles.Keys)}.");
        return default;
    }

    static List<string> Texts(JsonElement value, string path, List<string> errors)
    {
        if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String))
        {
            return [.. value.EnumerateArray().Select(item => item.GetString()!)];
        }

        errors.Add($"{path}: must be a list of texts.");
        return [];
    }

    static List<(string Name, JsonElement Value)> Members(JsonElement value, string path, List<string> errors)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            return [.. value.EnumerateObject().Select(member => (member.Name, member.Value))];
        }

        errors.Add($"{path}: must be a JSON object.");
        return [];
    }
}
