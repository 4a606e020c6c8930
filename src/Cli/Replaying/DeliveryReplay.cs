using Ledger.Evidence;
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
/// <param name="endpoints">Endpoints that are configured today.</param>
/// <param name="certificates">Fetches certificates that providers sign with; the endpoints are completed with it.</param>
/// <param name="reads">What the confirmation knows.</param>
/// <param name="publish">
/// Publishes facts of one endpoint, to be confirmed where its policy says so, and returns when the broker has them; null to publish
/// nothing.
/// </param>
sealed class DeliveryReplay(
    ArchiveSearch archive, InboxLookup inbox, ReadLookup reads, WebhookEndpoints endpoints, CertificateStore certificates,
    Func<IReadOnlyList<PaymentEvent>, WebhookEndpoint, CancellationToken, Task>? publish)
{
    /// <summary>Examples that are kept of each finding and reason.</summary>
    const int ExamplesMax = 5;

    const int PageMax = 200;

    readonly HashSet<(Guid Message, Guid Fact)> _published = [];
    readonly Dictionary<FactFinding, long> _findings = [];
    readonly SortedDictionary<string, long> _reasons = new(StringComparer.Ordinal);
    readonly List<ReplayExample> _examples = [];
    long _deliveries, _sent;
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
            var facts = new List<(PaymentEvent Fact, ArchivedDelivery Delivery)>();
            foreach (var delivery in page)
            {
                facts.AddRange((await TranslateAsync(delivery)).Select(fact => (fact, delivery)));
            }

            await PublishAsync(await JudgeAsync(facts, ct), inFlight, ct);
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

    /// <summary>Facts to be published, in their order.</summary>
    async Task<List<(PaymentEvent Fact, WebhookEndpoint Endpoint)>> JudgeAsync(
        List<(PaymentEvent Fact, ArchivedDelivery Delivery)> facts, CancellationToken ct)
    {
        var findings = facts.Count == 0 ? [] : await inbox.FindAsync([.. facts.Select(each => each.Fact)], ct);
        var reported = await reads.FindAsync(facts.Select(each => each.Fact), ct);
        var missing = new List<(PaymentEvent, WebhookEndpoint)>();
        foreach (var ((fact, delivery), known) in facts.Zip(findings))
        {
            var message = reported[ReadLookup.Key(fact)].ToList();
            var found = message.Any(stated => stated.EventId == fact.EventId && Same(stated, fact)) ? FactFinding.Identical : known;
            // Told twice within the span: the second time it is a repeat of what this run knows already.
            var finding = found == FactFinding.New && !_published.Add((fact.MessageKey, fact.EventId)) ? FactFinding.Identical : found;
            _findings[finding] = _findings.GetValueOrDefault(finding) + 1;
            if (finding is FactFinding.New or FactFinding.Different)
            {
                var endpoint = endpoints.Of(delivery.Provider, delivery.Endpoint)!;
                missing.Add((fact, message.Count == 0 ? endpoint : Unconfirmed(endpoint)));
                Keep(new ReplayExample(
                    finding == FactFinding.New ? "new" : "different", delivery.DeliveryId, delivery.ReceivedAt, fact.ProviderEventId,
                    fact.EventId, $"{fact.Class} {fact.Amounts.Gross}".Trim()));
            }
        }

        return missing;
    }

    static bool Same(PaymentEvent stated, PaymentEvent fact) => stated.Fingerprint().AsSpan().SequenceEqual(fact.Fingerprint());

    /// <summary>A message is confirmed once; what today's translation says beside that goes to the journal, which judges it.</summary>
    static WebhookEndpoint Unconfirmed(WebhookEndpoint endpoint) =>
        endpoint with { Settings = endpoint.Settings with { Confirm = ConfirmPolicy.Never } };

    async Task PublishAsync(List<(PaymentEvent Fact, WebhookEndpoint Endpoint)> facts, int inFlight, CancellationToken ct)
    {
        if (publish is null)
        {
            return;
        }

        // A message's facts stay together: where they are confirmed, they are confirmed as one.
        var messages = facts.GroupBy(each => (ReadLookup.Key(each.Fact), each.Endpoint.Settings.Confirm));
        foreach (var chunk in messages.Chunk(inFlight))
        {
            await Task.WhenAll(chunk.Select(message => publish([.. message.Select(each => each.Fact)], message.First().Endpoint, ct)));
            _sent += chunk.Sum(message => message.Count());
        }
    }

    void Keep(ReplayExample example)
    {
        if (_examples.Count(each => each.What == example.What) < ExamplesMax)
        {
            _examples.Add(example);
        }
    }

    ReplayReport Report(ReplaySpan span) => new(
        span.From, span.To, _upTo, _deliveries, Count(FactFinding.New), Count(FactFinding.Identical), Count(FactFinding.Different),
        Count(FactFinding.Judged), _sent, new SortedDictionary<string, long>(_reasons, StringComparer.Ordinal), [.. _examples]);

    long Count(FactFinding finding) => _findings.GetValueOrDefault(finding);
}
