using System.Text.Json;
using System.Text.Json.Serialization;
using Ledger.PaymentEvents;

namespace Ledger.JournalPosting.Events;

/// <summary>Writes a canonical event inside a body exactly as it is on the wire.</summary>
public sealed class CanonicalEventJson : JsonConverter<PaymentEvent>
{
    /// <inheritdoc/>
    public override PaymentEvent? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize(ref reader, PaymentEventJson.Default.PaymentEvent);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, PaymentEvent value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, PaymentEventJson.Default.PaymentEvent);
}
