namespace Ledger.PaymentEvents;

/// <summary>What an event must keep to before a consumer decides anything about it.</summary>
public static class EventContract
{
    /// <summary>
    /// Requires a schema version that this build reads, the current or the one before (R-EV-11), and text that the
    /// database can store.
    /// </summary>
    /// <param name="e">The event.</param>
    /// <param name="alsoStored">Further texts of it that the consumer stores.</param>
    /// <exception cref="FormatException">The event is not as documented: no retry can cure it.</exception>
    public static void Require(PaymentEvent e, params IEnumerable<string?> alsoStored)
    {
        const int Current = PaymentEvent.CurrentSchemaVersion;
        if (e.SchemaVersion is < Current - 1 or > Current or < 1)
        {
            throw new FormatException(
                $"Event {e.EventId} has schema version {e.SchemaVersion}; "
                + $"this build reads {Math.Max(1, Current - 1)} to {Current}.");
        }

        foreach (var text in Texts(e).Concat(alsoStored))
        {
            if (text?.Contains('\0', StringComparison.Ordinal) == true)
            {
                throw new FormatException($"A reference of event {e.EventId} holds U+0000, which cannot be stored.");
            }
        }
    }

    static string?[] Texts(PaymentEvent e) =>
    [
        e.Class, e.Variant, e.Subject, e.Provider, e.Account, e.ProviderEventId, e.ProviderEventType,
        e.ProviderObjectId, e.ProviderApiVersion, e.PaymentId, e.OrderRef, e.InvoiceRef, e.CustomerRef, e.PayeeRef,
        e.IdempotencyKey, e.ApiRequestId, e.SettlementBatchId, e.ReasonCode, e.PaymentMethod, e.BodySha256, e.Completeness,
    ];
}
