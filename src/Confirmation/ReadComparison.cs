using Ledger.PaymentEvents;
using Ledger.Providers.Api;

namespace Ledger.Confirmation;

/// <summary>
/// A message beside the object that it is about, both in canonical facts under the same keys. The object wins (R-GW-11); what it cannot
/// state any more because it has moved on stands as it was reported.
/// </summary>
static class ReadComparison
{
    static readonly PaymentAmounts NoAmounts = new();

    /// <summary>What becomes of the message. Pure.</summary>
    public static ReadDecision Decide(IReadOnlyList<PaymentEvent> reported, ObjectReading reading)
    {
        var read = reading.Events.Where(fact => fact.Completeness == Completeness.Complete).DistinctBy(fact => fact.EventId)
            .ToDictionary(fact => fact.EventId);
        var released = new List<PaymentEvent>();
        var differences = new List<string>();
        var unstated = new List<string>();
        var unknown = new List<PaymentEvent>();
        foreach (var fact in reported)
        {
            var found = read.GetValueOrDefault(fact.EventId);
            var isSame = found is not null && AreSame(found, fact);
            if (found is not null && (reading.Standing == ObjectStanding.States || (isSame && reading.Standing == ObjectStanding.MovedOn)))
            {
                released.Add(Kept(found, fact));
                differences.AddRange(isSame || fact.Amounts == NoAmounts
                    ? []
                    : [$"{fact.Class}: the message states {Text(fact)}, the object {Text(found)}"]);
            }
            else if (fact.Completeness == Completeness.NeedsRead)
            {
                unknown.Add(fact);
            }
            else if (reading.Standing == ObjectStanding.MovedOn)
            {
                released.Add(fact);
            }
            else
            {
                unstated.Add($"{fact.Class}: the object ({reading.State ?? "no state"}) does not state it");
            }
        }

        if (unstated.Count > 0)
        {
            return new ReadDecision(ReadOutcome.Denied, [], string.Join("; ", unstated) + ".");
        }

        var others = read.Values.Where(fact => released.TrueForAll(known => known.EventId != fact.EventId)).ToList();
        return unknown.Count == 0
            ? Known(reported, reading, released, others, differences)
            : Read(reported, unknown, reading, released, others);
    }

    /// <summary>
    /// All that the message states is settled; fees and conversions are what objects say beside it and messages leave out.
    /// </summary>
    static ReadDecision Known(
        IReadOnlyList<PaymentEvent> reported, ObjectReading reading, List<PaymentEvent> released, List<PaymentEvent> others,
        List<string> differences)
    {
        var fees = reading.Standing == ObjectStanding.States ? others.Where(fact => EventClass.StandsBeside(fact.Class)) : [];
        released.AddRange(fees.Select(fee => Added(fee, reported[0])));
        return differences.Count > 0 ? new ReadDecision(ReadOutcome.Contradicted, released, string.Join("; ", differences) + ".")
            : reported.Any(fact => fact.Completeness == Completeness.NeedsRead) ? new ReadDecision(ReadOutcome.Completed, released)
            : new ReadDecision(ReadOutcome.Confirmed, released);
    }

    /// <summary>The message only points at the object: the facts are the object's.</summary>
    static ReadDecision Read(
        IReadOnlyList<PaymentEvent> reported, List<PaymentEvent> unknown, ObjectReading reading, List<PaymentEvent> released,
        List<PaymentEvent> others)
    {
        var state = reading.State ?? "no state";
        var what = string.Join(", ", unknown.Select(fact => fact.Class).Distinct());
        // A message that states an amount has said that something happened: where the object denies it, a person is told.
        if (reading.Standing == ObjectStanding.Denies && (others.Count > 0 || unknown.Exists(fact => fact.Amounts != NoAmounts)))
        {
            return new ReadDecision(ReadOutcome.Denied, [], $"{what}: the object ({state}) is not in such a state.");
        }

        var facts = others.Where(fact => reading.Standing != ObjectStanding.MovedOn
            || unknown.Exists(told => told.Class == fact.Class) || EventClass.StandsBeside(fact.Class)).ToList();
        // A fee says nothing of the money that it was taken for.
        var isTold = unknown.TrueForAll(fact => EventClass.StandsBeside(fact.Class))
            || facts.Exists(fact => !EventClass.StandsBeside(fact.Class));
        if (reading.Events.Any(fact => fact.Completeness == Completeness.NeedsRead && unknown.Exists(told => told.EventId == fact.EventId))
            || (!isTold && (facts.Count > 0 || released.Count > 0)))
        {
            return new ReadDecision(ReadOutcome.Incomplete, [], $"{what}: the object ({state}) does not tell it.");
        }

        released.AddRange(facts.Select(fact => Added(fact, reported[0])));
        return released.Count > 0 ? new ReadDecision(ReadOutcome.Completed, released)
            : reading.Standing == ObjectStanding.MovedOn
                ? new ReadDecision(ReadOutcome.Incomplete, [], $"{what}: the object ({state}) has moved on and does not tell it.")
            : new ReadDecision(ReadOutcome.NoFact, [], $"The object ({state}) states nothing to post.");
    }

    /// <summary>The object's fact in the place of the message's: one message, one key, one piece of evidence.</summary>
    static PaymentEvent Kept(PaymentEvent found, PaymentEvent reported) => Added(found, reported) with
    {
        MessageKey = reported.MessageKey,
        OrderRef = found.OrderRef ?? reported.OrderRef,
        InvoiceRef = found.InvoiceRef ?? reported.InvoiceRef,
        CustomerRef = found.CustomerRef ?? reported.CustomerRef,
        PayeeRef = found.PayeeRef ?? reported.PayeeRef,
        PaymentMethod = found.PaymentMethod ?? reported.PaymentMethod,
        SettlementBatchId = found.SettlementBatchId ?? reported.SettlementBatchId,
        ReasonCode = found.ReasonCode ?? reported.ReasonCode,
        OrderLines = found.OrderLines.Count > 0 ? found.OrderLines : reported.OrderLines,
    };

    /// <summary>
    /// A fact that only the object states. Its key is made of the message and the fact, whatever its place in the object.
    /// </summary>
    static PaymentEvent Added(PaymentEvent found, PaymentEvent message) => found with
    {
        MessageKey = DeterministicId.Of("read", found.Provider, found.Account, message.ProviderEventId, found.EventId.ToString()),
        ProviderEventId = message.ProviderEventId,
        ProviderEventType = message.ProviderEventType,
        ProviderApiVersion = message.ProviderApiVersion,
        IdempotencyKey = message.IdempotencyKey,
        ApiRequestId = message.ApiRequestId,
        DeliveryId = message.DeliveryId,
        BodySha256 = message.BodySha256,
        ReceivedAt = message.ReceivedAt,
        OccurredAt = message.OccurredAt,
    };

    static bool AreSame(PaymentEvent found, PaymentEvent fact) => found.Fingerprint().AsSpan()
        .SequenceEqual((fact with { Completeness = Completeness.Complete }).Fingerprint());

    static string Text(PaymentEvent fact) => fact.Amounts.Gross?.ToString() ?? fact.Amounts.CumulativeGross?.ToString() ?? "no amount";
}
