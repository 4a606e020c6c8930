using Ledger.MessageBus.Messages;
using Ledger.PaymentEvents;

namespace Ledger.MessageBus;

/// <summary>THE list of what is published where. A new kind of message is one line here.</summary>
public static class Topics
{
    /// <summary>Canonical payment events, mandatory: each must reach every consumer's queue.</summary>
    public static readonly Topic<PaymentEvent> Payments = new(
        "ledger.payments", Mandatory: true,
        e => $"payment.{e.Class}.{e.Provider}",
        e => new CloudEvent(
            e.EventId, $"/ledger/{e.Provider}/{e.Account}", $"ledger.payment.{e.Class}.v{e.SchemaVersion}",
            e.StreamId, e.OccurredAt));

    /// <summary>Raw deliveries, mandatory: each must reach the evidence archive.</summary>
    public static readonly Topic<RawDelivery> Deliveries = new(
        "ledger.deliveries", Mandatory: true,
        d => $"delivery.{d.Verdict}.{d.Provider}",
        d => new CloudEvent(
            d.DeliveryId, $"/ledger/{d.Provider}/{d.Endpoint}", $"ledger.delivery.{d.Verdict}.v{d.SchemaVersion}",
            d.ProviderEventId ?? d.DeliveryId.ToString(), d.ReceivedAt));

    /// <summary>Posted journal entries; not mandatory, because subscribers come and go and can replay by position.</summary>
    public static readonly Topic<JournalEntryMessage> Journal = new(
        "ledger.journal", Mandatory: false,
        j => $"journal.entry-posted.{j.Class}",
        j => new CloudEvent(
            j.EntryId, $"/ledger/{j.Provider}/{j.Account}", $"ledger.journal.entry-posted.v{j.SchemaVersion}",
            j.PaymentId, j.OccurredAt));
}
