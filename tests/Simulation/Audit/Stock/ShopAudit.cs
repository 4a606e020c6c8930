using Ledger.Inventory.Commands;

namespace Ledger.Simulation.Audit.Stock;

/// <summary>Each command has one outcome, the same for each call; what was refused has written nothing.</summary>
static class ShopAudit
{
    public static IEnumerable<Violation> Find(StockBooks books)
    {
        foreach (var (id, calls) in books.Commands)
        {
            var name = $"{calls[0].Command.Command.Kind} {calls[0].Sending.MessageName}";
            if (calls.Exists(call => call.Answer is null))
            {
                yield return new("commands-are-answered", $"{name} was never answered");
                continue;
            }

            var answers = calls.Select(call => $"{call.Answer!.Disposition} {call.Answer.Reason}").Distinct(StringComparer.Ordinal).ToList();
            if (answers.Count > 1)
            {
                yield return new("commands-have-one-outcome", $"{name} was answered {string.Join(" and ", answers)}");
            }

            var (answer, written) = (calls[0].Answer!, books.About[id].Count());
            var row = books.Tables.InboxByFact.GetValueOrDefault(id)?.Record;
            if (row is not null && row.Disposition != answer.Disposition)
            {
                yield return new("commands-have-one-outcome", $"{name} was answered {answer.Disposition}; its inbox entry says {row.Disposition}");
            }

            // What commits some lines and finds others short has an event for each of the two.
            var most = answer is { Disposition: "exception" } ? 2 : answer is { Disposition: "refused" } ? 0 : 1;
            if (calls[0].Command.Command is not (SupplyMissing or DiscardEvent) && (written > most || (written == 0 && most > 0)))
            {
                yield return new("commands-act-once", $"{name} is {answers[0]} and has {written} events");
            }

            if (calls[0].Command.Command is DiscardEvent discard && answer.Disposition == "noop"
                && (books.About[discard.EventId].Count(about => about.Reason == "EVENT_DISCARDED") != 1
                    || books.About[discard.EventId].Any(about => about.Moved)))
            {
                yield return new("what-is-discarded-moves-nothing", name);
            }

            if (!books.Tables.Commands.TryGetValue(id, out var kept) || !kept.Body.AsSpan().SequenceEqual(calls[0].Command.Body))
            {
                yield return new("commands-are-kept", $"the bytes of {name} are not kept as they came");
            }
        }
    }
}
