using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Ledger.EventStore;

namespace Ledger.Inventory.Events;

/// <summary>The inventory's event types by their names in the store, and the way to and from JSON.</summary>
public static class InventoryEventTypes
{
    /// <summary>The event to append for a fact.</summary>
    public static NewEvent ToNewEvent(StockFact fact, DateTimeOffset recordedAt)
    {
        var (dotNetType, data) = fact switch
        {
            StockMoved f => (Name<StockMoved>(), Bytes(f, InventoryJson.Default.StockMoved)),
            StockNoted f => (Name<StockNoted>(), Bytes(f, InventoryJson.Default.StockNoted)),
            StockEventHeld f => (Name<StockEventHeld>(), Bytes(f, InventoryJson.Default.StockEventHeld)),
            StockExceptionRaised f => (Name<StockExceptionRaised>(), Bytes(f, InventoryJson.Default.StockExceptionRaised)),
            CorrectionRequested f => (Name<CorrectionRequested>(), Bytes(f, InventoryJson.Default.CorrectionRequested)),
            StockCaseClosed f => (Name<StockCaseClosed>(), Bytes(f, InventoryJson.Default.StockCaseClosed)),
            _ => throw new InvalidOperationException($"{fact.GetType()} is not an event of the inventory."),
        };
        return new NewEvent(
            fact.Id, fact.Type, dotNetType, data, recordedAt, fact.DeliveryId.ToString(), fact.EventId.ToString())
        {
            Fact = fact,
        };
    }

    /// <summary>Reads a stored event; null when the type is not one of the inventory's.</summary>
    /// <exception cref="JsonException">The body is not what the type says.</exception>
    public static StockFact? Read(string type, ReadOnlySpan<byte> data) => type switch
    {
        StockMoved.Alias => JsonSerializer.Deserialize(data, InventoryJson.Default.StockMoved),
        StockNoted.Alias => JsonSerializer.Deserialize(data, InventoryJson.Default.StockNoted),
        StockEventHeld.Alias => JsonSerializer.Deserialize(data, InventoryJson.Default.StockEventHeld),
        StockExceptionRaised.Alias => JsonSerializer.Deserialize(data, InventoryJson.Default.StockExceptionRaised),
        CorrectionRequested.Alias => JsonSerializer.Deserialize(data, InventoryJson.Default.CorrectionRequested),
        StockCaseClosed.Alias => JsonSerializer.Deserialize(data, InventoryJson.Default.StockCaseClosed),
        _ => null,
    };

    static byte[] Bytes<T>(T fact, JsonTypeInfo<T> json) => JsonSerializer.SerializeToUtf8Bytes(fact, json);

    static string Name<T>() => NameOf<T>.Text;

    static class NameOf<T>
    {
        public static readonly string Text = $"{typeof(T).FullName}, {typeof(T).Assembly.GetName().Name}";
    }
}
