using System.Diagnostics.Metrics;
using Ledger.MessageBus.Publishing;

namespace Ledger.MessageBus.Monitoring;

/// <summary>Meters of the bus.</summary>
public static class BusMeters
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Ledger.MessageBus";

    static readonly Meter Meter = new(MeterName);
    static readonly Counter<long> PublishedCount = Meter.CreateCounter<long>("ledger.bus.published", "{message}");
    static readonly Counter<long> FailedCount = Meter.CreateCounter<long>("ledger.bus.publish_failed", "{message}");
    static readonly Histogram<double> ConfirmSeconds =
        Meter.CreateHistogram<double>("ledger.bus.confirm_duration", "s");
    static readonly Counter<long> ConsumedCount = Meter.CreateCounter<long>("ledger.bus.consumed", "{message}");
    static readonly Counter<long> RequeuedCount = Meter.CreateCounter<long>("ledger.bus.requeued", "{message}");
    static readonly Counter<long> ParkedCount = Meter.CreateCounter<long>("ledger.bus.parked", "{message}");
    static readonly UpDownCounter<int> PausedCount = Meter.CreateUpDownCounter<int>("ledger.bus.paused", "{consumer}");
    static volatile IReadOnlyList<QueueDepth> _depths = [];

    static BusMeters() => Meter.CreateObservableGauge(
        "ledger.bus.queue_depth",
        () => _depths.Where(d => d.Exists).Select(d => new Measurement<long>(d.Messages, Queue(d.Queue))),
        "{message}", "Messages ready for delivery");

    internal static void Published(OutgoingMessage message, TimeSpan elapsed)
    {
        PublishedCount.Add(1, Exchange(message));
        ConfirmSeconds.Record(elapsed.TotalSeconds, Exchange(message));
    }

    internal static void PublishFailed(OutgoingMessage message) => FailedCount.Add(1, Exchange(message));

    internal static void Consumed(string queue) => ConsumedCount.Add(1, Queue(queue));

    internal static void Requeued(string queue) => RequeuedCount.Add(1, Queue(queue));

    /// <summary>Counts a message put aside in a dead-letter or skipped queue.</summary>
    internal static void Parked(string queue) => ParkedCount.Add(1, Queue(queue));

    internal static void Paused(string queue) => PausedCount.Add(1, Queue(queue));

    internal static void Resumed(string queue) => PausedCount.Add(-1, Queue(queue));

    internal static void Depths(IReadOnlyList<QueueDepth> depths) => _depths = depths;

    static KeyValuePair<string, object?> Exchange(OutgoingMessage message) =>
        new("exchange", message.Exchange.Length > 0 ? message.Exchange : "(queue)");

    static KeyValuePair<string, object?> Queue(string queue) => new("queue", queue);
}
