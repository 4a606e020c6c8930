using System.Text.Json;
using Ledger.Inventory.Events;

namespace Ledger.Inventory.Queries;

/// <summary>What is attached to an exception: the event and its delivery, the channel, and the stocks as they were (R-IN-20).</summary>
/// <param name="EventId">The canonical event.</param>
/// <param name="Class">Its class.</param>
/// <param name="Provider">Provider's name.</param>
/// <param name="Account">Provider account.</param>
/// <param name="ProviderEventId">The provider's event id.</param>
/// <param name="PaymentId">The payment; null when the event names none.</param>
/// <param name="ProviderObjectId">The object that the event is about; may be null.</param>
/// <param name="OrderRef">The order that the exception is recorded with; may be null.</param>
/// <param name="DeliveryId">The delivery in the archive that carried the raw event.</param>
/// <param name="BodySha256">SHA-256 of its bytes.</param>
/// <param name="Channel">Where the order is sold; null in exceptions of builds that did not say it.</param>
/// <param name="Snapshot">The stocks that the event or its orders name, as they were.</param>
public sealed record StockConflict(
    Guid EventId, string Class, string Provider, string Account, string ProviderEventId, string? PaymentId, string? ProviderObjectId,
    string? OrderRef, Guid DeliveryId, string BodySha256, string? Channel, IReadOnlyList<StockSnapshot> Snapshot)
{
    /// <summary>Reads it from the content of a case.</summary>
    internal static StockConflict Read(string content)
    {
        var raised = JsonSerializer.Deserialize(content, InventoryJson.Default.StockExceptionRaised)!;
        return new StockConflict(
            raised.EventId, raised.Class, raised.Provider, raised.Account, raised.ProviderEventId, raised.PaymentId,
            raised.ProviderObjectId, raised.OrderRef, raised.DeliveryId, raised.BodySha256, raised.Channel, raised.Snapshot);
    }
}
