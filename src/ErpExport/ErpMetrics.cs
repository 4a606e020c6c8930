using System.Diagnostics;
using System.Diagnostics.Metrics;
using Ledger.ErpExport.Delivery;

namespace Ledger.ErpExport;

/// <summary>Meters and traces of the export.</summary>
public static class ErpMetrics
{
    /// <summary>Name of the meter and of the activity source.</summary>
    public const string Name = "Ledger.ErpExport";

    internal static readonly ActivitySource Activities = new(Name);

    static readonly Meter Meter = new(Name);

    static readonly Counter<long> Entries = Meter.CreateCounter<long>(
        "ledger.erp.entries", "{entry}", "Posted entries by what became of them.");

    static readonly Counter<long> Moves = Meter.CreateCounter<long>(
        "ledger.erp.documents", "{move}", "Moves of documents by target, state and reason.");

    static readonly Counter<long> Throttles = Meter.CreateCounter<long>(
        "ledger.erp.throttled", "{call}", "Calls that an ERP would not take, by target.");

    static readonly Histogram<long> Latency = Meter.CreateHistogram<long>(
        "ledger.erp.latency", "ms", "Time from the commit that announces a call to the ERP's word, kept, that the document is posted.");

    static readonly Gauge<long> Lag = Meter.CreateGauge<long>(
        "ledger.erp.relay.lag", "{position}", "Positions between the last event and the last one published.");

    internal static void Received(string disposition) => Entries.Add(1, new TagList { { "disposition", disposition } });

    internal static void Moved(DocumentStanding standing) => Moves.Add(1, new TagList
    {
        { "target", standing.Target }, { "state", standing.State.Word() }, { "reason", standing.Reason?.ToString() },
    });

    internal static void Throttled(string target) => Throttles.Add(1, new TagList { { "target", target } });

    internal static void Posted(string target, TimeSpan since) =>
        Latency.Record(since.Ticks / TimeSpan.TicksPerMillisecond, new TagList { { "target", target } });

    internal static void RelayLag(long positions) => Lag.Record(positions);
}
