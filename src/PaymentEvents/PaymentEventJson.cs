using System.Text.Json.Serialization;

namespace Ledger.PaymentEvents;

/// <summary>Source-generated JSON for the wire: camelCase, nulls left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PaymentEvent))]
public sealed partial class PaymentEventJson : JsonSerializerContext;
