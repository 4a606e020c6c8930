using System.Diagnostics;
using Ledger.MessageBus.Publishing;
using RabbitMQ.Client;

namespace Ledger.MessageBus.Monitoring;

/// <summary>Spans of the bus, and the W3C trace context that joins both ends of a queue to one trace.</summary>
public static class BusActivities
{
    /// <summary>
    /// Name of the activity source. Of MassTransit's and the client's own sources nothing is needed; they would start
    /// traces of their own.
    /// </summary>
    public const string SourceName = "Ledger.MessageBus";

    static readonly ActivitySource Source = new(SourceName);

    /// <summary>
    /// Starts the span of a publish and writes the trace context into the message, unless it carries one.
    /// </summary>
    internal static Activity? StartPublish(OutgoingMessage message)
    {
        var headers = message.Properties.Headers ??= new Dictionary<string, object?>(StringComparer.Ordinal);
        var activity = Source.StartActivity("publish", ActivityKind.Producer);
        if (activity is not null)
        {
            activity.DisplayName = $"publish {(message.Exchange.Length > 0 ? message.Exchange : message.RoutingKey)}";
            activity.SetTag("messaging.system", "rabbitmq");
            activity.SetTag("messaging.operation.type", "send");
            activity.SetTag("messaging.destination.name", message.Exchange);
            activity.SetTag("messaging.rabbitmq.destination.routing_key", message.RoutingKey);
            activity.SetTag("messaging.message.id", message.Properties.MessageId);
        }

        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } id } current
            && headers.TryAdd(CloudEventHeaders.TraceParent, id) && current.TraceStateString is { Length: > 0 } state)
        {
            headers[CloudEventHeaders.TraceState] = state;
        }

        return activity;
    }

    /// <summary>
    /// Starts the span of a consumed message, child of the publisher's. When nobody listens a plain activity is
    /// started instead, so that the trace id reaches what the consumer writes in any case.
    /// </summary>
    internal static Activity? StartConsume(string queue, IReadOnlyBasicProperties properties) => StartConsume(
        queue, properties.MessageId, CloudEventHeaders.Text(properties.Headers, CloudEventHeaders.TraceParent),
        CloudEventHeaders.Text(properties.Headers, CloudEventHeaders.TraceState));

    /// <summary>The same for a message that came in a bundle.</summary>
    internal static Activity? StartConsume(string queue, string? messageId, string? traceParent, string? traceState)
    {
        var known = ActivityContext.TryParse(traceParent, traceState, isRemote: true, out var parent);
        // Without a parent of its own a message is the root of its trace, whatever the client's thread is doing.
        Activity.Current = null;
        var activity = Source.StartActivity($"consume {queue}", ActivityKind.Consumer, parent);
        if (activity is null && known)
        {
            activity = new Activity($"consume {queue}") { TraceStateString = traceState };
            activity.SetParentId(parent.TraceId, parent.SpanId, parent.TraceFlags).Start();
            return activity; // Nobody looks at it.
        }

        activity?.SetTag("messaging.system", "rabbitmq");
        activity?.SetTag("messaging.operation.type", "process");
        activity?.SetTag("messaging.destination.name", queue);
        activity?.SetTag("messaging.message.id", messageId);
        return activity;
    }
}
