using Ledger.Cli.Demo;
using Ledger.Faults.Sending;

namespace Ledger.Faults.Checking;

/// <summary>
/// What the sender was told against what the ledger did: every webhook answered 2xx has exactly one effect, none
/// answered otherwise has more than one, one with a wrong signature has none. What an effect is comes from the stories
/// (<see cref="ExpectedFact"/>), which know nothing of the product's rules.
/// </summary>
static class EffectCheck
{
    static readonly string[] RightEnds = ["posted", "noted", "noop"];
    static readonly string[] RightRepeats = ["SAME_MESSAGE", "SAME_FACT"];

    /// <summary>Everything that is not right, in words.</summary>
    public static IEnumerable<string> Run(IReadOnlyList<Webhook> webhooks, LedgerFacts facts)
    {
        var mentions = facts.Inbox.Select(row => (row.SourceEventId, row.FactKey))
            .Concat(facts.Repeats.Select(row => (row.SourceEventId, row.FactKey)))
            .Distinct().ToLookup(row => row.SourceEventId, row => row.FactKey);
        return
        [
            .. webhooks.SelectMany(webhook => Mentioned(webhook, [.. mentions[webhook.EventId]])),
            .. Twice(facts),
            .. Ends(facts),
            .. Archived(webhooks, facts),
            .. Entries(webhooks, facts, mentions),
            .. Strangers(webhooks, mentions),
        ];
    }

    static IEnumerable<string> Mentioned(Webhook webhook, Guid[] found)
    {
        var stated = webhook.Delivery.Facts.Count;
        if (!webhook.IsGenuine)
        {
            if (webhook.Acknowledged || found.Length > 0)
            {
                yield return $"{webhook.EventId} had a wrong signature, was answered 2xx {webhook.Acknowledgements} times "
                    + $"and had {found.Length} effects";
            }
        }
        else if (!webhook.Acknowledged)
        {
            yield return $"{webhook.EventId} was never answered 2xx in {webhook.Attempts.Count} attempts";
        }

        if (webhook.IsGenuine && (found.Length > stated || (webhook.Acknowledged && found.Length < stated)))
        {
            yield return $"{webhook.EventId} ({webhook.Delivery.Type}), answered 2xx {webhook.Acknowledgements} times, states "
                + $"{stated} facts, and {found.Length} of them reached the journal";
        }
    }

    static IEnumerable<string> Twice(LedgerFacts facts) =>
        from row in facts.Inbox
        group row by row.FactKey into rows
        where rows.Count() > 1
        select $"fact {rows.Key} has {rows.Count()} effects in {rows.First().StreamId}";

    static IEnumerable<string> Ends(LedgerFacts facts) =>
    [
        .. from row in facts.Inbox
           where !RightEnds.Contains(row.Disposition)
           select $"a fact of {row.SourceEventId} in {row.StreamId} ended as '{row.Disposition}'",
        .. from row in facts.Repeats
           where !RightRepeats.Contains(row.Kind)
           select $"a repeat in {row.SourceEventId} was taken for {row.Kind}",
    ];

    // Each 2xx was the answer to a delivery of its own, whose bytes must be there.
    static IEnumerable<string> Archived(IReadOnlyList<Webhook> webhooks, LedgerFacts facts)
    {
        var archived = facts.Deliveries.Where(row => row.Verified).CountBy(row => row.ProviderEventId ?? "").ToDictionary();
        return
            from webhook in webhooks
            let found = archived.GetValueOrDefault(webhook.EventId)
            where found < webhook.Acknowledgements
            select $"{webhook.EventId} was answered 2xx {webhook.Acknowledgements} times, and {found} deliveries are archived";
    }

    // Per stream, for one stream is one payment: which entries must be there, and which are.
    static IEnumerable<string> Entries(
        IReadOnlyList<Webhook> webhooks, LedgerFacts facts, ILookup<string, Guid> mentions)
    {
        var streams = facts.Inbox.DistinctBy(row => row.FactKey).ToDictionary(row => row.FactKey, row => row.StreamId);
        var expected = (
            from webhook in webhooks
            from key in mentions[webhook.EventId].Take(1)
            from fact in webhook.Delivery.Facts
            select (Stream: streams.GetValueOrDefault(key, ""), Fact: fact)).ToLookup(one => one.Stream, one => one.Fact);
        var found = facts.Lines.ToLookup(line => line.StreamId);
        foreach (var stream in expected.Select(one => one.Key).Union(found.Select(one => one.Key), StringComparer.Ordinal))
        {
            var wanted = Words(expected[stream].DistinctBy(fact => fact.Name).SelectMany(fact => fact.Entries));
            var actual = Words(found[stream]);
            foreach (var missing in Less(wanted, actual))
            {
                yield return $"{stream}: missing {missing}";
            }

            foreach (var extra in Less(actual, wanted))
            {
                yield return $"{stream}: one too many {extra}";
            }
        }
    }

    static IEnumerable<string> Strangers(IReadOnlyList<Webhook> webhooks, ILookup<string, Guid> mentions)
    {
        var sent = webhooks.Select(webhook => webhook.EventId).ToHashSet(StringComparer.Ordinal);
        return mentions.Where(one => !sent.Contains(one.Key)).Select(one => $"nobody has sent {one.Key}, which had an effect");
    }

    static List<string> Words(IEnumerable<ExpectedEntry> entries) =>
        [.. entries.Select(entry => $"entry {entry.Debit}/{entry.Credit} {entry.MinorUnits} {entry.Currency}")];

    static List<string> Words(IEnumerable<LineRow> lines) =>
    [
        .. from line in lines
           group line by line.EntryId into entry
           let debit = string.Join('+', entry.Where(line => line.IsDebit).Select(line => line.Account))
           let credit = string.Join('+', entry.Where(line => !line.IsDebit).Select(line => line.Account))
           select $"entry {debit}/{credit} {entry.First().MinorUnits} {entry.First().Currency}",
    ];

    // What is in the first list more often than in the second.
    static IEnumerable<string> Less(List<string> first, List<string> second)
    {
        var rest = second.CountBy(text => text).ToDictionary(StringComparer.Ordinal);
        foreach (var text in first)
        {
            if (rest.GetValueOrDefault(text) is > 0 and var left)
            {
                rest[text] = left - 1;
            }
            else
            {
                yield return text;
            }
        }
    }
}
