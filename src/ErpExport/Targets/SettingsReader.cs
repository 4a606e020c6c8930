using System.Globalization;
using System.Text;

namespace Ledger.ErpExport.Targets;

/// <summary>Checks the settings of a target against what its adapter knows.</summary>
static class SettingsReader
{
    /// <summary>Reads settings; each fault is told, and leaves its setting out. An empty one has been told already.</summary>
    public static TargetSettings Read(
        IReadOnlyDictionary<string, string> given, IReadOnlyList<SettingRule> rules, string folder, Func<string, string?> variable,
        Action<string> problem)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in given.Keys.Where(name => !rules.Any(rule => rule.Name == name)))
        {
            problem($"the setting '{name}' is not known; there are {string.Join(", ", rules.Select(rule => rule.Name))}.");
        }

        foreach (var rule in rules)
        {
            if (!given.TryGetValue(rule.Name, out var text))
            {
                if (rule.Required)
                {
                    problem($"the setting '{rule.Name}' is missing: {rule.Description}");
                }
            }
            else if (text.Length > 0 && Value(rule, text, folder, variable, problem) is { } value)
            {
                values[rule.Name] = value;
            }
        }

        return new TargetSettings(values);
    }

    static string? Value(SettingRule rule, string text, string folder, Func<string, string?> variable, Action<string> problem)
    {
        string? Refuse(string what)
        {
            problem($"the setting '{rule.Name}' must be {what}.");
            return null;
        }

        return rule.Form switch
        {
            SettingForm.Text => text,
            SettingForm.Address => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
                ? text
                : Refuse("an http or https address"),
            SettingForm.Number => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
                ? text
                : Refuse("a whole number above zero"),
            SettingForm.Folder => Path.GetFullPath(Path.Combine(folder, text)),
            SettingForm.Secret => Secret(text, folder, variable)
                ?? Refuse("env:NAME or file:PATH, and what it names must be there and not empty"),
        };
    }

    static string? Secret(string text, string folder, Func<string, string?> variable)
    {
        if (text.StartsWith("env:", StringComparison.Ordinal))
        {
            return variable(text[4..]) is { Length: > 0 } value ? value : null;
        }

        if (!text.StartsWith("file:", StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            return File.ReadAllText(Path.Combine(folder, text[5..]), Encoding.UTF8).Trim() is { Length: > 0 } value ? value : null;
        }
        catch (Exception away) when (away is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
