using Ledger.Contract.Samples;
using Ledger.MessageBus;

namespace Ledger.Contract;

/// <summary>
/// THE list of what others may read and say, in the order of the flow, and the one place of what is to be known about each topic. A new
/// topic in <see cref="Topics"/> is one more here.
/// </summary>
public static class PublishedMessages
{
    static readonly PublishedChannel Payments = new(
        "payments", "payment.{class}.{provider}",
        "Each fact that a provider has reported, translated once into Ledger's own words: what the journal and the inventory live on. "
        + "Bind a queue of your own to `payment.#`, or to the classes you want. A fact comes at least once and in any order; `eventId` is "
        + "the identity of the fact, `messageKey` that of the provider's message behind it. Card numbers are masked. What goes to "
        + "`to.journal` and `to.inventory` of the same exchange are copies for Ledger's own consumers.");

    static readonly PublishedChannel Reports = new(
        "reports", "report.{provider}.{endpoint}",
        "Internal. Facts that wait for a read of the provider's API before they go to `ledger.payments`: not yet the truth, and nothing "
        + "is promised about them.");

    static readonly PublishedChannel Deliveries = new(
        "deliveries", "delivery.{verdict}.{provider}",
        "Internal. Each HTTP delivery as the gateway saw it, verified or refused, for the archive of evidence. It has the body, with card "
        + "numbers masked and personal data as the provider sent them: give nobody a right to read it who may not read the archive.");

    static readonly PublishedChannel Journal = new(
        "journalEntries", "journal.entry-posted.{class}",
        "One message for each posted entry, in the order of the journal. Bind a queue of your own; `journal.#` gets all. `position` rises, "
        + "and `previousPosition` shows a gap. What goes to `to.erp-export` of the same exchange is a copy for Ledger's own export.");

    static readonly PublishedChannel Stock = new(
        "stockChanges", "inventory.{kind}",
        "Each movement of a stock. Movements of one kind that wait at the same time come as one bundle (content type "
        + "application/cloudevents-batch+json). Of two messages about one stock (`sku`, `location`) the one with the higher `sequence` is "
        + "true; `sequence` has no gaps.");

    static readonly PublishedChannel Notices = new(
        "stockNotices", "inventory.{fact}",
        "An order that did not get its stock, and what a person must look at. Cancel the authorization, or supply what is missing.");

    static readonly PublishedChannel Documents = new(
        "erpDocuments", "erp.document-{to}.{target}",
        "Each move of a document. A document that is handed over to an outside adapter is the move to `accepted` that has the member "
        + "`document`: bind `erp.document-accepted.TARGET`. For whoever watches: `erp.document-rejected.*` gets the rejected ones of all "
        + "targets, `erp.*.TARGET` all of one.");

    static readonly PublishedChannel Runs = new(
        "erpRuns", "erp.run-cut.{target}", "One message for each run, before the moves of its documents.");

    static readonly PublishedChannel Acknowledgements = new(
        "erpAcknowledgements", "acknowledgement.{target}",
        "What outside adapters say. Ledger reads it from its queue `erp-acknowledgements`; what is not as documented ends in "
        + "`erp-acknowledgements.dead-letter`. Publish persistent and mandatory, and wait for the broker's confirmation before the "
        + "document's delivery is acknowledged. Instead of the headers the body may be a CloudEvent in structured mode (content type "
        + "application/cloudevents+json, the message as `data`).");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<PublishedMessage> All { get; } =
    [
        PublishedMessage.Of(
            Topics.Payments, "PaymentEvent", "A provider reported a fact", Payments, @"^ledger\.payment\.[a-z-]+\.v1$",
            ("capture", "A capture of 105.00 EUR.", PaymentSamples.Capture),
            ("refund", "A part of it went back.", PaymentSamples.Refund),
            ("shipment", "Goods left, valued at cost; the inventory says so, no provider.", PaymentSamples.Shipment)),
        PublishedMessage.Of(
            Topics.Reports, "PaymentReport", "A message of a provider waits for a read", Reports, @"^ledger\.report\.[a-z0-9-]+\.v1$",
            ("report", "A capture that the provider's API has yet to confirm.", PaymentSamples.Report)) with { IsInternal = true },
        PublishedMessage.Of(
            Topics.Deliveries, "RawDelivery", "A delivery came in", Deliveries, @"^ledger\.delivery\.(verified|refused)\.v1$",
            ("verified", "A delivery with a good signature.", PaymentSamples.Verified),
            ("refused", "One whose signature fits no secret.", PaymentSamples.Refused)) with { IsInternal = true },
        PublishedMessage.Of(
            Topics.Journal, "JournalEntry", "An entry was posted", Journal, @"^ledger\.journal\.entry-posted\.v1$",
            ("capture", "A capture of 105.00 EUR.", BookSamples.Capture),
            ("correction", "One undone, in yen, which have no minor unit.", BookSamples.Correction)),
        PublishedMessage.Of(
            Topics.Stock, "StockChange", "A stock moved", Stock, @"^ledger\.inventory\.stock-moved\.v1$",
            ("committed", "Two reserved units belong to a paid order now.", StockSamples.Committed)),
        PublishedMessage.Of(
            Topics.StockNotices, "StockNotice", "An order got no stock, or a person must look at one", Notices,
            @"^ledger\.inventory\.(order-refused|event-held|exception-raised)\.v1$",
            ("refused", "There was too little for an order.", StockSamples.Refused),
            ("held", "A payment does not say what was sold.", StockSamples.Held)),
        PublishedMessage.Of(
            Topics.ErpDocuments, "ErpDocument", "A document moved", Documents, @"^ledger\.erp\.document-moved\.v1$",
            ("handedOver", "A document is handed over; post it, and say so with its payloadHash.", ErpSamples.HandedOver),
            ("posted", "What came of an acknowledgement; there is no document with it.", ErpSamples.Moved)),
        PublishedMessage.Of(
            Topics.ErpRuns, "ErpRun", "A run was cut", Runs, @"^ledger\.erp\.run-cut\.v1$",
            ("run", "Two entries of the journal are in two documents.", ErpSamples.Cut)),
        PublishedMessage.Of(
            Topics.ErpAcknowledgements, "ErpAcknowledgement", "An outside adapter says what became of a document", Acknowledgements,
            @"^ledger\.erp\.acknowledgement\.v1$",
            ("posted", "It is posted under that number.", ErpSamples.Posted),
            ("rejected", "The ERP does not take it; a person sets right why.", ErpSamples.Rejected)) with { IsSent = false },
    ];
}
