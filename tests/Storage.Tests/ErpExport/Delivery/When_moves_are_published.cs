using System.Text.Json;
using Ledger.Contract.Samples;
using Ledger.ErpExport;
using Ledger.ErpExport.Delivery;
using Ledger.ErpExport.Documents;
using Ledger.ErpExport.Mapping;
using Ledger.ErpExport.Runs;
using Ledger.ErpExport.Storage;
using Ledger.ErpExport.Targets;
using Ledger.EventStore;
using Ledger.MessageBus;
using Ledger.MessageBus.Messages;
using Ledger.Storage.Tests.MessageBus;
using Ledger.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Delivery;

/// <summary>What is published on <c>ledger.erp</c> after an outage of the broker: all of it, in order, documents with their handing over.</summary>
public sealed class When_moves_are_published : IAsyncLifetime
{
    const string Schema = "erp_export";
    const int Documents = 40;

    static readonly ErpTarget Target = new() { Name = "other-books", Kind = ErpTarget.OutsideKind, Prefix = "LDG", MappingPath = "none.yaml" };

    BusStage _bus = null!;
    TestDatabase _database = null!;
    NpgsqlDataSource _source = null!;
    ErpWriter _writer = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _bus = await BusStage.OpenAsync();
        _database = await TestDatabase.CreateAsync();
        _source = NpgsqlDataSource.Create(_database.ConnectionString);
        await SchemaMigrations.ApplyAsync(_source, Schema, ErpMigrations.Scripts, Ct);
        _writer = new ErpWriter(_source, Schema, new BatchQueueOptions(), TimeProvider.System, NullLogger<ErpWriter>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        await _source.DisposeAsync();
        await _database.DisposeAsync();
        await _bus.DisposeAsync();
    }

    [Fact]
    public async Task They_keep_their_order_though_only_some_are_read_for_their_document()
    {
        await _bus.Channel.QueueDeclareAsync("copies", durable: false, exclusive: false, autoDelete: false, cancellationToken: Ct);
        await _bus.Channel.QueueBindAsync("copies", Topics.ErpDocuments.Exchange, "erp.*.other-books", cancellationToken: Ct);
        foreach (var document in await PlanAsync())
        {
            await MoveAsync(document, 0, DocumentState.Sending);
            await MoveAsync(document, 1, DocumentState.Accepted);
            Assert.True((await _writer.AcknowledgeAsync(Posted(document), [Target], Ct)).IsDone);
        }

        var services = await _bus.StartAsync(_bus.Options, consumers: null);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var relay = new ErpRelay(
            _source, new ErpExportOptions { Targets = [Target], Mappings = new Dictionary<string, ErpMapping>() },
            services.GetRequiredService<IMessagePublisher>(), TimeProvider.System, NullLogger.Instance);
        var running = relay.RunAsync(stop.Token);
        await _bus.UntilHoldsAsync("copies", 1 + (3 * Documents));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        var told = await ToldAsync();
        Assert.Equal(told.Order(), told);
    }

    async Task<IReadOnlyList<long>> ToldAsync()
    {
        var positions = new List<long>();
        while (await _bus.Channel.BasicGetAsync("copies", autoAck: true, Ct) is { } got)
        {
            if (CloudEventHeaders.Text(got.BasicProperties.Headers, CloudEventHeaders.Type) == "ledger.erp.run-cut.v1")
            {
                positions.Add(JsonSerializer.Deserialize(got.Body.Span, MessageJson.Default.ErpRunMessage)!.Position);
                continue;
            }

            var moved = JsonSerializer.Deserialize(got.Body.Span, MessageJson.Default.ErpDocumentMessage)!;
            Assert.Equal(moved.To == "accepted", moved.Document is not null);
            positions.Add(moved.Position);
        }

        return positions;
    }

    async Task<IReadOnlyList<PostingDocument>> PlanAsync()
    {
        PostingDocument[] documents =
            [.. Enumerable.Range(1, Documents).Select(n => ErpSamples.Document with { Reference = DocumentReference.Of("LDG", 1, n), EntryCount = 1 })];
        var built = documents.Select((document, n) => new BuiltDocument(
            document, [n + 1], [.. document.Lines.Select(line => new LineLink(line.Number, [n + 1], new byte[32]))], null)).ToList();
        var run = new RunHead(ErpSamples.Document.RunId, 1, ExportMode.Detail);
        var cut = await _writer.CommitAsync(
            new ErpMessage.Cut(Target.Name, run, 0, Documents, "test", Documents, new BuiltRun(built, [])), Ct);
        Assert.True(cut.IsDone, cut.Detail);
        return documents;
    }

    async Task MoveAsync(PostingDocument document, long version, DocumentState to)
    {
        var step = new DocumentStep(Guid.CreateVersion7(), Target.Name, document.Reference, version, to);
        var outcome = await _writer.CommitAsync(new ErpMessage.Moved(step), Ct);
        Assert.True(outcome.IsDone, outcome.Detail);
    }

    static ErpAcknowledgementMessage Posted(PostingDocument document) => new()
    {
        AcknowledgementId = Guid.CreateVersion7(),
        Target = Target.Name,
        Reference = document.Reference.Value,
        PayloadHash = document.Hash(),
        Status = "posted",
        DocumentNumber = "JE-1",
        Actor = "test",
        SaidAt = new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.Zero),
    };
}
