using System.Text.Json.Nodes;
using Ledger.MessageBus.Bundling;

namespace Ledger.Contract;

/// <summary>The AsyncAPI 3 document: channels, operations and messages, with the same schemas as in the files.</summary>
static class AsyncApiDocument
{
    const string Schemas = "#/components/schemas/";

    /// <summary>Makes it.</summary>
    public static JsonObject Of(IReadOnlyList<PublishedMessage> messages, MessageSchemas schemas) => new()
    {
        ["asyncapi"] = "3.0.0",
        ["info"] = Info(),
        ["defaultContentType"] = "application/json",
        ["servers"] = new JsonObject
        {
            ["broker"] = new JsonObject
            {
                ["host"] = "broker.example:5672",
                ["protocol"] = "amqp",
                ["protocolVersion"] = "0-9-1",
                ["description"] = "Ledger's RabbitMQ. AMQP 1.0 and other brokers are in bridging.md.",
            },
        },
        ["channels"] = Object(messages.Select(message => (message.Channel.Name, (JsonNode?)Channel(message, schemas)))),
        ["operations"] = Object(messages.Select(message => (
            $"{(message.IsSent ? "publish" : "take")}{message.Name}", (JsonNode?)Operation(message)))),
        ["components"] = new JsonObject
        {
            ["messages"] = Object(messages.SelectMany(message => message.IsBundled
                ? [(message.Name, Message(message)), ($"{message.Name}Bundle", Bundled(message))]
                : new (string, JsonNode?)[] { (message.Name, Message(message)) })),
            ["schemas"] = Components(schemas),
        },
    };

    static JsonObject Info() => new()
    {
        ["title"] = "Ledger's messages",
        ["version"] = "1.0.0",
        ["description"] =
            "What Ledger publishes on its broker, and what it reads from adapters of others. How to subscribe is in subscribers.md, how to "
            + "post documents for it in adapters.md. Bodies are JSON, camelCase, UTF-8; what is null is left out. Attributes are those of "
            + "CloudEvents 1.0 in binary mode: AMQP headers `cloudEvents_*`. Each message may come more than once; of one identity it is "
            + "always the same. New optional members and new words of a list may come within a major version, which the end of "
            + "`cloudEvents_type` says: ignore what you do not know.",
        ["license"] = new JsonObject { ["name"] = "MIT" },
    };

    static JsonObject Channel(PublishedMessage message, MessageSchemas schemas)
    {
        var names = message.IsBundled ? [message.Name, $"{message.Name}Bundle"] : new[] { message.Name };
        var channel = new JsonObject
        {
            ["address"] = message.Channel.Address,
            ["title"] = message.Title,
            ["description"] = message.Channel.Description,
            ["parameters"] = Object(Parameters(message).Select(name => (name, (JsonNode?)Parameter(message, name, schemas)))),
            ["messages"] = Object(names.Select(name => (name, (JsonNode?)Reference($"#/components/messages/{name}")))),
            ["bindings"] = Amqp(new JsonObject
            {
                ["is"] = "routingKey",
                ["exchange"] = new JsonObject
                {
                    ["name"] = message.Exchange,
                    ["type"] = "topic",
                    ["durable"] = true,
                    ["autoDelete"] = false,
                    ["vhost"] = "/",
                },
            }),
        };
        if (message.IsInternal)
        {
            channel["tags"] = new JsonArray(new JsonObject { ["name"] = "internal" });
        }

        return channel;
    }

    static IEnumerable<string> Parameters(PublishedMessage message) =>
        message.Channel.Address.Split('{').Skip(1).Select(part => part[..part.IndexOf('}', StringComparison.Ordinal)]);

    // What stands in the address is a member of the body.
    static JsonObject Parameter(PublishedMessage message, string name, MessageSchemas schemas)
    {
        var member = schemas.Messages[message.Name]["properties"]![name]!;
        var parameter = new JsonObject { ["description"] = member["description"]!.DeepClone() };
        if (member["enum"] is { } words)
        {
            parameter["enum"] = words.DeepClone();
        }

        parameter["examples"] = new JsonArray(
            [.. message.Samples.Select(sample => sample.Payload[name]!.GetValue<string>()).Distinct().Select(text => (JsonNode)text)]);
        parameter["location"] = $"$message.payload#/{name}";
        return parameter;
    }

    static JsonObject Operation(PublishedMessage message) => new()
    {
        ["action"] = message.IsSent ? "send" : "receive",
        ["channel"] = Reference($"#/channels/{message.Channel.Name}"),
        ["summary"] = $"{message.Title}.",
        ["bindings"] = Amqp(new JsonObject { ["deliveryMode"] = 2, ["mandatory"] = message.Mandatory }),
    };

    static JsonObject Message(PublishedMessage message) => new()
    {
        ["name"] = message.Name,
        ["title"] = message.Title,
        ["contentType"] = "application/json",
        ["headers"] = new JsonObject
        {
            ["allOf"] = new JsonArray(
                Reference($"{Schemas}Headers"),
                new JsonObject
                {
                    ["type"] = "object",
                    ["properties"] = new JsonObject { ["cloudEvents_type"] = new JsonObject { ["pattern"] = message.TypePattern } },
                }),
        },
        ["payload"] = Reference(Schemas + message.Name),
        ["bindings"] = Amqp(new JsonObject { ["messageType"] = message.Samples[0].Headers["cloudEvents_type"] }),
        ["examples"] = new JsonArray([.. message.Samples.Select(Example)]),
    };

    static JsonObject Example(Sample sample) => new()
    {
        ["name"] = sample.Name,
        ["summary"] = $"{sample.Summary} Routing key {sample.RoutingKey}.",
        ["headers"] = Object(sample.Headers.Select(header => (header.Key, (JsonNode?)header.Value))),
        ["payload"] = sample.Payload.DeepClone(),
    };

    static JsonObject Bundled(PublishedMessage message) => new()
    {
        ["name"] = $"{message.Name}Bundle",
        ["title"] = $"Several of {message.Name} of one routing key",
        ["contentType"] = Bundle.ContentType,
        ["payload"] = new JsonObject
        {
            ["type"] = "array",
            ["description"] = "CloudEvents in JSON batch format: the attributes stand beside `data`, and the message itself has no "
                + "CloudEvents headers.",
            ["items"] = new JsonObject
            {
                ["allOf"] = new JsonArray(
                    Reference($"{Schemas}Attributes"),
                    new JsonObject
                    {
                        ["type"] = "object",
                        ["required"] = new JsonArray("data"),
                        ["properties"] = new JsonObject { ["data"] = Reference(Schemas + message.Name) },
                    }),
            },
        },
        ["examples"] = new JsonArray(BundleExample(message)),
    };

    static JsonObject BundleExample(PublishedMessage message)
    {
        var sample = message.Samples[0];
        var one = Object(sample.Headers.Select(header => (header.Key["cloudEvents_".Length..], (JsonNode?)header.Value)));
        one["datacontenttype"] = "application/json";
        one[BundledMessage.Data] = sample.Payload.DeepClone();
        return new JsonObject
        {
            ["name"] = "bundle",
            ["summary"] = $"A bundle of one. Routing key {sample.RoutingKey}.",
            ["payload"] = new JsonArray(one),
        };
    }

    static JsonObject Components(MessageSchemas schemas)
    {
        var components = new JsonObject { ["Headers"] = EnvelopeSchema.Headers(), ["Attributes"] = EnvelopeSchema.Attributes() };
        foreach (var (name, schema) in schemas.Messages.Concat(schemas.Parts))
        {
            components[name] = Renamed(schema);
        }

        return components;
    }

    // The same references from the place of an AsyncAPI document.
    static JsonNode? Renamed(JsonNode? node) => node switch
    {
        JsonObject members => Object(members.Select(member => (member.Key, member is { Key: "$ref", Value: { } reference }
            ? reference.GetValue<string>().Replace("#/$defs/", Schemas, StringComparison.Ordinal)
            : Renamed(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Renamed)]),
        _ => node?.DeepClone(),
    };

    static JsonObject Amqp(JsonObject binding)
    {
        binding["bindingVersion"] = "0.3.0";
        return new JsonObject { ["amqp"] = binding };
    }

    static JsonObject Reference(string to) => new() { ["$ref"] = to };

    static JsonObject Object(IEnumerable<(string Name, JsonNode? Value)> members) =>
        new(members.Select(member => KeyValuePair.Create(member.Name, member.Value)));
}
