using System.Text.Json.Serialization;
using Ledger.PaymentEvents;

namespace Ledger.Confirmation.Storage;

/// <summary>Facts as they lie in the table: the same JSON as on the wire.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PaymentEvent[]))]
public sealed partial class ReadJson : JsonSerializerContext;
