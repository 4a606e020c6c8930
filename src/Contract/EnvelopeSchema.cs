using System.Text.Json.Nodes;

namespace Ledger.Contract;

/// <summary>The CloudEvents attributes of every message: as AMQP headers, and as members of a bundled one.</summary>
static class EnvelopeSchema
{
    static readonly (string Name, string? Format, string Description)[] All =
    [
        ("id", "uuid", "Identity of the message; a repeat has the same. It is the AMQP message_id too."),
        ("source", "uri-reference", "Who says it."),
        ("type", null, "What the body is; ends in the major version."),
        ("subject", null, "What it is about."),
        ("time", "date-time", "When it happened (UTC)."),
    ];

    /// <summary>As AMQP headers.</summary>
    public static JsonObject Headers() => Of(
        "cloudEvents_",
        "AMQP headers, all text. The AMQP properties are message_id (the same as cloudEvents_id), content_type and delivery_mode 2.");

    /// <summary>As members.</summary>
    public static JsonObject Attributes()
    {
        var schema = Of("", "Attributes of a CloudEvent beside its `data`.");
        schema["properties"]!["datacontenttype"] = new JsonObject { ["const"] = "application/json", ["description"] = "What `data` is." };
        return schema;
    }

    static JsonObject Of(string prefix, string description)
    {
        var properties = new JsonObject
        {
            [$"{prefix}specversion"] = new JsonObject { ["const"] = "1.0", ["description"] = "Version of CloudEvents." },
        };
        foreach (var (name, format, says) in All)
        {
            properties[prefix + name] = Text(format, says);
        }

        var required = new JsonArray([.. properties.Select(member => (JsonNode)member.Key)]);
        properties["traceparent"] = Text(null, "W3C trace context; absent when nothing is traced. Pass it on.");
        properties["tracestate"] = Text(null, "W3C trace state; absent when there is none. Pass it on.");
        return new JsonObject
        {
            ["type"] = "object",
            ["description"] = description,
            ["required"] = required,
            ["properties"] = properties,
        };
    }

    static JsonObject Text(string? format, string description)
    {
        var schema = new JsonObject { ["type"] = "string" };
        if (format is not null)
        {
            schema["format"] = format;
        }

        schema["description"] = description;
        return schema;
    }
}
