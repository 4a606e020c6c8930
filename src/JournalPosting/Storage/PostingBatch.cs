using Ledger.EventStore;
using Ledger.JournalPosting.Events;
using Ledger.JournalPosting.States;
using Ledger.PaymentEvents;

namespace Ledger.JournalPosting.Storage;

/// <summary>The states of one batch and what was decided over them.</summary>
sealed class PostingBatch(
    PostingRules rules, IReadOnlyDictionary<string, PaymentState> loaded, DateTimeOffset now)
    : ICommitBatch<JournalMessage, PostingOutcome, IReadOnlyDictionary<string, PaymentState>, ReadModelChanges>
{
    readonly Dictionary<string, PaymentState> _states = new(loaded, StringComparer.Ordinal);
    readonly Dictionary<NewEvent, JournalFact> _facts = new(ReferenceEqualityComparer.Instance);

    /// <summary>
    /// What waits or is refused, while its object is known, may be a fact that stands already, of which the inbox has lost the entry: kept
    /// as waiting, it would be posted a second time later, within a batch that does not know it. What would be posted at once needs no
    /// doubt: its entry has the same id.
    /// </summary>
    public bool Doubts { get; private set; }

    public Decision<PostingOutcome> Decide(JournalMessage message, InboxFinding finding) => message switch
    {
        JournalMessage.Received received => Decide(received.Event, received.TraceId, finding),
        JournalMessage.DeadlinePassed { StreamId: var stream } =>
            Keep(stream, PostingDecider.RaiseOverdue(StateOf(stream), rules, now), []),
        _ => throw new InvalidOperationException($"{message.GetType()} is not a message of the journal."),
    };

    public ReadModelChanges Changes(IReadOnlyList<AppendedEvent> appended)
    {
        var changes = new ReadModelChanges();
        foreach (var (position, version, streamId, added) in appended)
        {
            changes.AddEvent(streamId, version, position, added.Timestamp, _facts[added]);
        }

        foreach (var streamId in changes.Streams.Keys)
        {
            changes.SetState(streamId, loaded.GetValueOrDefault(streamId, PaymentState.Empty), _states[streamId]);
        }

        return changes;
    }

    public IReadOnlyDictionary<string, PaymentState> After(
        IReadOnlyDictionary<string, PaymentState> loaded, IReadOnlyCollection<string> streamIds)
    {
        var states = new Dictionary<string, PaymentState>(loaded, StringComparer.Ordinal);
        foreach (var streamId in streamIds)
        {
            if (_states.TryGetValue(streamId, out var decided))
            {
                states[streamId] = decided;
            }
        }

        return states;
    }

    Decision<PostingOutcome> Decide(PaymentEvent e, string? traceId, InboxFinding finding)
    {
        var state = StateOf(e.StreamId);
        return finding.Verdict switch
        {
            InboxVerdict.New => First(state, e, PostingDecider.Decide(state, e, rules, now, traceId)),
            InboxVerdict.SameMessage => Again(PostingReason.DuplicateMessage, state, e, traceId, finding),
            InboxVerdict.SameFact => Again(PostingReason.DuplicateFact, state, e, traceId, finding),
            InboxVerdict.KeyReused or InboxVerdict.FactContradicted when InboxContradictions.BringsTheRead(state, e) =>
                Settle(e, PostingDecider.Decide(state, e, rules, now, traceId)),
            InboxVerdict.FactContradicted when InboxContradictions.SaysNothingElse(state, e) =>
                Noop(PostingReason.DuplicateFact, finding),
            InboxVerdict.KeyReused => Contradiction(PostingReason.KeyReused, state, e, traceId, finding),
            InboxVerdict.FactContradicted => Contradiction(PostingReason.FactContradicted, state, e, traceId, finding),
        };
    }

    Decision<PostingOutcome> First(PaymentState state, PaymentEvent e, PostingDecision decision)
    {
        Doubts |= decision.Disposition is Disposition.Held or Disposition.Exception
            && state.TraceKeys.Contains(e.ProviderObjectId, StringComparer.Ordinal);
        return Keep(e.StreamId, decision, []);
    }

    /// <summary>
    /// A repeat does nothing, unless its event was refused for want of a rule that is there by now: then it is decided,
    /// and the refusal is settled. As long as it would be held or refused once more, the refusal stands.
    /// </summary>
    Decision<PostingOutcome> Again(
        PostingReason repeat, PaymentState state, PaymentEvent e, string? traceId, InboxFinding finding)
    {
        if (finding.Prior is not { Disposition: Disposition.Exception, Reason: var refused }
            || !PostingReasons.TryParse(refused, out var reason) || !reason.IsCurable())
        {
            return Noop(repeat, finding);
        }

        var decision = PostingDecider.Decide(state, e, rules, now, traceId);
        return decision.Disposition is Disposition.Held or Disposition.Exception
            ? Noop(repeat, finding)
            : Settle(e, decision);
    }

    /// <summary>The event was held for a read, or refused, before: now it is decided, and that is settled.</summary>
    Decision<PostingOutcome> Settle(PaymentEvent e, PostingDecision decision)
    {
        var settled = new InboxSettlement(
            e.EventId, decision.Disposition, decision.Reason?.WireName(), decision.OutcomeId);
        return Keep(e.StreamId, decision, [settled]);
    }

    Decision<PostingOutcome> Contradiction(
        PostingReason reason, PaymentState state, PaymentEvent e, string? traceId, InboxFinding finding)
    {
        if (finding.Reported)
        {
            return Noop(reason, finding);
        }

        var detail = InboxContradictions.Detail(reason, e, finding.Prior);
        return Keep(e.StreamId, PostingDecider.Raise(state, e, reason, detail, rules, now, traceId), []);
    }

    static Decision<PostingOutcome> Noop(PostingReason reason, InboxFinding finding) => new(
        new PostingOutcome(Disposition.Noop, reason, finding.Prior?.OutcomeId, []), Disposition.Noop, reason.WireName(),
        finding.Prior?.OutcomeId, [], []);

    Decision<PostingOutcome> Keep(string streamId, PostingDecision decision, IReadOnlyList<InboxSettlement> settled)
    {
        var appends = new StreamAppend[decision.Facts.Count];
        for (var n = 0; n < appends.Length; n++)
        {
            var added = decision.Facts[n].ToNewEvent(now);
            _facts[added] = decision.Facts[n];
            appends[n] = new StreamAppend(streamId, added);
        }

        _states[streamId] = decision.State;
        return new Decision<PostingOutcome>(
            new PostingOutcome(decision.Disposition, decision.Reason, decision.OutcomeId, decision.Released),
            decision.Disposition, decision.Reason?.WireName(), decision.OutcomeId, appends,
            [
                .. settled,
                .. decision.Released.Select(hold =>
                    new InboxSettlement(hold.EventId, hold.Disposition, hold.Reason?.WireName(), hold.OutcomeId)),
            ]);
    }

    PaymentState StateOf(string streamId) => _states.GetValueOrDefault(streamId, PaymentState.Empty);
}
