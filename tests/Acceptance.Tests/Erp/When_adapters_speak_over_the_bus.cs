using System.Text.Json;
using Ledger.ErpExport.Delivery;
using Ledger.MessageBus;
using Ledger.MessageBus.Messages;
using RabbitMQ.Client;
using Xunit;

namespace Ledger.Acceptance.Tests.Erp;

/// <summary>Acknowledgements as messages (R-ERP-29): what is taken, what is set aside, and what is told of it.</summary>
public sealed class When_adapters_speak_over_the_bus : IAsyncLifetime
{
    const string Copies = "copies";

    readonly RunningExport _export = new();
    IConnection _connection = null!;
    IChannel _channel = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static string DeadLetters => ConsumerQueues.ErpAcknowledgements.DeadLetterName;

    public async ValueTask InitializeAsync()
    {
        await _export.InitializeAsync();
        _connection = await new ConnectionFactory { Uri = _export.Broker }.CreateConnectionAsync(Ct);
        _channel = await _connection.CreateChannelAsync(cancellationToken: Ct);
        await _channel.QueueDeclareAsync(Copies, durable: false, exclusive: false, autoDelete: false, cancellationToken: Ct);
        await _channel.QueueBindAsync(Copies, Topics.ErpDocuments.Exchange, $"erp.*.{RunningExport.Target}", cancellationToken: Ct);
        await _export.PostAsync(entries: 1);
        await _export.UntilAsync(1, DocumentState.Accepted);
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _export.DisposeAsync();
    }

    [Fact]
    public async Task Only_the_handing_over_carries_the_document_and_not_what_the_adapter_says_itself()
    {
        var said = await SaidAsync("accepted") with { ErpId = "batch-7" };
        await SendAsync(said);
        for (var n = 0; (await _export.DocumentsAsync())[0].Standing.ErpId is null; n++)
        {
            Assert.True(n < 600, "It is not taken.");
            await Task.Delay(50, Ct);
        }

        await SendAsync(said with { AcknowledgementId = Guid.CreateVersion7(), Status = "posted", DocumentNumber = "9" });
        await _export.UntilAsync(1, DocumentState.Posted);

        var told = new List<ErpDocumentMessage>();
        for (var n = 0; told.All(message => message.To != "posted"); n++)
        {
            Assert.True(n < 600, "The move to posted was not published.");
            if (await _channel.BasicGetAsync(Copies, autoAck: true, Ct) is not { } got)
            {
                await Task.Delay(50, Ct);
            }
            else if (CloudEventHeaders.Text(got.BasicProperties.Headers, CloudEventHeaders.Type) == "ledger.erp.document-moved.v1")
            {
                told.Add(JsonSerializer.Deserialize(got.Body.Span, MessageJson.Default.ErpDocumentMessage)!);
            }
        }

        Assert.Equal(["accepted", "accepted", "posted"], told.Select(message => message.To).Where(to => to is "accepted" or "posted"));
        Assert.Equal([null, "bus", "bus"], told.Where(message => message.To is "accepted" or "posted").Select(message => message.Actor));
        Assert.True(Assert.Single(told, message => message.Document is not null) is { To: "accepted", Actor: null });
        Assert.Equal("batch-7", (await _export.DocumentsAsync())[0].Standing.ErpId);
    }

    [Fact]
    public async Task A_target_whose_adapter_is_ours_is_not_acknowledged_by_others()
    {
        await SendAsync(await SaidAsync("posted") with { Target = RunningExport.OwnTarget });

        var dead = await TakeAsync(DeadLetters);
        Assert.Contains(
            "nobody else acknowledges its documents", CloudEventHeaders.Text(dead.BasicProperties.Headers, FaultHeaders.Message)!,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_as_documented_is_set_aside_and_the_next_one_is_taken()
    {
        var said = await SaidAsync("posted");
        ErpAcknowledgementMessage[] broken =
        [
            said with { Status = "done" },
            said with { Reference = "LDG-1" },
            said with { Target = "a/b" },
            said with { PayloadHash = said.PayloadHash.ToUpperInvariant() },
            said with { Actor = new string('a', 101) },
            said with { Message = "a\0b" },
            said with { SchemaVersion = 2 },
        ];
        foreach (var each in broken)
        {
            await SendAsync(each, "ledger.erp.acknowledgement.v1");
        }

        await SendAsync(said);
        await _export.UntilAsync(1, DocumentState.Posted);
        foreach (var each in broken)
        {
            Assert.Equal(
                "not-as-documented", CloudEventHeaders.Text((await TakeAsync(DeadLetters)).BasicProperties.Headers, FaultHeaders.Reason));
        }

        Assert.Equal(0u, (await _channel.QueueDeclarePassiveAsync(DeadLetters, Ct)).MessageCount);
    }

    [Fact]
    public async Task What_cannot_be_said_now_is_kept_with_its_reason_and_is_no_dead_letter()
    {
        await SendAsync(await SaidAsync("posted") with { PayloadHash = new string('a', 64) });
        await SendAsync(await SaidAsync("rejected") with { Message = "no such cost centre" });
        await _export.UntilAsync(1, DocumentState.Rejected);
        await SendAsync(await SaidAsync("posted"));

        for (var n = 0; await _export.CountAsync(
            "select count(*) from erp_export.inbox where source = 'other-books/bus' and disposition = 'refused'") < 2; n++)
        {
            Assert.True(n < 600, "The refusals are not kept.");
            await Task.Delay(50, Ct);
        }

        Assert.Equal(1, await _export.CountAsync("select count(*) from erp_export.inbox where reason like 'PAYLOAD_DIFFERS: %'"));
        Assert.Equal(1, await _export.CountAsync("select count(*) from erp_export.inbox where reason like 'STATE_FORBIDS: %'"));
        Assert.Equal(0u, (await _channel.QueueDeclarePassiveAsync(DeadLetters, Ct)).MessageCount);
        Assert.Equal("no such cost centre", (await _export.DocumentsAsync())[0].Standing.Detail);
    }

    async Task<ErpAcknowledgementMessage> SaidAsync(string status)
    {
        var standing = (await _export.DocumentsAsync())[0].Standing;
        return new ErpAcknowledgementMessage
        {
            AcknowledgementId = Guid.CreateVersion7(),
            Target = standing.Target,
            Reference = standing.Reference.Value,
            PayloadHash = standing.PayloadHash,
            Status = status,
            DocumentNumber = status == "posted" ? "9" : null,
            Actor = "bus",
            SaidAt = new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.Zero),
        };
    }

    async Task SendAsync(ErpAcknowledgementMessage said, string? type = null) => await _channel.BasicPublishAsync(
        Topics.ErpAcknowledgements.Exchange, $"acknowledgement.{RunningExport.Target}", mandatory: true,
        new BasicProperties
        {
            ContentType = "application/json",
            Headers = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [CloudEventHeaders.Type] = type ?? Topics.ErpAcknowledgements.Envelope(said).Type,
            },
        },
        JsonSerializer.SerializeToUtf8Bytes(said, MessageJson.Default.ErpAcknowledgementMessage), Ct);

    async Task<BasicGetResult> TakeAsync(string queue)
    {
        for (var n = 0; ; n++)
        {
            if (await _channel.BasicGetAsync(queue, autoAck: true, Ct) is { } got)
            {
                return got;
            }

            Assert.True(n < 600, $"There is nothing in {queue}.");
            await Task.Delay(50, Ct);
        }
    }
}
