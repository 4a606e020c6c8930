using System.Diagnostics;
using System.Diagnostics.Metrics;
using Ledger.Inventory.Storage;
using Ledger.PaymentEvents;

namespace Ledger.Inventory;

/// <summary>Meters and traces of the inventory.</summary>
public static class InventoryMetrics
{
    /// <summary>Name of the meter and of the activity source.</summary>
    public const string Name = "Ledger.Inventory";

    internal static readonly ActivitySource Activities = new(Name);

    static readonly Meter Meter = new(Name);

    static readonly Counter<long> Events = Meter.CreateCounter<long>(
        "ledger.inventory.events", "{event}", "Canonical events by class, disposition and reason.");

    static readonly Counter<long> Commands = Meter.CreateCounter<long>(
        "ledger.inventory.commands", "{command}", "Commands of the shop by kind, disposition and reason.");

    static readonly Histogram<long> Latency = Meter.CreateHistogram<long>(
        "ledger.inventory.latency", "ms", "Time from the receipt of an event at the gateway to the commit of its stock outcome.");

    static readonly Gauge<long> Lag = Meter.CreateGauge<long>(
        "ledger.inventory.relay.lag", "{position}", "Positions between the last event and the last one published.");

    internal static void Decided(PaymentEvent e, StockOutcome outcome, DateTimeOffset committedAt)
    {
        Events.Add(1, new TagList
        {
            { "class", e.Class }, { "disposition", outcome.Disposition }, { "reason", outcome.Reason?.WireName() },
        });
        if (!outcome.Repeated)
        {
            Latency.Record((committedAt - e.ReceivedAt).Ticks / TimeSpan.TicksPerMillisecond);
        }
    }

    internal static void Commanded(string kind, StockOutcome outcome) => Commands.Add(1, new TagList
    {
        { "kind", kind }, { "disposition", outcome.Disposition }, { "reason", outcome.Reason?.WireName() },
    });

    internal static void RelayLag(long positions) => Lag.Record(positions);
}
