using System.Text.Json.Serialization;

namespace Ledger.MessageBus.Messages;

/// <summary>Source-generated JSON of the bus's own messages: camelCase, nulls left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RawDelivery))]
[JsonSerializable(typeof(PaymentReport))]
[JsonSerializable(typeof(JournalEntryMessage))]
[JsonSerializable(typeof(StockChangeMessage))]
[JsonSerializable(typeof(StockNoticeMessage))]
[JsonSerializable(typeof(ErpDocumentMessage))]
[JsonSerializable(typeof(ErpRunMessage))]
[JsonSerializable(typeof(ErpAcknowledgementMessage))]
public sealed partial class MessageJson : JsonSerializerContext;
