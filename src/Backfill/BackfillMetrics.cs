using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Ledger.Backfill;

/// <summary>Meters of the backfill.</summary>
public static class BackfillMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "Ledger.Backfill";

    static readonly Meter Meter = new(Name);

    static readonly Counter<long> Events = Meter.CreateCounter<long>(
        "ledger.backfill.events", "{event}", "Events, deliveries and rows that were looked at, by provider, kind of run and outcome.");

    static readonly Counter<long> FailedPolls = Meter.CreateCounter<long>(
        "ledger.backfill.failed_polls", "{poll}", "Polls of a provider's list that did not come to their end, by provider.");

    static readonly Gauge<double> Silence = Meter.CreateGauge<double>(
        "ledger.backfill.silence", "s", "Time since the last webhook of an endpoint whose silence is watched, by provider and endpoint.");

    static readonly Gauge<double> Lag = Meter.CreateGauge<double>(
        "ledger.backfill.watermark_lag", "s", "Time since all before was listed and confirmed, by provider and endpoint.");

    static readonly Gauge<long> OpenGaps = Meter.CreateGauge<long>(
        "ledger.backfill.gaps", "{gap}",
        "Stretches that no list can bring any more and nobody has acknowledged, by provider and endpoint.");

    internal static void Settled(BackfillRun run, IReadOnlyList<Settled> settled)
    {
        foreach (var outcome in settled.CountBy(each => each.Outcome))
        {
            Events.Add(outcome.Value, new TagList { { "provider", run.Provider }, { "kind", run.Kind }, { "outcome", outcome.Key } });
        }
    }

    internal static void PollFailed(string provider) => FailedPolls.Add(1, new TagList { { "provider", provider } });

    internal static void Silent(string provider, string endpoint, TimeSpan since) =>
        Silence.Record(since.TotalSeconds, new TagList { { "provider", provider }, { "endpoint", endpoint } });

    internal static void Behind(string provider, string endpoint, TimeSpan lag) =>
        Lag.Record(lag.TotalSeconds, new TagList { { "provider", provider }, { "endpoint", endpoint } });

    internal static void Gaps(string provider, string endpoint, int open) =>
        OpenGaps.Record(open, new TagList { { "provider", provider }, { "endpoint", endpoint } });
}
