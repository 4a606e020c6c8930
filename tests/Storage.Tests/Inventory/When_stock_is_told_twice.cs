using Ledger.EventStore;
using Ledger.Inventory;
using Ledger.Inventory.Commands;
using Ledger.Inventory.Policy;
using Ledger.PaymentEvents;
using Ledger.Storage.Tests.EventStore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Ledger.Storage.Tests.Inventory;

/// <summary>What the inbox makes of messages that come again, add something, or contradict (R-IN-17, R-IN-26).</summary>
public sealed class When_stock_is_told_twice : IAsyncLifetime
{
    static readonly PaymentEvent Whole = StockDatabase.Of(EventClass.AuthCreated, "order-1", "TEA", 2);

    StockDatabase _stock = null!;

    public async ValueTask InitializeAsync()
    {
        _stock = await StockDatabase.CreateAsync();
        await _stock.ReceiveAsync("TEA", 100);
    }

    public ValueTask DisposeAsync() => _stock.DisposeAsync();

    [Fact]
    public async Task Other_messages_of_a_held_fact_add_to_it_until_nothing_is_missing()
    {
        PaymentEvent[] told =
        [
            Whole with { OrderRef = null, OrderLines = [] },
            Message("order") with { OrderLines = [] },
            Message("order again") with { OrderLines = [] },
            Message("another order") with { OrderRef = "order-2" },
            Message("lines") with { OrderRef = " " },
            Message("late") with { OrderLines = [] },
        ];
        var outcomes = new List<(string, StockReason?)>();
        foreach (var message in told)
        {
            var outcome = await _stock.TakeAsync(message);
            outcomes.Add((outcome.Disposition, outcome.Reason));
        }

        Assert.Equal(
            [
                (Disposition.Held, StockReason.OrderRefMissing), (Disposition.Held, StockReason.LinesMissing),
                (Disposition.Noop, StockReason.DuplicateFact), (Disposition.Exception, StockReason.FactContradicted),
                (Disposition.Moved, null), (Disposition.Noop, StockReason.DuplicateFact),
            ],
            outcomes);
        Assert.Equal(["100 | 2 | 0"], await _stock.LevelAsync("TEA"));
        Assert.Equal(["moved | -"], await _stock.RowsAsync("select disposition, reason from inventory.inbox where source like 'stripe%'"));
        Assert.Empty(await _stock.RowsAsync("select 1 from inventory.stock_held_event"));
        await AssertFoldAgreesAsync();
    }

    [Fact]
    public async Task A_person_supplies_the_order_and_later_the_lines()
    {
        await _stock.TakeAsync(Whole with { OrderRef = null, OrderLines = [] });

        var first = await _stock.DoAsync(new SupplyMissing(Whole.StreamId, Whole.EventId, "order-1", []));
        var second = await _stock.DoAsync(new SupplyMissing(Whole.StreamId, Whole.EventId, null, Whole.OrderLines));
        var third = await _stock.DoAsync(new SupplyMissing(Whole.StreamId, Whole.EventId, null, Whole.OrderLines));

        Assert.Equal((Disposition.Held, StockReason.LinesMissing), (first.Disposition, first.Reason));
        Assert.Equal(Disposition.Moved, second.Disposition);
        Assert.Equal((Disposition.Refused, StockReason.CaseUnknown), (third.Disposition, third.Reason));
        Assert.Equal(["100 | 2 | 0"], await _stock.LevelAsync("TEA"));
        await AssertFoldAgreesAsync();
    }

    [Fact]
    public async Task Other_content_under_a_known_key_or_fact_is_an_exception_once_and_moves_nothing()
    {
        await _stock.TakeAsync(Whole);
        var more = Whole with { OrderLines = [new OrderLine("TEA", 3, StockDatabase.Place)] };

        foreach (var (message, reason) in new[]
        {
            (more, StockReason.KeyReused), (more with { MessageKey = Guid.CreateVersion7() }, StockReason.FactContradicted),
        })
        {
            var (first, again) = (await _stock.TakeAsync(message), await _stock.TakeAsync(message));
            Assert.Equal((Disposition.Exception, reason), (first.Disposition, first.Reason));
            Assert.Equal((Disposition.Noop, reason), (again.Disposition, again.Reason));
        }

        Assert.Equal(StockReason.DuplicateFact, (await _stock.TakeAsync(Message("same"))).Reason);
        Assert.Equal(["100 | 2 | 0"], await _stock.LevelAsync("TEA"));
        Assert.Equal(
            ["FACT_CONTRADICTED", "KEY_REUSED"], await _stock.RowsAsync("select reason from inventory.stock_case order by reason"));
        await AssertFoldAgreesAsync();
    }

    // A line that names nothing must not take the others of its batch with it.
    [Fact]
    public async Task Blank_names_are_missing_names()
    {
        var blank = Whole with { OrderRef = " ", OrderLines = [new OrderLine(" ", 1, "")] };
        var voided = StockDatabase.Of(EventClass.AuthVoided, "order-9", "TEA") with { OrderRef = "", OrderLines = [] };

        var outcomes = await Task.WhenAll(_stock.TakeAsync(blank), _stock.TakeAsync(voided), _stock.TakeAsync(
            StockDatabase.Of(EventClass.AuthCreated, "order-2", "TEA")));
        var refused = await _stock.DoAsync(new ReceiveStock("", StockDatabase.Place, 1, 1, "EUR", "note"));

        Assert.Equal(
            [(Disposition.Held, StockReason.OrderRefMissing), (Disposition.Noted, StockReason.NothingReserved), (Disposition.Moved, null)],
            outcomes.Select(outcome => (outcome.Disposition, outcome.Reason)));
        Assert.Equal((Disposition.Refused, StockReason.CommandIncomplete), (refused.Disposition, refused.Reason));
        await AssertFoldAgreesAsync();
    }

    // Batch by batch: the one that lets go is decided ahead, while the one that holds is still being written.
    [Fact]
    public async Task What_is_held_in_one_batch_is_let_go_by_the_next()
    {
        var orders = Enumerable.Range(0, 200).Select(n => $"o-{n}").ToList();
        var captures = orders.Select(order => StockDatabase.Of(EventClass.CaptureSucceeded, order, "TEA", minute: 1) with
        {
            OrderRef = null,
            OrderLines = [new OrderLine(order, 1, StockDatabase.Place)],
        });
        var authorizations = orders.Select(order => StockDatabase.Of(EventClass.AuthCreated, order, order));
        await Task.WhenAll(orders.Select(order => _stock.ReceiveAsync(order, 1)));

        var blocks = captures.Chunk(20).Zip(authorizations.Chunk(20)).SelectMany(pair => pair.First.Concat(pair.Second));
        await Task.WhenAll(blocks.Select(_stock.TakeAsync));

        Assert.Equal(["200 | 200 | 0 | 200"], await _stock.RowsAsync(
            "select count(*), sum(on_hand), sum(reserved), sum(committed) from inventory.stock_level where sku like 'o-%'"));
        Assert.Equal(["moved"], await _stock.RowsAsync("select distinct disposition from inventory.inbox where source like 'stripe%'"));
        await AssertFoldAgreesAsync();
    }

    [Fact]
    public async Task When_the_answer_to_a_commit_is_lost_what_was_decided_stands_and_is_told()
    {
        await using var proxy = SwitchableProxy.Before(_stock.ConnectionString);
        await using var source = NpgsqlDataSource.Create(proxy.ConnectionString);
        await using var writer = new InventoryWriter(
            source, StockDatabase.Schema, StockPolicyYaml.Load(path: null), new BatchQueueOptions(), _stock.Time,
            NullLogger<InventoryWriter>.Instance);
        await writer.TakeAsync(Whole, CancellationToken.None);

        proxy.LoseNextCommitAnswer = true;
        var told = await writer.TakeAsync(StockDatabase.Of(EventClass.CaptureSucceeded, "order-1", "TEA", 2, minute: 1), CancellationToken.None);

        Assert.False(proxy.LoseNextCommitAnswer);
        Assert.Equal(Disposition.Moved, told.Disposition);
        Assert.Equal(["100 | 0 | 2"], await _stock.LevelAsync("TEA"));
        Assert.Empty(await _stock.RowsAsync("select 1 from inventory.inbox_repeat"));
    }

    static PaymentEvent Message(string id) => Whole with { MessageKey = DeterministicId.Of("message", id) };

    async Task AssertFoldAgreesAsync()
    {
        var comparison = await _stock.CompareAsync();
        Assert.Equal((null, 0L), (comparison.Gap, comparison.RowsDiffering));
    }
}
