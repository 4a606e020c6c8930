namespace Ledger.ErpExport.Targets;

/// <summary>The settings of one target: checked against its adapter's rules, folders made absolute, secrets read.</summary>
public sealed class TargetSettings
{
    readonly IReadOnlyDictionary<string, string> _values;

    /// <summary>Keeps settings that are checked.</summary>
    public TargetSettings(IReadOnlyDictionary<string, string> values) => _values = values;

    /// <summary>None.</summary>
    public static TargetSettings None { get; } = new(new Dictionary<string, string>(StringComparer.Ordinal));

    /// <summary>A setting that is required.</summary>
    /// <exception cref="InvalidOperationException">The adapter does not list it among its required settings.</exception>
    public string this[string name] => _values.TryGetValue(name, out var value)
        ? value
        : throw new InvalidOperationException($"Setting '{name}' is read but not listed as required by the adapter.");

    /// <summary>A setting, or null.</summary>
    public string? Find(string name) => _values.GetValueOrDefault(name);

    /// <summary>A number, or a default.</summary>
    public int Number(string name, int fallback) =>
        Find(name) is { } text ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : fallback;

    /// <inheritdoc/>
    public override string ToString() => $"settings: {string.Join(", ", _values.Keys)}";
}
