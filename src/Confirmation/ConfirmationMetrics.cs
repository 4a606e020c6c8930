using System.Diagnostics;
using System.Diagnostics.Metrics;
using Ledger.MessageBus.Messages;

namespace Ledger.Confirmation;

/// <summary>Meters of the confirmation.</summary>
public static class ConfirmationMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "Ledger.Confirmation";

    static readonly Meter Meter = new(Name);

    static readonly Counter<long> Reports = Meter.CreateCounter<long>(
        "ledger.confirmation.reports", "{report}", "Messages of providers that came to their end, by provider and outcome.");

    static readonly Counter<long> FailedReads = Meter.CreateCounter<long>(
        "ledger.confirmation.failed_reads", "{read}", "Reads of a provider's API that did not succeed and are tried again.");

    static readonly Histogram<long> Latency = Meter.CreateHistogram<long>(
        "ledger.confirmation.latency", "ms", "Time from the receipt of a message at the gateway to the release of its facts.");

    internal static void Ended(PaymentReport report, ReadDecision decision, DateTimeOffset at)
    {
        Reports.Add(1, Tags(report, decision.Outcome));
        if (!decision.IsHeld)
        {
            Latency.Record((at - report.ReceivedAt).Ticks / TimeSpan.TicksPerMillisecond, new TagList { { "provider", report.Provider } });
        }
    }

    internal static void Failed(PaymentReport report) => FailedReads.Add(1, new TagList { { "provider", report.Provider } });

    internal static void GivenUp(PaymentReport report) => Reports.Add(1, Tags(report, ReadOutcome.FetchFailed));

    static TagList Tags(PaymentReport report, string outcome) => new() { { "provider", report.Provider }, { "outcome", outcome } };
}
