using Ledger.Inventory;
using Ledger.Inventory.Stock;
using Ledger.Simulation.Audit;
using Ledger.Simulation.Bus;
using Ledger.Simulation.Kernel;
using Ledger.Simulation.Storage;
using Xunit;

namespace Ledger.Simulation.Tests;

/// <summary>Each check of the inventory is made to fail: what is changed in the tables of a good run must be found.</summary>
public sealed class The_auditor_of_stock
{
    public static readonly TheoryData<string, string> Damages = new(
        ("an event is lost", "movements-follow"),
        ("a movement is there twice", "moves-once"),
        ("more is reserved than said", "movements-do-what-they-say"),
        ("a reservation has the cause of a refund", "movements-are-those-of-causes"),
        ("a movement has no cause", "no-strangers"),
        ("units leave behind the orders' back", "no-unit-is-sold-twice"),
        ("a refusal has no reason", "none-is-blocked"),
        ("a reservation stays", "nothing-is-kept-for-ever"),
        ("a capture is forgotten", "nothing-is-committed-for-nothing"),
        ("a level is off by one", "levels-are-sums"),
        ("an order is old", "orders-are-those-of-events"),
        ("a case is lost", "exceptions-are-cases"),
        ("a hold is lost", "stock-holds-are-those-of-events"),
        ("an inbox entry is lost", "stock-inbox-has-all"),
        ("an inbox entry is there twice", "stock-inbox-once"),
        ("an inbox entry says held", "stock-inbox-disposition"),
        ("a message is dead", "stock-fate-of-messages"),
        ("a decision falls over", "no-decision-falls-over"),
        ("a call has another answer", "commands-have-one-outcome"),
        ("a command is changed", "commands-are-kept"),
        ("a message of the feed is lost", "feed-tells-all"),
        ("the last message of the feed is lost", "the-latest-wins"),
        ("a message of the feed comes too early", "feed-in-order"),
        ("the relay is behind", "the-stock-relay-ends"),
        ("a cost is another", "goods-are-booked-once"),
        ("a cost is lost in the books", "value-is-conserved"));

    [Theory]
    [MemberData(nameof(Damages))]
    public void Finds_that(string damage, string check)
    {
        var plan = Plan.Of(3, 100);
        using var trace = new RunTrace(null);
        var world = new World(plan, trace);
        world.Run();
        Assert.Empty(Auditor.Audit(plan, world));
        Do(damage, world);
        Assert.Contains(Auditor.Audit(plan, world), violation => violation.Check == check);
    }

    static void Do(string damage, World world)
    {
        var (tables, feed) = (world.Stock, world.Topic.Feed);
        switch (damage)
        {
            case "an event is lost":
                tables.Events.RemoveAt(tables.Events.FindIndex(row => row.Type == "stock_moved"));
                break;
            case "a movement is there twice":
                var twice = Moved(tables, "\"reserved\"");
                tables.Events.Add(twice with { Id = new Guid(1, 0, 0, new byte[8]) });
                break;
            case "more is reserved than said":
                Change(tables, "\"reserved\"", "\"Quantity\": ", "\"Quantity\": 1");
                break;
            case "a reservation has the cause of a refund":
                Change(tables, "\"reserved\"", "\"Kind\": \"reserved\"", "\"Kind\": \"restocked\"");
                break;
            case "a movement has no cause":
                Change(tables, "\"reserved\"", "\"EventId\": \"", "\"EventId\": \"00000000-0000-7000-8000-000000000000\", \"X\": \"");
                break;
            case "units leave behind the orders' back":
                Change(tables, "\"reserved\"", "\"OnHand\": ", "\"Nowhere\": ", first: true); // What is there after it.
                break;
            case "a refusal has no reason":
                Shelve(tables);
                break;
            case "a reservation stays":
                tables.Reservations.Add((world.Now, "order-1", new StockKey("std-0", "east")), 1);
                break;
            case "a capture is forgotten":
                world.StockQueue.Messages.RemoveAll(message => message.Message.Sending.Fact.Class == "capture-succeeded");
                break;
            case "a level is off by one":
                var (key, level) = tables.Levels.First();
                tables.Levels[key] = level with { Balance = level.Balance with { OnHand = level.Balance.OnHand + 1 } };
                break;
            case "an order is old":
                tables.Orders.Remove(tables.Orders.Last(order => order.Value.Length > 60).Key);
                break;
            case "a case is lost":
                var raised = tables.Events.FindIndex(row => row.Type == "stock_exception_raised");
                tables.Events[raised] = tables.Events[raised] with { Id = new Guid(1, 0, 0, new byte[8]) };
                break;
            case "a hold is lost":
                tables.Held.Remove(tables.Held.Keys.First());
                break;
            default:
                DoToMessages(damage, world);
                break;
        }
    }

    static void DoToMessages(string damage, World world)
    {
        var (tables, feed) = (world.Stock, world.Topic.Feed);
        switch (damage)
        {
            case "an inbox entry is lost":
                tables.InboxByFact.Remove(tables.InboxByFact.Keys.First());
                break;
            case "an inbox entry is there twice":
                tables.Inbox.Add(tables.Inbox[0]);
                break;
            case "an inbox entry says held":
                var row = tables.Inbox.Find(moved => moved.Record.Disposition == "moved" && moved.Claim.StreamId.StartsWith("pay", StringComparison.Ordinal))!;
                row.Record = row.Record with { Disposition = "held" };
                break;
            case "a message is dead":
                world.StockQueue.Messages.Find(message => message.Fate == Fate.Done)!.Fate = Fate.Dead;
                break;
            case "a decision falls over":
                world.StockQueue.Failures.Add((world.StockQueue.Messages[0], new InvalidOperationException("a guess")));
                break;
            case "a call has another answer":
                var call = world.Shop.Calls[0];
                call.Answer = call.Answer! with { Disposition = Disposition.Refused };
                break;
            case "a command is changed":
                var (id, command) = tables.Commands.First();
                tables.Commands[id] = command with { Body = [.. command.Body, 32] };
                break;
            case "a message of the feed is lost":
                feed.RemoveAll(received => received.Id == feed[0].Id);
                break;
            case "the last message of the feed is lost":
                var last = feed.FindLast(received => received.Body.Contains("\"sequence\"", StringComparison.Ordinal))!;
                feed.RemoveAll(received => received.Id == last.Id);
                break;
            case "a message of the feed comes too early":
                world.Topic.Lost.Clear();
                feed.Insert(0, feed.FindLast(received => received.Body.Contains("\"sequence\"", StringComparison.Ordinal))!);
                break;
            case "the relay is behind":
                tables.RelayPosition--;
                break;
            case "a cost is lost in the books":
                var (debits, credits) = world.Journal.Balances[("1200", "EUR")];
                world.Journal.Balances[("1200", "EUR")] = (debits, credits + 1);
                break;
            default:
                Change(tables, "\"shipped\"", "\"Cost\": ", "\"Cost\": 1");
                break;
        }
    }

    /// <summary>More is received at first than the decisions knew of.</summary>
    static void Shelve(StockTables tables)
    {
        for (var n = 0; n < tables.Events.Count; n++)
        {
            tables.Events[n] = tables.Events[n] with { Data = tables.Events[n].Data.Replace("\"OnHand\": ", "\"OnHand\": 9", StringComparison.Ordinal) };
        }
    }

    static EventRow Moved(StockTables tables, string kind) =>
        tables.Events.First(row => row.Type == "stock_moved" && row.Data.Contains($"\"Kind\": {kind}", StringComparison.Ordinal));

    static void Change(StockTables tables, string kind, string from, string to, bool first = false)
    {
        var row = Moved(tables, kind);
        var at = first ? row.Data.IndexOf(from, StringComparison.Ordinal) : row.Data.LastIndexOf(from, StringComparison.Ordinal);
        tables.Events[tables.Events.IndexOf(row)] = row with { Data = row.Data[..at] + to + row.Data[(at + from.Length)..] };
    }
}
