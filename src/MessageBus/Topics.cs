using Ledger.MessageBus.Messages;
using Ledger.PaymentEvents;

namespace Ledger.MessageBus;

/// <summary>THE list of what is published where. A new kind of message is one line here.</summary>
public static class Topics
{
    /// <summary>
    /// Canonical payment events, mandatory: each must reach every consumer's queue. Those are addressed; whoever else subscribes comes
    /// and goes.
    /// </summary>
    public static readonly Topic<PaymentEvent> Payments = new(
        "ledger.payments", Mandatory: true,
        e => $"payment.{e.Class}.{e.Provider}",
        e => new CloudEvent(
            e.EventId, $"/ledger/{e.Provider}/{e.Account}", $"ledger.payment.{e.Class}.v{e.SchemaVersion}",
            e.StreamId, e.OccurredAt))
    {
        Json = PaymentEventJson.Default.PaymentEvent,
        Reads = type => MessageVersion.Reads(
            type, "ledger.payment.", EventClass.All.Contains, PaymentEvent.CurrentSchemaVersion),
    };

    /// <summary>Messages whose facts wait for a read of the provider's API, mandatory: each must reach the consumer that reads.</summary>
    public static readonly Topic<PaymentReport> Reports = new(
        "ledger.reports", Mandatory: true,
        r => $"report.{r.Provider}.{r.Endpoint}",
        r => new CloudEvent(
            r.ReportId, $"/ledger/{r.Provider}/{r.Account}", $"ledger.report.{r.Provider}.v{r.SchemaVersion}", r.ProviderEventId,
            r.ReceivedAt))
    {
        Json = MessageJson.Default.PaymentReport,
        Reads = type => MessageVersion.Reads(type, "ledger.report.", static _ => true, current: 1),
    };

    /// <summary>
    /// Raw deliveries, mandatory: each must reach the evidence archive. Those of one provider go in bundles when there are many, but not
    /// refused ones: these name any provider that somebody has thought up, and each name has a key of its own.
    /// </summary>
    public static readonly Topic<RawDelivery> Deliveries = new(
        "ledger.deliveries", Mandatory: true,
        d => $"delivery.{d.Verdict}.{d.Provider}",
        d => new CloudEvent(
            d.DeliveryId, $"/ledger/{d.Provider}/{d.Endpoint}", $"ledger.delivery.{d.Verdict}.v{d.SchemaVersion}",
            d.ProviderEventId ?? d.DeliveryId.ToString(), d.ReceivedAt))
    {
        BundledIf = d => d.Verdict == "verified",
        Json = MessageJson.Default.RawDelivery,
        Reads = type => MessageVersion.Reads(type, "ledger.delivery.", v => v is "verified" or "refused", current: 1),
    };

    /// <summary>
    /// Posted journal entries; not mandatory, because subscribers come and go and can replay by position.
    /// </summary>
    public static readonly Topic<JournalEntryMessage> Journal = new(
        "ledger.journal", Mandatory: false,
        j => $"journal.entry-posted.{j.Class}",
        j => new CloudEvent(
            j.EntryId, $"/ledger/{j.Provider}/{j.Account}", $"ledger.journal.entry-posted.v{j.SchemaVersion}",
            j.PaymentId, j.OccurredAt))
    {
        Json = MessageJson.Default.JournalEntryMessage,
        Reads = type => MessageVersion.Reads(type, "ledger.journal.", v => v == "entry-posted", current: 1),
    };

    /// <summary>Movements of stock; not mandatory either. Those of one kind go in bundles when there are many.</summary>
    public static readonly Topic<StockChangeMessage> Stock = new(
        "ledger.inventory", Mandatory: false,
        m => $"inventory.{m.Kind}",
        m => new CloudEvent(
            m.MovementId, "/ledger/inventory", $"ledger.inventory.stock-moved.v{m.SchemaVersion}", $"stock/{m.Sku}@{m.Location}",
            m.RecordedAt))
    {
        BundledIf = _ => true,
        Json = MessageJson.Default.StockChangeMessage,
        Reads = type => MessageVersion.Reads(type, "ledger.inventory.", v => v == "stock-moved", current: 1),
    };

    /// <summary>Orders without their stock, and what a person must look at; beside the movements.</summary>
    public static readonly Topic<StockNoticeMessage> StockNotices = new(
        "ledger.inventory", Mandatory: false,
        n => $"inventory.{n.Fact}",
        n => new CloudEvent(
            n.NoticeId, "/ledger/inventory", $"ledger.inventory.{n.Fact}.v{n.SchemaVersion}", n.OrderRef ?? n.CausedBy.ToString(),
            n.RecordedAt))
    {
        Json = MessageJson.Default.StockNoticeMessage,
        Reads = type => MessageVersion.Reads(
            type, "ledger.inventory.", v => v is "order-refused" or "event-held" or "exception-raised", current: 1),
    };

    /// <summary>Documents on their way to ERPs; not mandatory. Those of outside targets carry the document itself.</summary>
    public static readonly Topic<ErpDocumentMessage> ErpDocuments = new(
        "ledger.erp", Mandatory: false,
        m => $"erp.document-{m.To}.{m.Target}",
        m => new CloudEvent(
            m.EventId, $"/ledger/erp/{m.Target}", $"ledger.erp.document-moved.v{m.SchemaVersion}", m.Reference, m.RecordedAt))
    {
        Json = MessageJson.Default.ErpDocumentMessage,
        Reads = type => MessageVersion.Reads(type, "ledger.erp.", v => v == "document-moved", current: 1),
    };

    /// <summary>Runs that were cut: which positions of the journal are in which documents.</summary>
    public static readonly Topic<ErpRunMessage> ErpRuns = new(
        "ledger.erp", Mandatory: false,
        m => $"erp.run-cut.{m.Target}",
        m => new CloudEvent(
            m.RunId, $"/ledger/erp/{m.Target}", $"ledger.erp.run-cut.v{m.SchemaVersion}", $"{m.Target}/{m.Number}", m.RecordedAt))
    {
        Json = MessageJson.Default.ErpRunMessage,
        Reads = type => MessageVersion.Reads(type, "ledger.erp.", v => v == "run-cut", current: 1),
    };

    /// <summary>What outside adapters say about their documents; published by them, read by us.</summary>
    public static readonly Topic<ErpAcknowledgementMessage> ErpAcknowledgements = new(
        "ledger.erp", Mandatory: true,
        m => $"acknowledgement.{m.Target}",
        m => new CloudEvent(
            m.AcknowledgementId, $"/ledger/erp/{m.Target}/outside", $"ledger.erp.acknowledgement.v{m.SchemaVersion}", m.Reference,
            m.SaidAt))
    {
        Json = MessageJson.Default.ErpAcknowledgementMessage,
        Reads = type => MessageVersion.Reads(type, "ledger.erp.", v => v == "acknowledgement", current: 1),
    };

    /// <summary>All of them; their exchanges are declared by whoever starts first.</summary>
    public static IReadOnlyList<ITopic> All { get; } =
        [Payments, Reports, Deliveries, Journal, Stock, StockNotices, ErpDocuments, ErpRuns, ErpAcknowledgements];

    /// <summary>The topic of a type of message.</summary>
    /// <exception cref="InvalidOperationException">The type has no line in this list.</exception>
    public static Topic<T> Of<T>() => Line<T>.Topic
        ?? throw new InvalidOperationException($"{typeof(T).Name} has no topic: add a line to Topics.");

    static class Line<T>
    {
        public static readonly Topic<T>? Topic = All.OfType<Topic<T>>().SingleOrDefault();
    }
}
