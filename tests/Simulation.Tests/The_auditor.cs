using Ledger.EventStore;
using Ledger.Simulation.Audit;
using Ledger.Simulation.Bus;
using Ledger.Simulation.Kernel;
using Xunit;

namespace Ledger.Simulation.Tests;

/// <summary>Each check is made to fail: what is changed in the tables of a good run must be found.</summary>
public sealed class The_auditor
{
    public static readonly TheoryData<string, string> Damages = new(
        ("an event is lost", "versions-without-gaps"),
        ("an event is lost", "chain-intact"),
        ("an event is changed", "chain-intact"),
        ("two events change places", "positions-rise"),
        ("the head is behind", "chain-head"),
        ("an entry is there twice", "one-effect"),
        ("an entry is there twice", "event-ids"),
        ("an entry is off by one", "entries-balance"),
        ("an entry names another account", "entry-lines"),
        ("an entry is of the day before", "booking-day"),
        ("a balance is off by one", "balances-are-sums"),
        ("a balance is off by one", "balances-are-the-sums-of-facts"),
        ("a day is lost", "days-are-sums"),
        ("a line is lost", "lines-are-those-of-entries"),
        ("a hold is lost", "holds-are-those-of-events"),
        ("a trace key is lost", "trace-keys-are-those-of-events"),
        ("a state is old", "states-are-those-of-events"),
        ("an inbox entry is lost", "inbox-has-all"),
        ("an inbox entry is there twice", "inbox-once"),
        ("an inbox entry says held", "inbox-disposition"),
        ("a repeat is not logged", "repeats-logged"),
        ("a message is dead", "fate-of-messages"),
        ("a message is lost by the relay", "everything-is-published"),
        ("the relay is behind", "the-relay-ends"),
        ("a repeat has another body", "repeats-are-the-same"),
        ("a publish comes too early", "published-in-order"));

    [Theory]
    [MemberData(nameof(Damages))]
    public void Finds_that(string damage, string check)
    {
        var (plan, world) = Run();
        Assert.Empty(Auditor.Audit(plan, world));
        Do(damage, world);
        Assert.Contains(Auditor.Audit(plan, world), violation => violation.Check == check);
    }

    static (Plan Plan, World World) Run()
    {
        var plan = Plan.Of(5, 60);
        using var trace = new RunTrace(null);
        var world = new World(plan, trace);
        world.Run();
        return (plan, world);
    }

    static void Do(string damage, World world)
    {
        var tables = world.Journal;
        var entries = tables.Events.FindAll(row => row.Type == "journal_entry_posted");
        var entry = entries[^1];
        var place = tables.Events.IndexOf(entry);
        var log = world.Topic.Log;
        switch (damage)
        {
            case "an event is lost":
                tables.Events.RemoveAt(5);
                break;
            case "an event is changed":
                tables.Events[place] = entry with { Data = entry.Data.Replace("\"Row\": \"", "\"Row\": \"X", StringComparison.Ordinal) };
                break;
            case "two events change places":
                (tables.Events[3], tables.Events[4]) = (tables.Events[4], tables.Events[3]);
                break;
            case "the head is behind":
                tables.Head = tables.Head with { Events = tables.Head.Events - 1 };
                break;
            case "an entry is there twice":
                tables.Events.Add(entry with { Position = entry.Position + 1, Version = entry.Version + 1 });
                break;
            case "an entry is off by one":
                Change(line => line.Replace("\"MinorUnits\": ", "\"MinorUnits\": 1", StringComparison.Ordinal), once: true);
                break;
            case "an entry names another account":
                Change(line => line.Replace("\"Account\": \"", "\"Account\": \"9", StringComparison.Ordinal), once: false);
                break;
            case "an entry is of the day before":
                Change(data => data.Replace("\"BookingDate\": \"20", "\"BookingDate\": \"19", StringComparison.Ordinal), once: false);
                break;
            case "a balance is off by one":
                var key = tables.Balances.Keys.First();
                tables.Balances[key] = (tables.Balances[key].Debits + 1, tables.Balances[key].Credits);
                break;
            case "a day is lost":
                tables.Days.Remove(tables.Days.Keys.First());
                break;
            case "a line is lost":
                tables.Lines.Remove(tables.Lines.Keys.First());
                break;
            case "a hold is lost":
                tables.Held.Remove(tables.Held.Keys.First());
                break;
            case "a trace key is lost":
                tables.TraceKeys.Remove(tables.TraceKeys.First());
                break;
            case "a state is old":
                var (stream, state) = tables.States.First();
                tables.States[stream] = state with { Version = state.Version - 1 };
                break;
            case "an inbox entry is lost":
                tables.InboxByFact.Remove(tables.InboxByFact.Keys.First());
                break;
            case "an inbox entry is there twice":
                tables.Inbox.Add(tables.Inbox[0]);
                break;
            case "an inbox entry says held":
                var row = tables.Inbox.Find(posted => posted.Record.Disposition == "posted")!;
                row.Record = row.Record with { Disposition = "held" };
                break;
            case "a repeat is not logged":
                tables.Repeats.RemoveAll(repeat => repeat.Verdict == InboxVerdict.SameMessage);
                break;
            case "a message is dead":
                world.Queue.Messages.Find(message => message.Fate == Fate.Done)!.Fate = Fate.Dead;
                break;
            case "a message is lost by the relay":
                log.RemoveAll(received => received.Id == log[0].Id);
                break;
            case "the relay is behind":
                tables.RelayPosition--;
                break;
            case "a repeat has another body":
                log.Add(log[0] with { Body = log[0].Body.Replace("\"class\"", "\"klass\"", StringComparison.Ordinal) });
                break;
            default:
                world.Topic.Lost.Clear();
                log.Insert(0, log[^1]);
                break;
        }

        void Change(Func<string, string> change, bool once)
        {
            var at = entry.Data.IndexOf("\"Lines\"", StringComparison.Ordinal);
            var end = once ? entry.Data.IndexOf('}', at) : entry.Data.Length;
            var from = once ? at : 0;
            tables.Events[place] = entry with { Data = entry.Data[..from] + change(entry.Data[from..end]) + entry.Data[end..] };
        }
    }
}
