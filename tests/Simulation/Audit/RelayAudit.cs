using System.Text.Json;
using Ledger.Simulation.Bus;

namespace Ledger.Simulation.Audit;

/// <summary>The subscriber has seen every entry, as it was posted, in order but for repeats, each repeat with its id.</summary>
static class RelayAudit
{
    public static IEnumerable<Violation> Find(Books books)
    {
        var entries = books.Written.Where(written => written.Posted).DistinctBy(entry => entry.EntryId).ToDictionary(entry => entry.EntryId);
        var first = new Dictionary<Guid, Received>();
        var last = 0L;
        foreach (var received in books.World.Topic.Log)
        {
            if (!entries.TryGetValue(received.Id, out var entry))
            {
                yield return new("only-entries-are-published", $"{received.Id} was published and never posted");
            }
            else if (first.TryAdd(received.Id, received))
            {
                if (entry.Row.Position < last && !books.World.Topic.Lost.Contains(received.Id))
                {
                    yield return new("published-in-order", $"position {entry.Row.Position} came first behind {last}");
                }

                last = Math.Max(last, entry.Row.Position);
                if (!IsOf(received, entry))
                {
                    yield return new("published-as-posted", $"entry {entry.EntryId} went out as {received.Body}");
                }
            }
            else if (first[received.Id].Body != received.Body)
            {
                yield return new("repeats-are-the-same", $"{received.Id} came again as {received.Body}");
            }
        }

        foreach (var entry in entries.Values.Where(entry => !first.ContainsKey(entry.EntryId)))
        {
            yield return new("everything-is-published", $"entry {entry.EntryId} at position {entry.Row.Position} never went out");
        }

        if (books.Tables.RelayPosition != books.Tables.LastPosition)
        {
            yield return new("the-relay-ends", $"the relay stands at {books.Tables.RelayPosition}, the last event at {books.Tables.LastPosition}");
        }
    }

    static bool IsOf(Received received, WrittenFact entry)
    {
        using var document = JsonDocument.Parse(received.Body);
        var body = document.RootElement;
        return body.GetProperty("position").GetInt64() == entry.Row.Position
            && body.GetProperty("eventId").GetGuid() == entry.EventId
            && body.GetProperty("lines").GetArrayLength() == entry.Lines.Count;
    }
}
