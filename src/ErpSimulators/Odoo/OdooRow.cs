using System.Globalization;
using System.Text.Json.Nodes;

namespace Ledger.ErpSimulators.Odoo;

/// <summary>A record: its fields by name. Empty is null, and told as <c>false</c>.</summary>
/// <param name="Id">Its id.</param>
sealed record OdooRow(long Id)
{
    readonly Dictionary<string, object?> _fields = new(StringComparer.Ordinal) { ["id"] = Id };

    /// <summary>True while the transaction that wrote it is not committed: nobody sees it.</summary>
    public bool IsUncommitted { get; set; }

    /// <summary>A field's value.</summary>
    public object? this[string field]
    {
        get => _fields.GetValueOrDefault(field);
        set => _fields[field] = value;
    }

    /// <summary>All of its fields.</summary>
    public IEnumerable<string> Fields => _fields.Keys;

    /// <summary>A link's id; zero when it is empty.</summary>
    public long Link(string field) => _fields.GetValueOrDefault(field) is OdooLink link ? link.Id : 0;

    /// <summary>A text; empty when it is.</summary>
    public string Text(string field) => _fields.GetValueOrDefault(field) as string ?? "";

    /// <summary>An amount; zero when it is empty.</summary>
    public decimal Amount(string field) => _fields.GetValueOrDefault(field) is decimal amount ? amount : 0;

    /// <summary>A day.</summary>
    public DateOnly Day(string field) => (DateOnly)_fields[field]!;

    /// <summary>A field as JSON-2 tells it.</summary>
    public JsonNode Tell(string field) => Tell(this[field]);

    /// <summary>A value as JSON-2 tells it.</summary>
    public static JsonNode Tell(object? value) => value switch
    {
        null => JsonValue.Create(false),
        bool flag => JsonValue.Create(flag),
        long number => JsonValue.Create(number),
        decimal amount => JsonValue.Create(AsPythonWrites(amount)),
        string text => JsonValue.Create(text),
        DateOnly day => JsonValue.Create(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        DateTimeOffset moment => JsonValue.Create(moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)),
        OdooLink link => new JsonArray(JsonValue.Create(link.Id), JsonValue.Create(link.Name)),
        IEnumerable<long> ids => new JsonArray([.. ids.Select(id => (JsonNode)JsonValue.Create(id))]),
        JsonNode json => json.DeepClone(),
        _ => throw new InvalidOperationException($"{value.GetType()} is no type of a field."),
    };

    // A float's shortest form: 108.0, 0.5, never 108.00.
    static decimal AsPythonWrites(decimal amount)
    {
        var text = amount.ToString("0.0###########", CultureInfo.InvariantCulture);
        return decimal.Parse(text, CultureInfo.InvariantCulture);
    }
}

/// <summary>A link to a record, with its name.</summary>
sealed record OdooLink(long Id, string Name);
