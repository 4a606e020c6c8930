using System.Text;
using System.Text.Json.Nodes;
using Ledger.Accounting;
using Ledger.Contract;
using Ledger.Contract.Samples;
using Ledger.ErpExport.Delivery;
using Ledger.ErpExport.Documents;
using Ledger.MessageBus;
using Ledger.MessageBus.Bundling;
using Ledger.MessageBus.Messages;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Fast.Tests.Contract;

/// <summary>docs/asyncapi.yaml and docs/schemas are what the code gives, and what they show is what is sent (R-EV-18).</summary>
public sealed class The_published_contract
{
    static readonly string Docs = Path.Combine(Repository.Root, "docs");
    static readonly ContractFiles Files = new();

    public static TheoryData<string> Names { get; } = [.. PublishedMessages.All.Select(message => message.Name)];

    [Fact]
    public void Is_in_the_files_as_the_code_gives_it()
    {
        var differences = Files.Differences(Docs);
        Assert.True(differences.Count == 0, $"Run 'ledger contract' and look at the difference:\n{string.Join('\n', differences)}");
    }

    [Fact]
    public void Breaks_no_reader_of_the_released_schemas()
    {
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(Docs, "schemas", "frozen", "v1")));
        var breaks = FrozenSchemas.Breaks(Docs);
        Assert.True(breaks.Count == 0, $"A change like this needs a new major version:\n{string.Join('\n', breaks)}");
    }

    [Fact]
    public void Has_every_topic_once() => Assert.Equal(
        Topics.All.Select(topic => (topic.Exchange, topic.MessageType)).Order(Comparer<(string, Type)>.Create(InOrder)),
        PublishedMessages.All.Select(message => (message.Exchange, message.Type.Type)).Order(Comparer<(string, Type)>.Create(InOrder)));

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_samples_are_valid_by_their_schema_and_a_harmed_one_is_not(string name)
    {
        var message = Message(name);
        var validation = new Validation(Files.All[$"schemas/{message.FileName}"]);
        Assert.NotEmpty(message.Samples);
        foreach (var sample in message.Samples)
        {
            Assert.Empty(validation.Faults(sample.Payload));
            var schema = JsonNode.Parse(Files.All[$"schemas/{message.FileName}"])!;
            foreach (var required in schema["required"]!.AsArray().Select(member => member!.GetValue<string>()))
            {
                var harmed = sample.Payload.DeepClone().AsObject();
                harmed.Remove(required);
                Assert.NotEmpty(validation.Faults(harmed));
                harmed[required] = sample.Payload[required] is JsonObject ? 7 : new JsonObject();
                Assert.NotEmpty(validation.Faults(harmed));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_samples_have_headers_and_address_as_the_document_says(string name)
    {
        var message = Message(name);
        var headers = AsyncApiPage.Root["components"]!["schemas"]!["Headers"]!;
        var channel = AsyncApiPage.Root["channels"]![message.Channel.Name]!;
        foreach (var sample in message.Samples)
        {
            var given = new JsonObject(sample.Headers.Select(header => KeyValuePair.Create(header.Key, (JsonNode?)header.Value)));
            Assert.Empty(new Validation(headers.ToJsonString()).Faults(given));
            Assert.Matches(message.TypePattern, sample.Headers[CloudEventHeaders.Type]);
            Assert.Equal(sample.RoutingKey, channel["parameters"]!.AsObject().Aggregate(
                channel["address"]!.GetValue<string>(), (address, parameter) => address.Replace(
                    $"{{{parameter.Key}}}", sample.Payload[parameter.Key]!.GetValue<string>(), StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void Its_bundle_is_one_that_consumers_take_apart()
    {
        var bundle = AsyncApiPage.Root["components"]!["messages"]!["StockChangeBundle"]!["examples"]![0]!["payload"]!;
        var one = Assert.Single(Bundle.Read(Encoding.UTF8.GetBytes(bundle.ToJsonString())).Messages);
        var sample = Message("StockChange").Samples[0];
        Assert.Equal((sample.Headers[CloudEventHeaders.Id], sample.Headers[CloudEventHeaders.Type]), (one.Id, one.Type));
        Assert.True(JsonNode.DeepEquals(sample.Payload, JsonNode.Parse(one.Body.Span)));
    }

    [Fact]
    public void Its_types_are_those_that_consumers_read()
    {
        Assert.All(Message("PaymentEvent").Samples, sample => Assert.True(Topics.Payments.Reads(sample.Headers[CloudEventHeaders.Type])));
        Assert.All(Message("PaymentReport").Samples, sample => Assert.True(Topics.Reports.Reads(sample.Headers[CloudEventHeaders.Type])));
        Assert.All(Message("RawDelivery").Samples, sample => Assert.True(Topics.Deliveries.Reads(sample.Headers[CloudEventHeaders.Type])));
        Assert.All(Message("JournalEntry").Samples, sample => Assert.True(Topics.Journal.Reads(sample.Headers[CloudEventHeaders.Type])));
        Assert.All(Message("ErpAcknowledgement").Samples, sample => Assert.True(Topics.ErpAcknowledgements.Reads(sample.Headers[CloudEventHeaders.Type])));
    }

    [Fact]
    public void Its_document_has_the_schemas_of_the_files()
    {
        foreach (var message in PublishedMessages.All)
        {
            var whole = JsonNode.Parse(Files.All[$"schemas/{message.FileName}"])!.AsObject();
            var bare = new JsonObject(whole.Where(member => member.Key is not ("$schema" or "$id" or "title" or "$defs"))
                .Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));
            var expected = JsonNode.Parse(bare.ToJsonString().Replace("#/$defs/", "#/components/schemas/", StringComparison.Ordinal));
            Assert.True(JsonNode.DeepEquals(expected, AsyncApiPage.Root["components"]!["schemas"]![message.Name]), message.Name);
        }
    }

    [Fact]
    public void Its_references_all_lead_somewhere()
    {
        var references = References(AsyncApiPage.Root).Distinct().ToList();
        Assert.InRange(references.Count, 20, 200);
        Assert.All(references, reference => Assert.NotNull(
            reference[2..].Split('/').Aggregate((JsonNode?)AsyncApiPage.Root, (node, step) => node?[step])));
    }

    [Fact]
    public void Its_document_is_one_that_the_export_could_have_made_and_its_hash_is_that_of_its_bytes()
    {
        var payload = Message("ErpDocument").Samples[0].Payload;
        var bytes = payload["document"]!.ToJsonString();
        var document = PostingDocument.Parse(Encoding.UTF8.GetBytes(bytes));
        Assert.Equal(bytes, Encoding.UTF8.GetString(document.ToUtf8()));
        Assert.Equal(payload["payloadHash"]!.GetValue<string>(), document.Hash());
        Assert.Equal(ErpSamples.Document.Hash(), document.Hash());
        Assert.All(document.Totals, total => Assert.Equal(total.Debit, total.Credit));
    }

    [Fact]
    public void Its_bounds_of_an_acknowledgement_are_those_that_are_checked()
    {
        var schema = JsonNode.Parse(Files.All["schemas/erp-acknowledgement.schema.json"])!["properties"]!;
        var said = System.Text.Json.JsonSerializer.Deserialize(
            Message("ErpAcknowledgement").Samples[0].Payload, MessageJson.Default.ErpAcknowledgementMessage)!;
        Assert.Null(AcknowledgementForm.Fault(said));
        foreach (var (name, with) in new Dictionary<string, Func<string, ErpAcknowledgementMessage>>(StringComparer.Ordinal)
        {
            ["documentNumber"] = text => said with { DocumentNumber = text },
            ["erpId"] = text => said with { ErpId = text },
            ["message"] = text => said with { Message = text },
            ["actor"] = text => said with { Actor = text },
        })
        {
            var most = schema[name]!["maxLength"]!.GetValue<int>();
            Assert.Null(AcknowledgementForm.Fault(with(new string('x', most))));
            Assert.NotNull(AcknowledgementForm.Fault(with(new string('x', most + 1))));
            Assert.Equal(schema[name]!["minLength"] is not null, AcknowledgementForm.Fault(with("")) is not null);
        }

        var target = schema["target"]!["pattern"]!.GetValue<string>();
        foreach (var text in (string[])["other-books", "Other", "", new string('a', 30), new string('a', 31)])
        {
            Assert.Equal(
                System.Text.RegularExpressions.Regex.IsMatch(text, target, default, TimeSpan.FromSeconds(1)),
                AcknowledgementForm.Fault(said with { Target = text }) is null);
        }
    }

    [Fact]
    public void Every_currency_is_one_by_the_schema()
    {
        var schema = JsonNode.Parse(Files.All["schemas/journal-entry.schema.json"])!["$defs"]!["Currency"]!;
        Assert.All(Currency.All, currency => Assert.Empty(new Validation(schema.ToJsonString()).Faults(currency.Code)));
    }

    static PublishedMessage Message(string name) => PublishedMessages.All.Single(message => message.Name == name);

    static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(
            member => member is { Key: "$ref", Value: { } to } ? [to.GetValue<string>()] : References(member.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };

    static int InOrder((string Exchange, Type Type) left, (string Exchange, Type Type) right) =>
        string.CompareOrdinal($"{left.Exchange} {left.Type.Name}", $"{right.Exchange} {right.Type.Name}");
}
