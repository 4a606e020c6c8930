using Ledger.Confirmation;
using Ledger.Evidence;
using Ledger.MessageBus.Messages;
using Ledger.PaymentEvents;

namespace Ledger.Cli.Replaying;

/// <summary>One message of an archived delivery as today's translation reads it.</summary>
/// <param name="Report">Its facts, with the identity by which the confirmation knows it.</param>
/// <param name="Delivery">The delivery that carried it.</param>
sealed record ReplayedMessage(PaymentReport Report, ArchivedDelivery Delivery)
{
    /// <summary>The messages of a delivery.</summary>
    public static IEnumerable<ReplayedMessage> Of(ArchivedDelivery delivery, IReadOnlyList<PaymentEvent> facts) =>
        PaymentReport.Of(delivery.Endpoint, facts).Select(report => new ReplayedMessage(report, delivery));

    /// <summary>
    /// What is known of the message's facts. What the provider has confirmed counts in place of what the message states, and what the
    /// provider has not confirmed goes nowhere. Pure.
    /// </summary>
    /// <param name="read">What the confirmation knows of the message; null where it never had it.</param>
    /// <param name="inbox">What the journal's inbox knows of a fact.</param>
    public IReadOnlyList<JudgedFact> Judge(KnownRead? read, Func<PaymentEvent, FactFinding> inbox)
    {
        var stated = Report.Events.Select(fact => new JudgedFact(fact, inbox(fact)));
        if (read is null)
        {
            return [.. stated];
        }

        if (Unreleased(read) is { } open)
        {
            return [.. stated.Select(each => each.IsMissing ? each with { Finding = open } : each)];
        }

        var lost = read.Released.Select(fact => new JudgedFact(fact, inbox(fact))).Where(each => each.IsMissing).ToList();
        return
        [
            .. lost,
            .. stated.Where(each => lost.All(other => other.Fact.EventId != each.Fact.EventId))
                .Select(each => read.Stated.Any(then => IsSame(then, each.Fact)) ? each with { Finding = AsReleased(each.Fact) } : each),
        ];

        // What went out in its place may wait in the journal, or be refused there.
        FactFinding AsReleased(PaymentEvent fact) =>
            read.Released.FirstOrDefault(other => other.EventId == fact.EventId) is { } released
            && inbox(released) is (FactFinding.OnHold or FactFinding.Refused) and var finding
                ? finding
                : FactFinding.Identical;
    }

    /// <summary>Why the confirmation let nothing of the message out; null when it did.</summary>
    static FactFinding? Unreleased(KnownRead read) => (read.State, read.Outcome) switch
    {
        (ReadState.Released, ReadOutcome.NoFact) => FactFinding.NoFact,
        (ReadState.Released, _) => null,
        (ReadState.Held, _) => FactFinding.Held,
        (ReadState.Failed, _) => FactFinding.Dead,
        (ReadState.Dismissed, _) => FactFinding.Dismissed,
        _ => FactFinding.Waiting,
    };

    static bool IsSame(PaymentEvent then, PaymentEvent fact) =>
        then.EventId == fact.EventId && then.Fingerprint().AsSpan().SequenceEqual(fact.Fingerprint());
}
