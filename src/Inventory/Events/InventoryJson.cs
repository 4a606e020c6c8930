using System.Text.Json.Serialization;
using Ledger.Inventory.Orders;

namespace Ledger.Inventory.Events;

/// <summary>
/// Source-generated JSON of the inventory's event bodies and states: PascalCase as Marten reads it; zeros, nulls and falses
/// left out.
/// </summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(StockMoved))]
[JsonSerializable(typeof(StockNoted))]
[JsonSerializable(typeof(StockEventHeld))]
[JsonSerializable(typeof(StockExceptionRaised))]
[JsonSerializable(typeof(CorrectionRequested))]
[JsonSerializable(typeof(StockCaseClosed))]
[JsonSerializable(typeof(OrderState))]
[JsonSerializable(typeof(PaymentFacts))]
public sealed partial class InventoryJson : JsonSerializerContext;
