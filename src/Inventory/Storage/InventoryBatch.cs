using Ledger.EventStore;
using Ledger.Inventory.Commands;
using Ledger.Inventory.Deciding;
using Ledger.Inventory.Events;
using Ledger.Inventory.Orders;
using Ledger.Inventory.Policy;
using Ledger.PaymentEvents;

namespace Ledger.Inventory.Storage;

/// <summary>The states of one batch and what was decided over them.</summary>
sealed class InventoryBatch(StockPolicy policy, StockStates loaded)
    : ICommitBatch<InventoryMessage, StockOutcome, StockStates, InventoryChanges>
{
    readonly StockStates _states = loaded.Draft();
    readonly List<ShopCommand> _commands = [];

    public Decision<StockOutcome> Decide(InventoryMessage message, InboxFinding finding) => message switch
    {
        InventoryMessage.Received received => Decide(received.Event, received.TraceId, finding),
        InventoryMessage.Commanded commanded => Decide(commanded.Command, finding),
        InventoryMessage.Lapsed lapsed =>
            Keep(OrderStream.Of(lapsed.OrderRef), StockDecider.Lapse(_states, lapsed.OrderRef, policy)),
        _ => throw new InvalidOperationException($"{message.GetType()} is not a message of the inventory."),
    };

    public InventoryChanges Changes(IReadOnlyList<AppendedEvent> appended) => InventoryChanges.Of(
        [.. appended.Select(each => new PlacedFact(each.Position, each.StreamId, each.Event.Timestamp, (StockFact)each.Event.Fact!))],
        loaded, _states, _commands);

    public StockStates After(StockStates newlyLoaded, IReadOnlyCollection<string> keys) =>
        newlyLoaded.After(_states, keys);

    Decision<StockOutcome> Decide(PaymentEvent e, string? traceId, InboxFinding finding) => finding.Verdict switch
    {
        InboxVerdict.New => Keep(e.StreamId, StockDecider.Decide(_states, e, policy, traceId)),
        InboxVerdict.KeyReused or InboxVerdict.FactContradicted when Completed(e, finding) is { } whole =>
            Keep(
                whole.StreamId, StockDecider.Decide(_states, whole, policy, traceId, heldIn: HeldElsewhere(whole)), settles: whole.EventId),
        InboxVerdict.SameMessage => Noop(StockReason.DuplicateMessage, finding),
        InboxVerdict.SameFact => Noop(StockReason.DuplicateFact, finding),
        InboxVerdict.KeyReused when SaysNothingElse(e, finding) => Noop(StockReason.DuplicateMessage, finding),
        InboxVerdict.FactContradicted when SaysNothingElse(e, finding) => Noop(StockReason.DuplicateFact, finding),
        InboxVerdict.KeyReused => Contradiction(StockReason.KeyReused, e, traceId, finding),
        InboxVerdict.FactContradicted => Contradiction(StockReason.FactContradicted, e, traceId, finding),
    };

    Decision<StockOutcome> Decide(ShopCommand command, InboxFinding finding)
    {
        if (finding.Verdict == InboxVerdict.New)
        {
            var decision = CommandDecider.Decide(_states, command, policy);
            _commands.Add(command);
            // Only what people do about a held event writes a fact of that event.
            return Keep(
                command.Command.StreamId, decision,
                settles: decision.Facts is [var first, ..] && first.EventId != command.CommandId ? first.EventId : null);
        }

        // The same command again is told what became of it; other content under its id is refused.
        var again = finding.Verdict is InboxVerdict.SameMessage or InboxVerdict.SameFact;
        var reason = again ? StockReasons.Find(finding.Prior?.Reason) : StockReason.KeyReused;
        var disposition = again ? finding.Prior!.Disposition : Disposition.Refused;
        return new Decision<StockOutcome>(
            new StockOutcome(disposition, reason, null, finding.Prior?.OutcomeId, [], Repeated: true), disposition,
            reason?.WireName(), finding.Prior?.OutcomeId, [], []);
    }

    /// <summary>
    /// A fact whose first message lacked something, with what another message of it adds; null when that adds nothing, or
    /// names another order.
    /// </summary>
    PaymentEvent? Completed(PaymentEvent e, InboxFinding finding)
    {
        if (finding.Prior?.FactKey != e.EventId)
        {
            return null;
        }

        if (StockReasons.Find(finding.Prior.Reason) == StockReason.NoLines)
        {
            return e.OrderLines.Count > 0 ? e : null;
        }

        var first = HeldOf(e.StreamId, e) ?? HeldOf(OrderStream.WithoutPayment(e), e);
        var (said, known) = (Said(e.OrderRef), Said(first?.OrderRef));
        if (first is null || (said is not null && known is not null && said != known))
        {
            return null;
        }

        var whole = e with { OrderRef = said ?? known, OrderLines = e.OrderLines.Count > 0 ? e.OrderLines : first.OrderLines };
        return whole.StreamId == first.StreamId && whole.OrderRef == known && whole.OrderLines.SequenceEqual(first.OrderLines)
            ? null
            : whole;
    }

    /// <summary>Where an event waits whose first message named no payment; null when it does not.</summary>
    string? HeldElsewhere(PaymentEvent e) =>
        OrderStream.WithoutPayment(e) is var place && place != e.StreamId && HeldOf(place, e) is not null ? place : null;

    PaymentEvent? HeldOf(string streamId, PaymentEvent e) =>
        _states.Payment(streamId).Held.FirstOrDefault(waiting => waiting.Event.EventId == e.EventId)?.Event;

    static string? Said(string? orderRef) => string.IsNullOrWhiteSpace(orderRef) ? null : orderRef;

    /// <summary>
    /// True when a message of a known fact only leaves out what was said before, as a sender of an older build does, or says what
    /// the order has.
    /// </summary>
    bool SaysNothingElse(PaymentEvent e, InboxFinding finding)
    {
        if (finding.Prior?.FactKey != e.EventId)
        {
            return false;
        }

        if (StockReasons.Find(finding.Prior.Reason) == StockReason.EventDiscarded)
        {
            return true;
        }

        if (NamesAnother(e))
        {
            return false;
        }

        var payment = _states.Payment(e.StreamId);
        if (!payment.IsKnown && finding.Prior.Disposition != Disposition.Noop && !string.IsNullOrWhiteSpace(e.PaymentId))
        {
            // What was decided was decided about another payment: the one that somebody supplied.
            return false;
        }

        var order = payment.OrderRef is { } orderRef ? _states.Order(orderRef) : OrderState.None;
        var stated = StatedLines.Of(e, payment, _states);
        var known = payment.OrderRef ?? payment.Held.FirstOrDefault(held => held.Event.EventId == e.EventId)?.Event.OrderRef;
        var sameOrder = string.IsNullOrWhiteSpace(e.OrderRef) || e.OrderRef == known
            || (known is null && finding.Prior.Disposition == Disposition.Noop);
        return sameOrder
            && (e.OrderLines.Count == 0 || order.Lines.Count == 0 || stated.Missing.Count > 0 || stated.AreThoseOf(order));
    }

    /// <summary>
    /// True when a fact that named no payment at first was decided about another payment than this message names, or waits for its
    /// payment under another order.
    /// </summary>
    bool NamesAnother(PaymentEvent e)
    {
        var place = OrderStream.WithoutPayment(e);
        if (place == e.StreamId)
        {
            return false;
        }

        var supplied = _states.Payment(place).Supplied?.FirstOrDefault(known => known.EventId == e.EventId);
        var (said, known) = (Said(e.OrderRef), Said(HeldOf(place, e)?.OrderRef));
        return (supplied is not null && supplied.StreamId != e.StreamId) || (said is not null && known is not null && said != known);
    }

    Decision<StockOutcome> Contradiction(StockReason reason, PaymentEvent e, string? traceId, InboxFinding finding)
    {
        if (finding.Reported)
        {
            return Noop(reason, finding);
        }

        var detail = $"Event {e.ProviderEventId} reports {e.Class} of {e.StreamId} with another order or other lines than what was "
            + $"recorded at {finding.Prior?.RecordedAt:O} ({finding.Prior?.Disposition}).";
        return Keep(e.StreamId, StockDecider.Raise(_states, e, reason, detail, policy, traceId));
    }

    static Decision<StockOutcome> Noop(StockReason reason, InboxFinding finding) => new(
        new StockOutcome(Disposition.Noop, reason, null, finding.Prior?.OutcomeId, [], Repeated: true), Disposition.Noop,
        reason.WireName(), finding.Prior?.OutcomeId, [], []);

    /// <summary>Keeps what was decided.</summary>
    /// <param name="streamId">Where its facts go.</param>
    /// <param name="decision">The decision.</param>
    /// <param name="settles">An event whose inbox entry gets this disposition; null for none.</param>
    Decision<StockOutcome> Keep(string streamId, StockDecision decision, Guid? settles = null)
    {
        var appends = new StreamAppend[decision.Facts.Count];
        for (var n = 0; n < appends.Length; n++)
        {
            appends[n] = new StreamAppend(streamId, InventoryEventTypes.ToNewEvent(decision.Facts[n], loaded.AsOf));
        }

        var (disposition, reason, outcomeId) = (decision.Disposition, decision.Reason?.WireName(), IdOf(decision.Outcome, appends));
        var kept = new Decision<StockOutcome>(
            new StockOutcome(disposition, decision.Reason, decision.Detail, outcomeId, MovementsOf(decision.Facts)),
            disposition, reason, outcomeId, appends,
            [
                .. settles is { } eventId ? [new InboxSettlement(eventId, disposition, reason, outcomeId)] : (InboxSettlement[])[],
                .. decision.Released.Select(released => new InboxSettlement(
                    released.EventId, released.Disposition, released.Reason?.WireName(), IdOf(released.Outcome, appends))),
            ]);
        _states.Keep(decision.Draft);
        return kept;
    }

    static Guid? IdOf(StockFact? fact, StreamAppend[] appends) =>
        fact is null ? null : Array.Find(appends, append => ReferenceEquals(append.Event.Fact, fact))!.Event.Id;

    static IReadOnlyList<StockMovement> MovementsOf(IReadOnlyList<StockFact> facts) => facts is [StockMoved only]
        ? only.Movements
        : [.. facts.OfType<StockMoved>().SelectMany(moved => moved.Movements)];
}
