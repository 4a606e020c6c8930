using System.Text.Json;
using Ledger.Simulation.Storage;
using Ledger.Simulation.Stories;

namespace Ledger.Simulation.Audit.Stock;

/// <summary>An event of the inventory as anybody reads it who has only its row.</summary>
sealed class WrittenStock
{
    readonly JsonElement _body;

    public WrittenStock(EventRow row)
    {
        Row = row;
        using var document = JsonDocument.Parse(row.Data);
        _body = document.RootElement.Clone();
        EventId = _body.GetProperty(nameof(EventId)).GetGuid();
        Movements = _body.TryGetProperty(nameof(Movements), out var moved) ? [.. moved.EnumerateArray().Select(each => new WrittenMovement(each))] : [];
        Lines = _body.TryGetProperty(nameof(Lines), out var lines) ? [.. lines.EnumerateArray().Select(LineOf)] : null;
    }

    public EventRow Row { get; }

    /// <summary>The fact or the command behind it.</summary>
    public Guid EventId { get; }

    public IReadOnlyList<WrittenMovement> Movements { get; }

    /// <summary>The order's lines where it states them.</summary>
    public IReadOnlyList<Line>? Lines { get; }

    public bool Moved => Row.Type == "stock_moved";

    public bool Noted => Row.Type == "stock_noted";

    public bool HeldBack => Row.Type == "stock_event_held";

    public bool Raised => Row.Type == "stock_exception_raised";

    /// <summary>About another message that says something else, not about the fact.</summary>
    public bool Contradiction => Raised && Reason is "KEY_REUSED" or "FACT_CONTRADICTED";

    public bool Released => _body.TryGetProperty("ReleasedFromHold", out var value) && value.GetBoolean();

    public string Class => Text(nameof(Class))!;

    public string? OrderRef => Text(nameof(OrderRef));

    public string? Reason => Text(nameof(Reason));

    public string? Remark => Text(nameof(Remark));

    public string? Disposition => Text(nameof(Disposition));

    public DateTimeOffset OccurredAt => _body.GetProperty(nameof(OccurredAt)).GetDateTimeOffset();

    public override string ToString() => $"{Row.Position} {Row.Stream}/{Row.Version} {Class} {Row.Type} {Reason}";

    string? Text(string member) => _body.TryGetProperty(member, out var value) ? value.GetString() : null;

    static Line LineOf(JsonElement line) => new(
        line.GetProperty("Sku").GetString(), line.GetProperty("Quantity").GetInt32(), line.GetProperty("Location").GetString());
}
