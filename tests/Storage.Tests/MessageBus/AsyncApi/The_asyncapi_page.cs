using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Ledger.Accounting;
using Ledger.ErpExport.Delivery;
using Ledger.ErpExport.Documents;
using Ledger.ErpExport.Targets;
using Ledger.MessageBus;
using Ledger.MessageBus.Messages;
using Ledger.PaymentEvents;
using Xunit;

namespace Ledger.Storage.Tests.MessageBus.AsyncApi;

/// <summary>docs/asyncapi.yaml says what the code does: shapes, words, routing keys, headers; its examples are whole messages.</summary>
public sealed class The_asyncapi_page
{
    static readonly JsonSchemaExporterOptions Exporting = new() { TreatNullObliviousAsNonNullable = true };

    /// <summary>Each type on the page, and whether Ledger sends it.</summary>
    static readonly Dictionary<string, (JsonTypeInfo Type, bool IsSent)> Shapes = new(StringComparer.Ordinal)
    {
        ["JournalEntry"] = (MessageJson.Default.JournalEntryMessage, true),
        ["ErpDocument"] = (MessageJson.Default.ErpDocumentMessage, true),
        ["Document"] = (DocumentJson.Default.PostingDocument, true),
        ["ErpRun"] = (MessageJson.Default.ErpRunMessage, true),
        ["ErpAcknowledgement"] = (MessageJson.Default.ErpAcknowledgementMessage, false),
    };

    public static TheoryData<string> Names { get; } = [.. Shapes.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_member_has_the_type_of_the_code_and_a_description(string name)
    {
        var (type, isSent) = Shapes[name];
        Same(type.GetJsonSchemaAsNode(Exporting), AsyncApiPage.At("components", "schemas", name), isSent, name);
    }

    [Fact]
    public void Its_lists_of_words_are_those_of_the_code()
    {
        Assert.Equal(EventClass.All.Order(StringComparer.Ordinal), Words("JournalEntry", "class").Order(StringComparer.Ordinal));
        Assert.Equal(DocumentStates.All, Words("ErpDocument", "from"));
        Assert.Equal(DocumentStates.All, Words("ErpDocument", "to"));
        Assert.Equal(Acknowledgements.Statuses, Words("ErpAcknowledgement", "status"));
        Assert.Equal(Enum.GetValues<ExportMode>().Select(mode => mode.Word()), Words("ErpRun", "mode"));
        Assert.Equal(Enum.GetNames<Side>(), Words("JournalLine", "side"));
    }

    [Fact]
    public void Its_examples_are_whole_messages_with_the_routing_key_and_headers_that_the_code_gives_them()
    {
        Examples("journalEntries", "JournalEntry", Topics.Journal, mandatory: false);
        Examples("erpDocuments", "ErpDocument", Topics.ErpDocuments, mandatory: false);
        Examples("erpRuns", "ErpRun", Topics.ErpRuns, mandatory: false);
        Examples("erpAcknowledgements", "ErpAcknowledgement", Topics.ErpAcknowledgements, mandatory: true);
    }

    [Fact]
    public void Its_document_is_one_that_the_export_could_have_made_and_its_hash_is_that_of_its_bytes()
    {
        var handedOver = Payloads<ErpDocumentMessage>("ErpDocument", Topics.ErpDocuments)[0];
        var bytes = handedOver.Document!.Value.GetRawText();
        var document = PostingDocument.Parse(System.Text.Encoding.UTF8.GetBytes(bytes));
        Assert.Equal(bytes, System.Text.Encoding.UTF8.GetString(document.ToUtf8()));
        Assert.Equal(handedOver.PayloadHash, document.Hash());
        Assert.All(document.Totals, total => Assert.Equal(total.Debit, total.Credit));
        Assert.All(
            Payloads<ErpAcknowledgementMessage>("ErpAcknowledgement", Topics.ErpAcknowledgements),
            said => Assert.True(AcknowledgementForm.Fault(said) is null && said.PayloadHash == document.Hash()));
    }

    [Fact]
    public void Its_bounds_of_an_acknowledgement_are_those_that_are_checked()
    {
        var said = Payloads<ErpAcknowledgementMessage>("ErpAcknowledgement", Topics.ErpAcknowledgements)[0];
        var members = AsyncApiPage.At("components", "schemas", "ErpAcknowledgement", "properties");
        foreach (var (name, with) in new Dictionary<string, Func<string, ErpAcknowledgementMessage>>(StringComparer.Ordinal)
        {
            ["documentNumber"] = text => said with { DocumentNumber = text },
            ["erpId"] = text => said with { ErpId = text },
            ["message"] = text => said with { Message = text },
            ["actor"] = text => said with { Actor = text },
        })
        {
            var most = (int)members[name]!["maxLength"]!.GetValue<long>();
            Assert.Null(AcknowledgementForm.Fault(with(new string('x', most))));
            Assert.NotNull(AcknowledgementForm.Fault(with(new string('x', most + 1))));
            Assert.Equal(members[name]!["minLength"] is not null, AcknowledgementForm.Fault(with("")) is not null);
        }
    }

    static IReadOnlyList<string> Words(string schema, string member) =>
    [
        .. AsyncApiPage.Follow(AsyncApiPage.At("components", "schemas", schema, "properties", member))["enum"]!.AsArray()
            .Select(word => word!.GetValue<string>()),
    ];

    static void Examples<T>(string channel, string name, Topic<T> topic, bool mandatory)
    {
        Assert.Equal((topic.Exchange, "topic"), Exchange(channel));
        Assert.Equal(topic.Mandatory, mandatory);
        Assert.Equal(mandatory, Operation(channel)["bindings"]!["amqp"]!["mandatory"]!.GetValue<bool>());
        var schema = AsyncApiPage.At("components", "messages", name, "payload");
        var headers = AsyncApiPage.At("components", "messages", name, "headers");
        var examples = AsyncApiPage.At("components", "messages", name, "examples").AsArray();
        foreach (var (example, message) in examples.Zip(Payloads<T>(name, topic)))
        {
            var payload = example!["payload"]!;
            Assert.Empty(AsyncApiPage.Faults(schema, payload, name));
            Assert.Empty(AsyncApiPage.Faults(headers, example["headers"], $"{name} headers"));
            var again = JsonSerializer.SerializeToNode(message, topic.Json);
            Assert.True(JsonNode.DeepEquals(payload, again), $"{payload.ToJsonString()} is written as {again!.ToJsonString()}.");
            var key = topic.RoutingKey(message);
            Assert.EndsWith($"Routing key {key}.", example["summary"]!.GetValue<string>(), StringComparison.Ordinal);
            Assert.Equal(key, Address(channel, payload));
            var envelope = topic.Envelope(message);
            Assert.True(topic.Reads(envelope.Type));
            Assert.Equal(
                CloudEventHeaders.Of(envelope).ToDictionary(header => header.Key, header => (string)header.Value!, StringComparer.Ordinal),
                example["headers"]!.AsObject().ToDictionary(header => header.Key, header => header.Value!.GetValue<string>(), StringComparer.Ordinal));
            Assert.Equal(envelope.Type, AsyncApiPage.At("components", "messages", name, "bindings", "amqp", "messageType").GetValue<string>());
        }
    }

    static IReadOnlyList<T> Payloads<T>(string name, Topic<T> topic) =>
    [
        .. AsyncApiPage.At("components", "messages", name, "examples").AsArray()
            .Select(example => JsonSerializer.Deserialize(example!["payload"]!.ToJsonString(), topic.Json)!),
    ];

    static (string, string) Exchange(string channel)
    {
        var exchange = AsyncApiPage.At("channels", channel, "bindings", "amqp", "exchange");
        return (exchange["name"]!.GetValue<string>(), exchange["type"]!.GetValue<string>());
    }

    static JsonNode Operation(string channel) => AsyncApiPage.At("operations").AsObject()
        .Single(operation => operation.Value!["channel"]!["$ref"]!.GetValue<string>() == $"#/channels/{channel}").Value!;

    // The address of a channel with its parameters filled from a message.
    static string Address(string channel, JsonNode payload) => AsyncApiPage.At("channels", channel, "parameters").AsObject().Aggregate(
        AsyncApiPage.At("channels", channel, "address").GetValue<string>(),
        (address, parameter) => address.Replace(
            $"{{{parameter.Key}}}", payload[parameter.Key]!.GetValue<string>(), StringComparison.Ordinal));

    static void Same(JsonNode code, JsonNode page, bool isSent, string path)
    {
        if (code is JsonValue)
        {
            return; // A converter of our own, which the examples go through.
        }

        var followed = AsyncApiPage.Follow(page);
        Assert.True((page["description"] ?? followed["description"]) is not null || code["properties"] is not null, $"{path} has no description.");
        Assert.True(AsyncApiPage.MayBeNull(code) == AsyncApiPage.MayBeNull(page), $"{path}: null or not?");
        if (code["enum"] is JsonArray words)
        {
            Assert.True(JsonNode.DeepEquals(words, followed["enum"]), $"{path}: {words.ToJsonString()}");
            return;
        }

        var types = AsyncApiPage.Types(code).Except(["null"], StringComparer.Ordinal).ToList();
        var described = AsyncApiPage.Types(followed).Except(["null"], StringComparer.Ordinal).ToList();
        Assert.True(types.SequenceEqual(described, StringComparer.Ordinal) || (followed["enum"] is not null && types is ["string"]), $"{path} is {string.Join(", ", types)}.");
        var format = followed["format"]?.GetValue<string>() is "int64" ? null : followed["format"]?.GetValue<string>();
        Assert.True(code["format"]?.GetValue<string>() == format, $"{path} has the format {code["format"]}.");
        if (code["items"] is { } items)
        {
            Same(items, followed["items"]!, isSent, $"{path}[]");
        }

        if (code["properties"] is JsonObject members)
        {
            Assert.Equal(members.Select(member => member.Key), followed["properties"]!.AsObject().Select(member => member.Key));
            Assert.Equal(Required(code, members, isSent), followed["required"]!.AsArray().Select(name => name!.GetValue<string>()));
            foreach (var (name, member) in members)
            {
                Same(member!, followed["properties"]![name]!, isSent, $"{path}.{name}");
            }
        }
    }

    // What Ledger sends has every member that is not null; what it reads must have those that the code requires.
    static IEnumerable<string> Required(JsonNode code, JsonObject members, bool isSent) => isSent
        ? members.Where(member => member.Value is not JsonValue ? !AsyncApiPage.MayBeNull(member.Value!) : member.Key != "document")
            .Select(member => member.Key)
        : code["required"]!.AsArray().Select(name => name!.GetValue<string>());
}
