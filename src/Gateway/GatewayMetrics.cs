using System.Diagnostics;
using System.Diagnostics.Metrics;
using Ledger.Intake;

namespace Ledger.Gateway;

/// <summary>What the gateway counts and traces, under the name <c>Ledger.Gateway</c>.</summary>
sealed class GatewayMetrics
{
    /// <summary>Name of meter and activity source.</summary>
    public const string Name = "Ledger.Gateway";

    /// <summary>Spans of receiving, under the request's own.</summary>
    public static readonly ActivitySource Source = new(Name);

    readonly Counter<long> _accepted;
    readonly Counter<long> _refused;
    readonly Counter<long> _ignored;
    readonly Counter<long> _exceptions;
    readonly Counter<long> _challenges;
    readonly Counter<long> _notArchived;
    readonly Counter<long> _archiveFailed;
    readonly Histogram<double> _duration;

    /// <summary>Creates the instruments.</summary>
    public GatewayMetrics(IMeterFactory meters, BodyBudget budget)
    {
        var meter = meters.Create(Name);
        _accepted = meter.CreateCounter<long>("ledger.gateway.accepted", "{delivery}", "Deliveries taken in full.");
        _refused = meter.CreateCounter<long>(
            "ledger.gateway.refused", "{delivery}", "Deliveries not taken, by reason.");
        _ignored = meter.CreateCounter<long>("ledger.gateway.ignored", "{delivery}", "Authentic, nothing to post.");
        _exceptions = meter.CreateCounter<long>(
            "ledger.gateway.exceptions", "{delivery}", "Authentic, not translated.");
        _challenges = meter.CreateCounter<long>(
            "ledger.gateway.challenges", "{request}", "Providers that asked whether the endpoint is ours, and were told.");
        _notArchived = meter.CreateCounter<long>(
            "ledger.gateway.refused_not_archived", "{delivery}", "Refused deliveries left out under a flood.");
        _archiveFailed = meter.CreateCounter<long>(
            "ledger.gateway.refused_archive_failed", "{delivery}", "Refused deliveries that the broker did not take.");
        _duration = meter.CreateHistogram<double>(
            "ledger.gateway.duration", "s", "Headers received to answer ready.", advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
            });
        meter.CreateObservableGauge("ledger.gateway.body_bytes_held", () => budget.Held, "By", "Bodies held now.");
    }

    /// <summary>Counts one answered delivery.</summary>
    /// <param name="provider">A configured provider, or null: names that strangers make up are no tags.</param>
    /// <param name="answer">Its answer.</param>
    /// <param name="elapsed">From headers to answer.</param>
    public void Answered(string? provider, Answer answer, TimeSpan elapsed)
    {
        var tags = new TagList { { "provider", provider ?? "unknown" } };
        if (answer.Reason is { } reason)
        {
            tags.Add("reason", RefusalTerms.WireName(reason));
        }

        CounterOf(answer.Outcome).Add(1, tags);
        _duration.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("outcome", answer.Outcome.Name()));
    }

    /// <summary>Counts a request to an address that does not exist.</summary>
    public void NoSuchAddress() => _refused.Add(
        1, new("provider", "unknown"), new("reason", "UNKNOWN_ADDRESS"));

    /// <summary>Counts a refused delivery that the sampling left out of the archive.</summary>
    public void NotArchived() => _notArchived.Add(1);

    /// <summary>Counts a refused delivery whose archiving failed.</summary>
    public void ArchiveFailed() => _archiveFailed.Add(1);

    Counter<long> CounterOf(Outcome outcome) => outcome switch
    {
        Outcome.Accepted => _accepted,
        Outcome.Ignored => _ignored,
        Outcome.Exception => _exceptions,
        Outcome.Refused => _refused,
        Outcome.Challenge => _challenges,
    };
}
