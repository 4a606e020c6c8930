using System.Text.Json;
using System.Text.Json.Nodes;
using Ledger.ErpExport.Delivery;
using Ledger.MessageBus;
using Ledger.MessageBus.Messages;
using Ledger.PaymentEvents;
using Xunit;

namespace Ledger.Acceptance.Tests.Erp;

/// <summary>What docs/bridging.md says of AMQP 1.0 and of shovels, on the RabbitMQ that is installed here (R-ERP-29).</summary>
public sealed class When_documents_cross_a_bridge(TwoBrokers brokers) : IClassFixture<TwoBrokers>
{
    const string Structured = "application/cloudevents+json";

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_AMQP_1_0_client_receives_entries_and_documents_and_acknowledges_them()
    {
        await brokers.BindAsync("journal-10", Topics.Journal.Exchange, "journal.#");
        await brokers.BindAsync("documents-10", Topics.ErpDocuments.Exchange, $"erp.document-accepted.{RunningExport.Target}");
        await brokers.Export.PostAsync(entries: 1);

        var entry = Assert.Single(await TwoBrokers.ReceiveAsync(brokers.Ours, "/amq/queue/journal-10", 1));
        var posted = JsonSerializer.Deserialize(Body(entry), MessageJson.Default.JournalEntryMessage)!;
        Assert.Equal((posted.EntryId.ToString(), "application/json"), (Text(entry, "id"), Text(entry, "contentType")));
        Assert.Equal(Topics.Journal.RoutingKey(posted), Text(entry, "subject"));
        Assert.StartsWith("Bücher <", posted.OrderRef, StringComparison.Ordinal);

        var handedOver = Document(Assert.Single(await TwoBrokers.ReceiveAsync(brokers.Ours, "/amq/queue/documents-10", 1)));
        await TwoBrokers.SendAsync(
            brokers.Ours, $"/exchange/ledger.erp/acknowledgement.{RunningExport.Target}", [Acknowledgement(handedOver, "JE-1")]);

        Assert.Equal("JE-1", (await StandsAsync(handedOver.Reference, DocumentState.Posted)).ErpNumber);
    }

    [Fact]
    public async Task Two_shovels_carry_documents_there_and_words_back_though_the_other_broker_is_killed()
    {
        const int Documents = 30;
        await brokers.BindAsync("to-other-books", Topics.ErpDocuments.Exchange, $"erp.document-accepted.{RunningExport.Target}");
        await brokers.BindAsync("copies", Topics.ErpDocuments.Exchange, $"erp.document-accepted.{RunningExport.Target}");
        await brokers.DeclareThereAsync("ledger-documents");
        await brokers.DeclareThereAsync("ledger-acknowledgements");
        await brokers.ShovelAsync("there");
        await brokers.ShovelAsync("back");

        await brokers.Export.PostAsync(Documents / 3);
        var there = (await TwoBrokers.ReceiveAsync(brokers.Theirs, "/amq/queue/ledger-documents", 5)).Select(Document).ToList();
        await brokers.Theirs.KillAsync(Ct);
        await brokers.Export.PostAsync(Documents - (Documents / 3));
        var published = await PublishedAsync(Documents);
        await brokers.Theirs.RestartAsync(Ledger.LocalStack.ProgressWriter.Silent, Ct);
        var errors = "";
        for (var n = 0; Documents - there.DistinctBy(message => message.Reference).Count() is > 0 and var missing; n++)
        {
            Assert.True(n < 5, $"{missing} documents are missing there. {errors}");
            (var more, errors) = await TwoBrokers.ReceiveSomeAsync(brokers.Theirs, "/amq/queue/ledger-documents", missing);
            there.AddRange(more.Select(Document));
            Assert.All(more, message => Assert.Equal(
                "ledger.erp.document-moved.v1", message.GetProperty("properties").GetProperty(CloudEventHeaders.Type).GetString()));
        }

        Assert.Equal(published.Order(StringComparer.Ordinal), there.Select(message => message.Reference).Distinct().Order(StringComparer.Ordinal));
        await TwoBrokers.SendAsync(
            brokers.Theirs, "/amq/queue/ledger-acknowledgements", there.Select((message, n) => Acknowledgement(message, $"SH-{n}")));
        foreach (var reference in published)
        {
            Assert.StartsWith("SH-", (await StandsAsync(reference, DocumentState.Posted)).ErpNumber, StringComparison.Ordinal);
        }
    }

    static ReadOnlySpan<byte> Body(JsonElement message) => System.Text.Encoding.UTF8.GetBytes(Text(message, "body"));

    static string Text(JsonElement message, string name) => message.GetProperty(name).GetString()!;

    static ErpDocumentMessage Document(JsonElement message)
    {
        var read = JsonSerializer.Deserialize(Body(message), MessageJson.Default.ErpDocumentMessage)!;
        Assert.NotNull(read.Document);
        return read;
    }

    // The same word for the same handing over, as rule 2 of the page has it.
    static (Guid Id, string ContentType, string Body) Acknowledgement(ErpDocumentMessage message, string number)
    {
        var said = new ErpAcknowledgementMessage
        {
            AcknowledgementId = DeterministicId.Of("bridge", $"{message.EventId}/{number}"),
            Target = message.Target,
            Reference = message.Reference,
            PayloadHash = message.PayloadHash,
            Status = "posted",
            DocumentNumber = number,
            Actor = "bridge",
            SaidAt = new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.Zero),
        };
        var envelope = Topics.ErpAcknowledgements.Envelope(said);
        var body = new JsonObject
        {
            ["specversion"] = "1.0",
            ["id"] = envelope.Id,
            ["source"] = envelope.Source,
            ["type"] = envelope.Type,
            ["subject"] = envelope.Subject,
            ["datacontenttype"] = "application/json",
            ["data"] = JsonSerializer.SerializeToNode(said, MessageJson.Default.ErpAcknowledgementMessage),
        };
        return (said.AcknowledgementId, Structured, body.ToJsonString());
    }

    // References of what was handed over since the queue of copies was bound.
    async Task<IReadOnlyList<string>> PublishedAsync(int count)
    {
        var references = new HashSet<string>(StringComparer.Ordinal);
        for (var n = 0; references.Count < count; n++)
        {
            Assert.True(n < 1_000, $"{references.Count} of {count} documents were handed over.");
            if (await brokers.Channel.BasicGetAsync("copies", autoAck: true, Ct) is { } copy)
            {
                references.Add(JsonSerializer.Deserialize(copy.Body.Span, MessageJson.Default.ErpDocumentMessage)!.Reference);
            }
            else
            {
                await Task.Delay(30, Ct);
            }
        }

        return [.. references];
    }

    async Task<DocumentStanding> StandsAsync(string reference, DocumentState state)
    {
        for (var n = 0; ; n++)
        {
            var standing = (await brokers.Export.DocumentsAsync()).Single(kept => kept.Standing.Reference.Value == reference).Standing;
            if (standing.State == state)
            {
                return standing;
            }

            Assert.True(n < 600, $"{reference} is {standing.State} {standing.Detail}, not {state}.");
            await Task.Delay(50, Ct);
        }
    }
}
