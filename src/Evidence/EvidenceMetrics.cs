using System.Diagnostics;
using System.Diagnostics.Metrics;
using Ledger.MessageBus.Messages;

namespace Ledger.Evidence;

/// <summary>Meters of the archive.</summary>
public static class EvidenceMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "Ledger.Evidence";

    static readonly Meter Meter = new(Name);

    static readonly Counter<long> Deliveries = Meter.CreateCounter<long>(
        "ledger.evidence.deliveries", "{delivery}", "Deliveries handed to the archive, by provider, verdict and outcome.");

    static readonly Histogram<double> Lag = Meter.CreateHistogram<double>(
        "ledger.evidence.lag", "s", "Time from the receipt of a delivery to its commit in the archive.");

    internal static void Stored(RawDelivery delivery, ArchiveOutcome outcome, DateTimeOffset now)
    {
        Count(delivery, outcome == ArchiveOutcome.Archived ? "archived" : "repeated");
        if (outcome == ArchiveOutcome.Archived)
        {
            Lag.Record((now - delivery.ReceivedAt).TotalSeconds);
        }
    }

    internal static void Refused(RawDelivery delivery) => Count(delivery, "refused");

    static void Count(RawDelivery delivery, string outcome) => Deliveries.Add(1, new TagList
    {
        { "provider", delivery.Provider }, { "verdict", delivery.Verdict }, { "outcome", outcome },
    });
}
