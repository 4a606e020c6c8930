using System.Text;
using System.Text.Json;
using Ledger.MessageBus;
using Ledger.MessageBus.Bundling;
using RabbitMQ.Client;

namespace Ledger.Acceptance.Tests.Gateway;

/// <summary>Looks into queues of the test's virtual host.</summary>
sealed class BrokerTap(IConnection connection, IChannel channel) : IAsyncDisposable
{
    public static async Task<BrokerTap> OpenAsync(Uri broker)
    {
        var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync();
        return new BrokerTap(connection, await connection.CreateChannelAsync());
    }

    /// <summary>Takes all messages that lie in a queue; what was confirmed before is there.</summary>
    public async Task<List<Message>> TakeAllAsync(string queue)
    {
        var messages = new List<Message>();
        while (await channel.BasicGetAsync(queue, autoAck: true) is { } message)
        {
            messages.AddRange(message.BasicProperties.ContentType == Bundle.ContentType
                ? Bundle.Read(message.Body).Messages.Select(one => Of(message.RoutingKey, one))
                : [Of(message)]);
        }

        return messages;
    }

    static Message Of(BasicGetResult message) => new(
        message.RoutingKey,
        (message.BasicProperties.Headers ?? new Dictionary<string, object?>()).ToDictionary(
            h => h.Key,
            h => h.Value is byte[] text ? Encoding.UTF8.GetString(text) : h.Value?.ToString() ?? ""),
        Encoding.UTF8.GetString(message.Body.Span));

    /// <summary>One of a bundle, with its attributes under the names of the headers that it has by itself.</summary>
    static Message Of(string routingKey, BundledMessage message)
    {
        using var json = JsonDocument.Parse(message.Json);
        return new Message(
            routingKey,
            json.RootElement.EnumerateObject().Where(member => member.Name is not (BundledMessage.Data or "datacontenttype")).ToDictionary(
                member => member.Name is "traceparent" or "tracestate" ? member.Name : $"cloudEvents_{member.Name}",
                member => member.Value.GetString()!),
            Encoding.UTF8.GetString(message.Body.Span));
    }

    /// <summary>Lets a queue no longer get what it is bound to, as if somebody had unbound it by mistake.</summary>
    public Task UnbindAsync(ConsumerQueue queue) =>
        channel.QueueUnbindAsync(queue.Name, queue.Exchange, queue.RoutingKey);

    /// <summary>Binds it again.</summary>
    public Task BindAsync(ConsumerQueue queue) => channel.QueueBindAsync(queue.Name, queue.Exchange, queue.RoutingKey);

    public async ValueTask DisposeAsync()
    {
        await channel.DisposeAsync();
        await connection.DisposeAsync();
    }

    /// <summary>One message as it lay in the queue.</summary>
    public sealed record Message(string RoutingKey, Dictionary<string, string> Headers, string Text)
    {
        public JsonElement Json { get; } = JsonDocument.Parse(Text).RootElement;

        public string? Field(string name) =>
            Json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.ToString() : null;

        public string Body => Encoding.UTF8.GetString(Json.GetProperty("body").GetBytesFromBase64());
    }
}
