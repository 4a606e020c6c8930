using Ledger.PaymentEvents;

namespace Ledger.Inventory;

/// <summary>What an event must keep to before anything is decided about it.</summary>
static class StockEventContract
{
    /// <summary>Requires a schema version that this build reads (R-EV-11), and text that the database can store.</summary>
    /// <exception cref="FormatException">The event is not as documented: no retry can cure it.</exception>
    public static void Require(PaymentEvent e)
    {
        const int Current = PaymentEvent.CurrentSchemaVersion;
        if (e.SchemaVersion is < 1 or < Current - 1 or > Current)
        {
            throw new FormatException(
                $"Event {e.EventId} has schema version {e.SchemaVersion}; this build reads {Math.Max(1, Current - 1)} to {Current}.");
        }

        var texts = new[] { e.Class, e.Provider, e.Account, e.PaymentId, e.ProviderEventId, e.ProviderObjectId, e.OrderRef }
            .Concat(e.OrderLines.SelectMany(line => new[] { line.Sku, line.Location }));
        if (texts.Any(text => text?.Contains('\0', StringComparison.Ordinal) == true))
        {
            throw new FormatException($"A reference of event {e.EventId} holds U+0000, which cannot be stored.");
        }
    }
}
