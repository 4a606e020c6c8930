using Ledger.Evidence;
using Ledger.MessageBus.Messages;
using Ledger.PaymentEvents;
using Ledger.ProviderAccess;
using Ledger.ProviderAccess.Certificates;
using Ledger.Providers.Api;

namespace Ledger.Cli.Replaying;

/// <summary>
/// Goes through accepted deliveries of a span of receipt, translates them by today's code, and publishes what the journal does not know
/// with this content. What it publishes goes the way of every event: the consumers' inboxes judge it, so that a repeat has no second
/// effect and a difference becomes an exception.
/// </summary>
/// <param name="archive">Where the deliveries are.</param>
/// <param name="inbox">What the journal knows.</param>
/// <param name="reads">What the confirmation knows.</param>
/// <param name="endpoints">Endpoints that are configured today.</param>
/// <param name="certificates">Fetches certificates that providers sign with; the endpoints are completed with it.</param>
/// <param name="publish">
/// Publishes facts of one endpoint, to be confirmed where its policy says so, and returns when the broker has them, with how many are to be
/// confirmed; null to publish nothing.
/// </param>
sealed class DeliveryReplay(
    ArchiveSearch archive, InboxLookup inbox, ReadLookup reads, WebhookEndpoints endpoints, CertificateStore certificates,
    Func<IReadOnlyList<PaymentEvent>, WebhookEndpoint, CancellationToken, Task<int>>? publish)
{
    /// <summary>Examples that are kept of each finding and reason.</summary>
    const int ExamplesMax = 5;

    const int PageMax = 200;

    readonly HashSet<(Guid Message, Guid Fact)> _published = [];
    readonly Dictionary<FactFinding, long> _findings = [];
    readonly SortedDictionary<string, long> _reasons = new(StringComparer.Ordinal);
    readonly List<ReplayExample> _examples = [];
    long _deliveries, _sent, _toConfirm;
    DateTimeOffset? _upTo;

    /// <summary>Replays a span.</summary>
    /// <param name="span">Which deliveries.</param>
    /// <param name="inFlight">Most facts that wait for the broker at once.</param>
    /// <param name="progress">Told after each page.</param>
    /// <param name="ct">Stops after what was published.</param>
    public async Task<ReplayReport> RunAsync(ReplaySpan span, int inFlight, IProgress<ReplayReport>? progress, CancellationToken ct)
    {
        ArchivedDelivery? last = null;
        while (await archive.AcceptedAsync(span.From, span.To, span.Provider, span.Endpoint, last, PageMax, ct) is { Count: > 0 } page)
        {
            var messages = new List<ReplayedMessage>();
            foreach (var delivery in page)
            {
                messages.AddRange(ReplayedMessage.Of(delivery, await TranslateAsync(delivery)));
            }

            await PublishAsync(await JudgeAsync(messages, ct), inFlight, ct);
            (last, _upTo) = (page[^1], page[^1].ReceivedAt);
            progress?.Report(Report(span));
        }

        return Report(span);
    }

    async Task<IReadOnlyList<PaymentEvent>> TranslateAsync(ArchivedDelivery delivery)
    {
        _deliveries++;
        var anew = await TranslatedAnew.OfAsync(delivery, endpoints, certificates);
        if (anew.Reason is { } reason)
        {
            _reasons[reason] = _reasons.GetValueOrDefault(reason) + 1;
            Keep(new ReplayExample(reason, delivery.DeliveryId, delivery.ReceivedAt, delivery.ProviderEventId, null, null));
        }

        return anew.Facts;
    }

    /// <summary>What is to be published of each message, in their order.</summary>
    async Task<List<(IReadOnlyList<PaymentEvent> Facts, WebhookEndpoint Endpoint)>> JudgeAsync(
        List<ReplayedMessage> messages, CancellationToken ct)
    {
        var known = await reads.FindAsync(messages.Select(each => each.Report.ProviderEventId), ct);
        var found = await InboxAsync(
            [.. messages.SelectMany(each => each.Report.Events), .. known.Values.SelectMany(each => each.Released)], ct);
        var missing = new List<(IReadOnlyList<PaymentEvent>, WebhookEndpoint)>();
        foreach (var message in messages)
        {
            var read = known.GetValueOrDefault(message.Report.ReportId) ?? known.GetValueOrDefault(PartId(message.Report, found));
            var facts = message.Judge(read, found).Select(Once).ToList();
            foreach (var judged in facts)
            {
                _findings[judged.Finding] = _findings.GetValueOrDefault(judged.Finding) + 1;
                Keep(judged, message.Delivery);
            }

            if (facts.Where(judged => judged.IsMissing).Select(judged => judged.Fact).ToList() is { Count: > 0 } sent)
            {
                var endpoint = endpoints.Of(message.Delivery.Provider, message.Delivery.Endpoint)!;
                missing.Add((sent, read is null ? endpoint : Unconfirmed(endpoint)));
            }
        }

        return missing;
    }

    /// <summary>What the journal's inbox says of each of some facts.</summary>
    async Task<Func<PaymentEvent, FactFinding>> InboxAsync(List<PaymentEvent> facts, CancellationToken ct)
    {
        var findings = facts.Count == 0 ? [] : await inbox.FindAsync(facts, ct);
        var byFact = new Dictionary<PaymentEvent, FactFinding>(ReferenceEqualityComparer.Instance);
        foreach (var (fact, finding) in facts.Zip(findings))
        {
            byFact[fact] = finding;
        }

        return fact => byFact[fact];
    }

    /// <summary>Of a message that the journal has in part, only the rest was sent to be confirmed.</summary>
    static Guid PartId(PaymentReport report, Func<PaymentEvent, FactFinding> inbox)
    {
        var rest = report.Events.Where(fact => inbox(fact) is FactFinding.New or FactFinding.Different).ToList();
        return PaymentReport.Of(report.Endpoint, rest).FirstOrDefault()?.ReportId ?? Guid.Empty;
    }

    /// <summary>Told twice within the span: the second time it is a repeat of what this run knows already.</summary>
    JudgedFact Once(JudgedFact judged) =>
        judged.Finding == FactFinding.New && !_published.Add((judged.Fact.MessageKey, judged.Fact.EventId))
            ? judged with { Finding = FactFinding.Identical }
            : judged;

    /// <summary>
    /// A message is confirmed once: what was released goes out again without another read, and what today's translation says beside that
    /// goes to the journal, which judges it.
    /// </summary>
    static WebhookEndpoint Unconfirmed(WebhookEndpoint endpoint) =>
        endpoint with { Settings = endpoint.Settings with { Confirm = ConfirmPolicy.Never } };

    async Task PublishAsync(
        List<(IReadOnlyList<PaymentEvent> Facts, WebhookEndpoint Endpoint)> messages, int inFlight, CancellationToken ct)
    {
        if (publish is null)
        {
            return;
        }

        foreach (var chunk in messages.Chunk(inFlight))
        {
            _toConfirm += (await Task.WhenAll(chunk.Select(message => publish(message.Facts, message.Endpoint, ct)))).Sum();
            _sent += chunk.Sum(message => message.Facts.Count);
        }
    }

    void Keep(JudgedFact judged, ArchivedDelivery delivery)
    {
        if (judged.Finding is FactFinding.Identical or FactFinding.Judged)
        {
            return;
        }

        var fact = judged.Fact;
        Keep(new ReplayExample(
            ReplayReport.WireName(judged.Finding), delivery.DeliveryId, delivery.ReceivedAt, fact.ProviderEventId, fact.EventId,
            $"{fact.Class} {fact.Amounts.Gross}".Trim()));
    }

    void Keep(ReplayExample example)
    {
        if (_examples.Count(each => each.What == example.What) < ExamplesMax)
        {
            _examples.Add(example);
        }
    }

    ReplayReport Report(ReplaySpan span) => new(
        span.From, span.To, _upTo, _deliveries, Count(FactFinding.New), Count(FactFinding.Identical), Count(FactFinding.OnHold),
        Count(FactFinding.Refused), Count(FactFinding.Different), Count(FactFinding.Judged), Count(FactFinding.Waiting),
        Count(FactFinding.Held), Count(FactFinding.Dead), Count(FactFinding.Dismissed), Count(FactFinding.NoFact), _sent, _toConfirm,
        new SortedDictionary<string, long>(_reasons, StringComparer.Ordinal), [.. _examples]);

    long Count(FactFinding finding) => _findings.GetValueOrDefault(finding);
}
