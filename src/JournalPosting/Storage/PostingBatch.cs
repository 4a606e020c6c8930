using Ledger.EventStore;
using Ledger.JournalPosting.Events;
using Ledger.JournalPosting.States;
using Ledger.PaymentEvents;
using Npgsql;

namespace Ledger.JournalPosting.Storage;

/// <summary>The states of one batch and what was decided over them.</summary>
sealed class PostingBatch(
    PostingRules rules, ReadModelSql sql, Dictionary<string, PaymentState> loaded, DateTimeOffset now)
    : ICommitBatch<JournalMessage, PostingOutcome>
{
    readonly Dictionary<string, PaymentState> _states = new(loaded, StringComparer.Ordinal);
    readonly Dictionary<NewEvent, JournalFact> _facts = new(ReferenceEqualityComparer.Instance);

    public Decision<PostingOutcome> Decide(JournalMessage message, InboxFinding finding) => message switch
    {
        JournalMessage.Received received => Decide(received.Event, received.TraceId, finding),
        JournalMessage.DeadlinePassed { StreamId: var stream } =>
            Keep(stream, PostingDecider.RaiseOverdue(StateOf(stream), rules, now), []),
        _ => throw new InvalidOperationException($"{message.GetType()} is not a message of the journal."),
    };

    public void Write(NpgsqlBatch batch, IReadOnlyList<AppendedEvent> appended)
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

        sql.Write(batch, changes);
    }

    Decision<PostingOutcome> Decide(PaymentEvent e, string? traceId, InboxFinding finding)
    {
        var state = StateOf(e.StreamId);
        return finding.Verdict switch
        {
            InboxVerdict.New => Keep(e.StreamId, PostingDecider.Decide(state, e, rules, now, traceId), []),
            InboxVerdict.SameMessage => Noop(PostingReason.DuplicateMessage, finding),
            InboxVerdict.SameFact => Noop(PostingReason.DuplicateFact, finding),
            InboxVerdict.KeyReused or InboxVerdict.FactContradicted when InboxContradictions.BringsTheRead(state, e) =>
                Complete(state, e, traceId),
            InboxVerdict.FactContradicted when InboxContradictions.SaysNothingElse(state, e) =>
                Noop(PostingReason.DuplicateFact, finding),
            InboxVerdict.KeyReused => Contradiction(PostingReason.KeyReused, state, e, traceId, finding),
            InboxVerdict.FactContradicted => Contradiction(PostingReason.FactContradicted, state, e, traceId, finding),
        };
    }

    /// <summary>
    /// The event that was held for a read has come with its facts: decided now, and the hold is settled.
    /// </summary>
    Decision<PostingOutcome> Complete(PaymentState state, PaymentEvent e, string? traceId)
    {
        var decision = PostingDecider.Decide(state, e, rules, now, traceId);
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
