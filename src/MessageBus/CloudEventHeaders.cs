using System.Text;

namespace Ledger.MessageBus;

/// <summary>CloudEvents attributes as AMQP headers, in binary mode (CloudEvents AMQP binding 1.0.2).</summary>
public static class CloudEventHeaders
{
    /// <summary>Name of the header with the message's type.</summary>
    public const string Type = "cloudEvents_type";

    /// <summary>Name of the header with the message's id.</summary>
    public const string Id = "cloudEvents_id";

    /// <summary>Name of the header with what the message is about.</summary>
    public const string Subject = "cloudEvents_subject";

    /// <summary>Name of the header with the W3C trace context.</summary>
    public const string TraceParent = "traceparent";

    /// <summary>Name of the header with what the tracer wants passed on.</summary>
    public const string TraceState = "tracestate";

    /// <summary>All headers of an envelope.</summary>
    public static Dictionary<string, object?> Of(CloudEvent envelope) => new(capacity: 8, StringComparer.Ordinal)
    {
        ["cloudEvents_specversion"] = "1.0",
        [Id] = envelope.Id.ToString(),
        ["cloudEvents_source"] = envelope.Source,
        [Type] = envelope.Type,
        [Subject] = envelope.Subject,
        ["cloudEvents_time"] = envelope.Time.UtcDateTime.ToString("O"),
    };

    /// <summary>
    /// A header as text, or null when it is absent; AMQP brings text as bytes. For CloudEvents attributes the other
    /// legal spelling (<c>cloudEvents:type</c>) is read too.
    /// </summary>
    public static string? Text(IDictionary<string, object?>? headers, string name)
    {
        object? value = null;
        if (headers is null || !headers.TryGetValue(name, out value))
        {
            headers?.TryGetValue(name.Replace("cloudEvents_", "cloudEvents:", StringComparison.Ordinal), out value);
        }

        return value switch
        {
            byte[] bytes => Encoding.UTF8.GetString(bytes),
            null => null,
            _ => value.ToString(),
        };
    }
}
