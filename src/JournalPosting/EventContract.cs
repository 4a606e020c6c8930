using Ledger.PaymentEvents;

namespace Ledger.JournalPosting;

/// <summary>What an event must keep to before anything is decided about it.</summary>
static class EventContract
{
    /// <summary>
    /// Requires a schema version that this build reads, the current or the one before (R-EV-11), and text that the
    /// database can store.
    /// </summary>
    /// <exception cref="FormatException">The event is not as documented: no retry can cure it.</exception>
    public static void Require(PaymentEvent e)
    {
        const int Current = PaymentEvent.CurrentSchemaVersion;
        if (e.SchemaVersion is < Current - 1 or > Current or < 1)
        {
            throw new FormatException(
                $"Event {e.EventId} has schema version {e.SchemaVersion}; "
                + $"this build reads {Math.Max(1, Current - 1)} to {Current}.");
        }

        foreach (var text in Texts(e))
        {
            if (text?.Contains('\0', StringComparison.Ordinal) == true)
            {
                throw new FormatException($"A reference of event {e.EventId} holds U+0000, which cannot be stored.");
            }
        }
    }

    static ReadOnlySpan<string?> Texts(PaymentEvent e) => new[]
    {
        e.Class, e.Variant, e.Subject, e.Provider, e.Account, e.ProviderEventId, e.ProviderEventType,
        e.ProviderObjectId, e.ProviderApiVersion, e.PaymentId, e.OrderRef, e.InvoiceRef, e.CustomerRef, e.PayeeRef,
        e.IdempotencyKey, e.ApiRequestId, e.SettlementBatchId, e.ReasonCode, e.BodySha256, e.Completeness,
    };
}
