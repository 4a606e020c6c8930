using System.Diagnostics;
using System.Diagnostics.Metrics;
using Ledger.JournalPosting.Storage;
using Ledger.PaymentEvents;

namespace Ledger.JournalPosting;

/// <summary>Meters and traces of the journal.</summary>
public static class JournalMetrics
{
    /// <summary>Name of the meter and of the activity source.</summary>
    public const string Name = "Ledger.JournalPosting";

    internal static readonly ActivitySource Activities = new(Name);

    static readonly Meter Meter = new(Name);

    static readonly Counter<long> Posted = Count("posted", "Events posted as journal entries, by class.");
    static readonly Counter<long> Noted = Count("noted", "Events that moved a state and posted nothing, by class.");
    static readonly Counter<long> Noop = Count("noop", "Events that did nothing, duplicates too, by class and reason.");
    static readonly Counter<long> Held = Count("held", "Events that wait for their predecessor, by class and reason.");
    static readonly Counter<long> Released = Count("released", "Events held no more, by class and disposition.");
    static readonly Counter<long> Exceptions = Count("exceptions", "Events kept for a person, by class and reason.");

    static readonly Histogram<long> Latency = Meter.CreateHistogram<long>(
        "ledger.journal.latency", "ms", "Time from the receipt of an event at the gateway to its commit.");

    static readonly Gauge<long> Lag = Meter.CreateGauge<long>(
        "ledger.journal.relay.lag", "{position}", "Positions between the last event and the last one published.");

    internal static void Decided(PaymentEvent e, PostingOutcome outcome, DateTimeOffset committedAt)
    {
        CounterOf(outcome.Disposition).Add(1, Tags(e.Class, outcome.Reason));
        foreach (var hold in outcome.Released)
        {
            Released.Add(1, new TagList { { "class", hold.Class }, { "disposition", hold.Disposition } });
            CounterOf(hold.Disposition).Add(1, Tags(hold.Class, hold.Reason));
        }

        if (outcome.Reason is not (PostingReason.DuplicateMessage or PostingReason.DuplicateFact))
        {
            Latency.Record((committedAt - e.ReceivedAt).Ticks / TimeSpan.TicksPerMillisecond);
        }
    }

    internal static void Overdue(PostingReason reason) =>
        Exceptions.Add(1, new TagList { { "reason", reason.WireName() } });

    internal static void RelayLag(long positions) => Lag.Record(positions);

    static Counter<long> CounterOf(string disposition) => disposition switch
    {
        Disposition.Posted => Posted,
        Disposition.Noted => Noted,
        Disposition.Held => Held,
        Disposition.Exception => Exceptions,
        _ => Noop,
    };

    static TagList Tags(string eventClass, PostingReason? reason) =>
        new() { { "class", eventClass }, { "reason", reason?.WireName() } };

    static Counter<long> Count(string name, string description) =>
        Meter.CreateCounter<long>($"ledger.journal.{name}", "{event}", description);
}
