using System.Text.Json.Nodes;
using Ledger.Accounting;
using Ledger.ErpExport.Delivery;
using Ledger.ErpExport.Documents;
using Ledger.ErpExport.Targets;
using Ledger.Inventory.Stock;
using Ledger.MessageBus.Messages;
using Ledger.PaymentEvents;

namespace Ledger.Contract;

/// <summary>THE list of what members keep to beyond their types: closed lists, forms, bounds, from the code where it has them.</summary>
static class MemberRules
{
    const string Sha256 = "^[0-9a-f]{64}$";
    const string Target = "^[a-z0-9-]{1,30}$";
    const string Name = "^[a-z0-9-]{1,64}$";

    static readonly Dictionary<(Type, string), Func<JsonObject>> ByMember = new()
    {
        [(typeof(JournalLine), nameof(JournalLine.Account))] = NotEmpty,
        [(typeof(PaymentEvent), nameof(PaymentEvent.Class))] = () => Words(EventClass.All),
        [(typeof(PaymentEvent), nameof(PaymentEvent.Variant))] = () => Words(
            [.. EventClass.All.SelectMany(EventVariant.KindsOf).OfType<string>(), null]),
        [(typeof(PaymentEvent), nameof(PaymentEvent.Subject))] = () => Words(
            [Subject.Payment, Subject.Payout, Subject.Fee, Subject.Transfer, Subject.Goods]),
        [(typeof(PaymentEvent), nameof(PaymentEvent.Provider))] = () => Form(Name),
        [(typeof(PaymentEvent), nameof(PaymentEvent.BodySha256))] = () => Form(Sha256),
        [(typeof(PaymentEvent), nameof(PaymentEvent.Completeness))] = () => Words([Completeness.Complete, Completeness.NeedsRead]),
        [(typeof(PaymentReport), nameof(PaymentReport.Provider))] = () => Form(Name),
        [(typeof(PaymentReport), nameof(PaymentReport.Events))] = () => AtLeast(1),
        [(typeof(RawDelivery), nameof(RawDelivery.Verdict))] = () => Words(["verified", "refused"]),
        [(typeof(RawDelivery), nameof(RawDelivery.Body))] = () => new JsonObject { ["contentEncoding"] = "base64" },
        [(typeof(RawDelivery), nameof(RawDelivery.BodySha256))] = () => Form(Sha256),
        [(typeof(RawDelivery), nameof(RawDelivery.SecretId))] = () => Form("^[0-9a-f]{8}$"),
        [(typeof(JournalEntryMessage), nameof(JournalEntryMessage.Class))] = () => Words(EventClass.All),
        [(typeof(JournalEntryMessage), nameof(JournalEntryMessage.Lines))] = () => AtLeast(2),
        [(typeof(StockChangeMessage), nameof(StockChangeMessage.Kind))] = () => Words(MovementKind.All),
        [(typeof(StockNoticeMessage), nameof(StockNoticeMessage.Fact))] = () => Words(["order-refused", "event-held", "exception-raised"]),
        [(typeof(ErpDocumentMessage), nameof(ErpDocumentMessage.Target))] = () => Form(Target),
        [(typeof(ErpDocumentMessage), nameof(ErpDocumentMessage.Reference))] = () => Form(MessageSchemas.ReferencePattern),
        [(typeof(ErpDocumentMessage), nameof(ErpDocumentMessage.From))] = () => Words([.. DocumentStates.All]),
        [(typeof(ErpDocumentMessage), nameof(ErpDocumentMessage.To))] = () => Words([.. DocumentStates.All]),
        [(typeof(ErpDocumentMessage), nameof(ErpDocumentMessage.PayloadHash))] = () => Form(Sha256),
        [(typeof(PostingDocument), nameof(PostingDocument.Memo))] = () => AtMost(250),
        [(typeof(PostingDocument), nameof(PostingDocument.Lines))] = () => AtLeast(2),
        [(typeof(DocumentLine), nameof(DocumentLine.Memo))] = () => AtMost(250),
        [(typeof(ErpRunMessage), nameof(ErpRunMessage.Target))] = () => Form(Target),
        [(typeof(ErpRunMessage), nameof(ErpRunMessage.Mode))] = () => Words([.. Enum.GetValues<ExportMode>().Select(mode => mode.Word())]),
        [(typeof(ErpAcknowledgementMessage), nameof(ErpAcknowledgementMessage.Target))] = () => Form(Target),
        [(typeof(ErpAcknowledgementMessage), nameof(ErpAcknowledgementMessage.Reference))] = () => Form(MessageSchemas.ReferencePattern),
        [(typeof(ErpAcknowledgementMessage), nameof(ErpAcknowledgementMessage.PayloadHash))] = () => Form(Sha256),
        [(typeof(ErpAcknowledgementMessage), nameof(ErpAcknowledgementMessage.Status))] = () => Words([.. AcknowledgementForm.Statuses]),
        [(typeof(ErpAcknowledgementMessage), nameof(ErpAcknowledgementMessage.DocumentNumber))] = () => Text(AcknowledgementForm.NumberMax),
        [(typeof(ErpAcknowledgementMessage), nameof(ErpAcknowledgementMessage.ErpId))] = () => Text(AcknowledgementForm.ErpIdMax),
        [(typeof(ErpAcknowledgementMessage), nameof(ErpAcknowledgementMessage.Message))] = () => AtMost(AcknowledgementForm.MessageMax),
        [(typeof(ErpAcknowledgementMessage), nameof(ErpAcknowledgementMessage.Actor))] = () => Text(AcknowledgementForm.ActorMax),
    };

    /// <summary>Keywords for a member; empty when nothing more is to be said than its type.</summary>
    public static JsonObject Of(Type type, string member) => ByMember.TryGetValue((type, member), out var rule) ? rule() : [];

    static JsonObject Words(IReadOnlyList<string?> words) => new() { ["enum"] = new JsonArray([.. words.Select(word => (JsonNode?)word)]) };

    static JsonObject Form(string pattern) => new() { ["pattern"] = pattern };

    static JsonObject AtLeast(int items) => new() { ["minItems"] = items };

    static JsonObject AtMost(int characters) => new() { ["maxLength"] = characters };

    static JsonObject NotEmpty() => new() { ["minLength"] = 1 };

    static JsonObject Text(int most) => new() { ["minLength"] = 1, ["maxLength"] = most };
}
