using System.Text;
using System.Text.Json;
using Ledger.DeadLetters;
using Ledger.Inventory;
using Ledger.Inventory.Commands;
using Ledger.MessageBus;
using Ledger.MessageBus.Bundling;
using Ledger.MessageBus.Monitoring;
using Ledger.PaymentEvents;
using Ledger.Storage.Tests.EventStore;
using Ledger.Storage.Tests.MessageBus;
using Ledger.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using RabbitMQ.Client;
using Xunit;

namespace Ledger.Storage.Tests.Inventory;

/// <summary>Payments come in from the queue; movements, notices and goods at cost go out (R-IN-18, M-29 to M-32).</summary>
public sealed class When_stock_runs_on_the_bus : IAsyncLifetime
{
    StockDatabase _stock = null!;
    BusStage _stage = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        (_stock, _stage) = (await StockDatabase.CreateAsync(), await BusStage.OpenAsync());
        foreach (var (queue, exchange, key) in (ValueTuple<string, string, string>[])[
            ("channel", "ledger.inventory", "inventory.#"), ("goods", "ledger.payments", "payment.*.inventory")])
        {
            await _stage.Channel.QueueDeclareAsync(queue, durable: false, exclusive: false, autoDelete: false, cancellationToken: Ct);
            await _stage.Channel.QueueBindAsync(queue, exchange, key, cancellationToken: Ct);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stage.DisposeAsync();
        await _stock.DisposeAsync();
    }

    [Fact]
    public async Task Every_change_is_published_once_with_before_and_after_and_goods_at_cost_for_the_journal()
    {
        await _stock.ReceiveAsync("TEA", 3, cost: 1_000);
        await _stock.ReceiveAsync("FREE", 1, cost: 0);
        var services = await StartAsync(_stock.Source);
        await PublishAsync(services, StockDatabase.Of(EventClass.AuthCreated, "o-1", "TEA", 2));
        await UntilDecidedAsync(1);
        await PublishAsync(services, StockDatabase.Of(EventClass.CaptureSucceeded, "o-1", "TEA", 2, minute: 1));
        await PublishAsync(services, StockDatabase.Of(EventClass.AuthCreated, "o-2", "TEA", 2));
        await PublishAsync(services, StockDatabase.Of(EventClass.AuthCreated, "o-3", "TEA") with { OrderLines = [] });
        await PublishAsync(services, StockDatabase.Of(EventClass.CaptureSucceeded, "o-4", "FREE"));
        await UntilDecidedAsync(5);
        await _stock.DoAsync(new ShipStock("o-1", "s-1", []));
        await _stock.DoAsync(new ShipStock("o-4", "s-2", []));
        await UntilDecidedAsync(6); // The goods fact came back, and is its own.

        var told = await TakeAllAsync("channel", 9);

        var tea = told.Where(message => Text(message, "sku") == "TEA").OrderBy(message => Number(message, "sequence")).ToList();
        Assert.Equal(["received", "reserved", "committed", "shipped"], tea.Select(message => Text(message, "kind")));
        Assert.Equal([1, 2, 3, 4], tea.Select(message => Number(message, "sequence")));
        Assert.Equal([3, 1, 1, 1], tea.Select(message => Number(message.GetProperty("after"), "available")));
        Assert.All(tea.Zip(tea.Skip(1)), pair => Assert.Equal(
            pair.First.GetProperty("after").GetRawText(), pair.Second.GetProperty("before").GetRawText()));
        var notices = told.Where(message => message.TryGetProperty("fact", out _)).ToDictionary(message => Text(message, "fact")!);
        Assert.Equal("OUT_OF_STOCK", Text(notices["order-refused"], "reason"));
        Assert.Equal("TEA@ZRH: 2 wanted, 1 available.", Text(notices["order-refused"], "detail"));
        Assert.Equal("LINES_MISSING", Text(notices["event-held"], "reason"));

        var goods = Assert.Single(await TakeAllAsync("goods", 1));
        Assert.Equal(("shipment-sent", "ZRH", "o-1"), (Text(goods, "class"), Text(goods, "account"), Text(goods, "orderRef")));
        Assert.Equal("""{"minorUnits":667,"currency":"EUR"}""", goods.GetProperty("amounts").GetProperty("gross").GetRawText());
        Assert.Equal(
            ["noop | OWN_FACT"], await _stock.RowsAsync("select disposition, reason from inventory.inbox where stream_id like 'goods/%'"));
    }

    // A relay that cannot say how far it came says it all again: the same under the same ids, so that nobody counts it twice,
    // whether it was said from memory first or read from the store.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_published_again_says_the_same_under_the_same_ids(bool fromMemory)
    {
        await _stock.ReceiveAsync("TEA", 5, cost: 1_000);
        var writer = fromMemory ? (await StartAsync(_stock.Source)).GetRequiredService<InventoryWriter>() : _stock.Writer;
        await writer.TakeAsync(StockDatabase.Of(EventClass.CaptureSucceeded, "o-1", "TEA", 2), Ct);
        await _stock.DoAsync(new ShipStock("o-1", "s-1", []), by: writer);
        await _stock.DoAsync(new AdjustStock("TEA", StockDatabase.Place, 1, "SHRINKAGE"), by: writer);
        await writer.TakeAsync(StockDatabase.Of(EventClass.AuthCreated, "o-2", "TEA", 9), Ct);
        await writer.TakeAsync(StockDatabase.Of(EventClass.AuthCreated, "o-3", "TEA") with { OrderLines = [] }, Ct);
        await writer.TakeAsync(StockDatabase.Of(EventClass.CaptureSucceeded, "o-2", "TEA", 9, minute: 1), Ct);
        if (!fromMemory)
        {
            await StartAsync(_stock.Source);
        }

        var first = (await TextsAsync("channel", 7), await TextsAsync("goods", 2));
        await BusStage.UntilAsync(
            async () => await _stock.RowsAsync("select position from inventory.relay_position") is [not "0"], "the relay's position");
        await _stage.StopHostsAsync();

        await _stock.ExecuteAsync("update inventory.relay_position set position = 0");
        await StartAsync(_stock.Source);

        var second = (await TextsAsync("channel", 7), await TextsAsync("goods", 2));
        Assert.Equal(first.Item1.Order(), second.Item1.Order());
        Assert.Equal(first.Item2.Order(), second.Item2.Order());
        Assert.Equal(9, first.Item1.Concat(first.Item2).Distinct().Count());
    }

    [Fact]
    public async Task What_is_not_as_documented_is_parked_and_the_rest_goes_on()
    {
        await _stock.ReceiveAsync("TEA", 5);
        var services = await StartAsync(_stock.Source);

        await PublishAsync(services, StockDatabase.Of(EventClass.AuthCreated, "o-1", "T\0A"));
        await PublishAsync(services, StockDatabase.Of(EventClass.AuthCreated, "o-2", "TEA"));
        await UntilDecidedAsync(1);

        await _stage.UntilHoldsAsync("inventory.dead-letter", 1);
        Assert.Equal(["5 | 1 | 0"], await _stock.LevelAsync("TEA"));
    }

    // A redrive that died between sending a message back and taking it out of the dead letters leaves it there a second time.
    [Fact]
    public async Task What_was_parked_by_a_fault_of_ours_moves_stock_once_when_it_is_redriven_even_twice()
    {
        var parked = new ParkingQueue(ConsumerQueues.Inventory, Skipped: false);
        await _stock.ReceiveAsync("TEA", 5);
        await _stock.ExecuteAsync(
            """
            create function inventory.fault() returns trigger language plpgsql as $$ begin raise exception 'A fault of ours.'; end $$;
            create trigger fault before insert on inventory.inbox for each row when (new.stream_id like '%pi_o-1') execute function inventory.fault()
            """);
        var services = await StartAsync(_stock.Source);
        await PublishAsync(services, StockDatabase.Of(EventClass.AuthCreated, "o-1", "TEA"));
        await PublishAsync(services, StockDatabase.Of(EventClass.AuthCreated, "o-2", "TEA"));
        await UntilDecidedAsync(1);
        await _stage.UntilHoldsAsync(parked.Name, 1);
        Assert.Equal(["5 | 1 | 0"], await _stock.LevelAsync("TEA"));
        var letter = await _stage.Channel.BasicGetAsync(parked.Name, autoAck: false, Ct);
        await _stage.Channel.BasicPublishAsync("", parked.Name, mandatory: true, new BasicProperties(letter!.BasicProperties), letter.Body, Ct);
        await _stage.Channel.BasicNackAsync(letter.DeliveryTag, multiple: false, requeue: true, Ct);
        await _stage.UntilHoldsAsync(parked.Name, 2);

        await _stock.ExecuteAsync("drop trigger fault on inventory.inbox");
        await using var letters = await DeadLetterQueue.OpenAsync(_stage.Options, TimeProvider.System, NullLoggerFactory.Instance, Ct);
        var outcome = await letters.RedriveAsync(parked, RedriveSelection.All, new Progress<RedriveProgress>(), Ct);
        await UntilDecidedAsync(2);
        await BusStage.UntilAsync(async () => await _stock.RowsAsync("select count(*) from inventory.inbox_repeat") is ["1"], "the repeat");
        await _stage.StopHostsAsync();

        Assert.Equal((2, null), (outcome.Redriven, outcome.Failure));
        Assert.Equal(["5 | 2 | 0"], await _stock.LevelAsync("TEA"));
        Assert.Equal((0u, 0u), (await _stage.CountAsync("inventory"), await _stage.CountAsync(parked.Name)));
        Assert.Equal(
            ["1"], await _stock.RowsAsync("select count(*) from inventory.mt_events where type = 'stock_moved' and stream_id like '%pi_o-1'"));
    }

    [Fact]
    public async Task While_the_database_is_away_messages_wait_and_none_is_parked()
    {
        await _stock.ReceiveAsync("TEA", 50);
        await using var proxy = SwitchableProxy.Before(_stock.ConnectionString);
        await using var source = NpgsqlDataSource.Create(proxy.ConnectionString);
        var services = await StartAsync(source);
        await PublishAsync(services, StockDatabase.Of(EventClass.AuthCreated, "o-0", "TEA"));
        await UntilDecidedAsync(1);

        proxy.SwitchOff();
        await Task.WhenAll(Enumerable.Range(1, 20).Select(
            n => PublishAsync(services, StockDatabase.Of(EventClass.AuthCreated, $"o-{n}", "TEA"))));
        await Task.Delay(TimeSpan.FromSeconds(2), Ct);
        Assert.Equal(["50 | 1 | 0"], await _stock.LevelAsync("TEA"));
        proxy.SwitchOn();
        await UntilDecidedAsync(21);

        Assert.Equal(["50 | 21 | 0"], await _stock.LevelAsync("TEA"));
        Assert.Equal(0u, await _stage.CountAsync("inventory.dead-letter"));
    }

    // LEDGER_INVENTORY=off: no queue fills that nobody empties, and payments are taken all the same.
    [Fact]
    public async Task An_installation_without_stock_has_no_queue_for_it()
    {
        var errors = new List<string>();
        var without = ConsumerQueues.Of(name => name == ConsumerQueues.InventorySetting ? "off" : null, errors);
        Assert.Equal(["journal", "evidence"], without.Select(queue => queue.Name));
        Assert.Equal(ConsumerQueues.Standard, ConsumerQueues.Of(_ => null, errors));
        Assert.Empty(errors);
        ConsumerQueues.Of(name => name == ConsumerQueues.ErpSetting ? "maybe" : null, errors);
        Assert.Equal(["LEDGER_ERP is 'maybe'; there are on and off."], errors);
        await using var vhost = await TestVhost.CreateAsync();
        var options = new BusOptions { Broker = vhost.Broker, StartTimeout = TimeSpan.FromSeconds(30), Queues = without };
        var services = await _stage.StartAsync(options, consumers: null);

        await PublishAsync(services, StockDatabase.Of(EventClass.AuthCreated, "o-1", "TEA"));

        var depths = await QueueDepths.ReadAsync(options with { Queues = ConsumerQueues.Standard }, Ct);
        Assert.Equal(
            ["journal", "journal.dead-letter", "journal.skipped", "evidence", "evidence.dead-letter", "evidence.skipped"],
            depths.Where(depth => depth.Exists).Select(depth => depth.Queue));
        Assert.Equal(1, depths.Single(depth => depth.Queue == "journal").Messages);
    }

    async Task<IServiceProvider> StartAsync(NpgsqlDataSource source)
    {
        var services = await _stage.StartAsync(
            _stage.Options,
            consumers => consumers.Add<StockEventConsumer, PaymentEvent>(ConsumerQueues.Inventory),
            also => also.AddSingleton<TimeProvider>(_stock.Time).AddInventory(source, new InventoryOptions()));
        await services.GetRequiredService<BusReady>().WaitAsync(Ct);
        return services;
    }

    static Task PublishAsync(IServiceProvider services, PaymentEvent e) => services.GetRequiredService<IMessagePublisher>().PublishAsync(e, Ct);

    Task UntilDecidedAsync(int events) => BusStage.UntilAsync(
        async () => await _stock.RowsAsync("select count(*) from inventory.inbox where source not like '%clerk'") is [var count] && count == $"{events}",
        $"{events} decided events");

    async Task<List<JsonElement>> TakeAllAsync(string queue, int messages)
    {
        var taken = new List<JsonElement>();
        while (taken.Count < messages)
        {
            taken.AddRange(Parts(await _stage.TakeAsync(queue)).Select(part => JsonDocument.Parse(part.Body).RootElement));
        }

        await Task.Delay(TimeSpan.FromMilliseconds(300), Ct);
        Assert.Equal(0u, await _stage.CountAsync(queue));
        return taken;
    }

    async Task<List<string>> TextsAsync(string queue, int messages)
    {
        var texts = new List<string>();
        while (texts.Count < messages)
        {
            texts.AddRange(Parts(await _stage.TakeAsync(queue)).Select(part => $"{part.Id} {Encoding.UTF8.GetString(part.Body.Span)}"));
        }

        return texts;
    }

    // Many changes at once come in one message.
    static IEnumerable<(string? Id, ReadOnlyMemory<byte> Body)> Parts(BasicGetResult got) =>
        got.BasicProperties.ContentType == Bundle.ContentType
            ? Bundle.Read(got.Body).Messages.Select(message => (message.Id, message.Body))
            : [(got.BasicProperties.MessageId, got.Body)];

    static string? Text(JsonElement message, string name) => message.TryGetProperty(name, out var value) ? value.GetString() : null;

    static long Number(JsonElement message, string name) => message.GetProperty(name).GetInt64();
}
