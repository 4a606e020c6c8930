using System.Text.Json;

namespace Ledger.Simulation.Audit.Stock;

/// <summary>A movement as anybody reads it who has only the event's row and the documentation of its members.</summary>
sealed class WrittenMovement(JsonElement body)
{
    public string Kind { get; } = body.GetProperty(nameof(Kind)).GetString()!;

    public string Sku { get; } = body.GetProperty(nameof(Sku)).GetString()!;

    public string Location { get; } = body.GetProperty(nameof(Location)).GetString()!;

    /// <summary>The stock, in words.</summary>
    public string Stock => $"{Sku}@{Location}";

    /// <summary>The stock of the order's line.</summary>
    public string OrderStock => $"{Sku}@{Text("OrderLocation") ?? Location}";

    public long Quantity { get; } = Number(body, nameof(Quantity));

    public long Sequence { get; } = Number(body, nameof(Sequence));

    public long Cost { get; } = Number(body, nameof(Cost));

    public long SafetyStock { get; } = Number(body, nameof(SafetyStock));

    public Shelf Before { get; } = ShelfOf(body, nameof(Before));

    public Shelf After { get; } = ShelfOf(body, nameof(After));

    /// <summary>What it did.</summary>
    public Shelf Change => After - Before;

    string? Text(string name) => body.TryGetProperty(name, out var value) ? value.GetString() : null;

    static long Number(JsonElement body, string name) => body.TryGetProperty(name, out var value) ? value.GetInt64() : 0;

    static Shelf ShelfOf(JsonElement body, string name) => !body.TryGetProperty(name, out var units) ? default : new Shelf(
        Number(units, "OnHand"), Number(units, "Reserved"), Number(units, "Committed"), Number(units, "Incoming"),
        Number(units, "InInspection"), Number(units, "Damaged"), Number(units, "OnHandCost"), Number(units, "InspectionCost"));
}
