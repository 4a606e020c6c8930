using System.Text.Json;

namespace Ledger.Simulation.Audit.Stock;

/// <summary>
/// A channel that keeps of each stock the message with the highest number has the truth; it was told every movement, in order
/// but for repeats, each repeat with its id.
/// </summary>
static class FeedAudit
{
    public static IEnumerable<Violation> Find(StockBooks books)
    {
        var (bodies, last) = (new Dictionary<Guid, string>(), new Dictionary<string, long>(StringComparer.Ordinal));
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var received in books.World.Topic.Feed)
        {
            if (!bodies.TryAdd(received.Id, received.Body))
            {
                if (bodies[received.Id] != received.Body)
                {
                    yield return new("feed-repeats-are-the-same", $"{received.Id} came again as {received.Body}");
                }

                continue;
            }

            using var document = JsonDocument.Parse(received.Body);
            var body = document.RootElement;
            if (!body.TryGetProperty("sequence", out var sequence))
            {
                continue; // A notice.
            }

            var stock = $"{body.GetProperty("sku")}@{body.GetProperty("location")}";
            if (sequence.GetInt64() < last.GetValueOrDefault(stock) && !books.World.Topic.Lost.Contains(received.Id))
            {
                yield return new("feed-in-order", $"movement {sequence} of {stock} came first behind {last[stock]}");
            }

            last[stock] = Math.Max(last.GetValueOrDefault(stock), sequence.GetInt64());
            if (!seen.TryAdd($"{stock} {sequence}", Show(body)))
            {
                yield return new("feed-tells-once", $"movement {sequence} of {stock} came under two ids");
            }
        }

        foreach (var violation in Movements(books, seen).Concat(Latest(books, last, seen)).Concat(Notices(books, bodies)))
        {
            yield return violation;
        }

        if (books.Tables.RelayPosition != books.Tables.LastPosition)
        {
            yield return new("the-stock-relay-ends", $"it stands at {books.Tables.RelayPosition}, the last event at {books.Tables.LastPosition}");
        }
    }

    static IEnumerable<Violation> Movements(StockBooks books, Dictionary<string, string> seen)
    {
        var written = books.Written.SelectMany(each => each.Movements).DistinctBy(movement => $"{movement.Stock} {movement.Sequence}").ToDictionary(
            movement => $"{movement.Stock} {movement.Sequence}",
            movement => $"{movement.Kind} {movement.Quantity} {movement.After.OnHand} {movement.After.Reserved} {movement.After.Committed}",
            StringComparer.Ordinal);
        return written.Keys.Union(seen.Keys, StringComparer.Ordinal).Where(key => written.GetValueOrDefault(key) != seen.GetValueOrDefault(key))
            .Select(key => new Violation(
                "feed-tells-all", $"{key}: moved {written.GetValueOrDefault(key, "never")}, told {seen.GetValueOrDefault(key, "never")}"));
    }

    static IEnumerable<Violation> Latest(StockBooks books, Dictionary<string, long> last, Dictionary<string, string> seen) =>
        from row in books.Tables.Levels
        where row.Value.Sequence > 0
        let b = row.Value.Balance
        let sequence = last.GetValueOrDefault($"{row.Key}")
        let told = seen.GetValueOrDefault($"{row.Key} {sequence}", "")
        where sequence != row.Value.Sequence || !told.EndsWith($" {b.OnHand} {b.Reserved} {b.Committed}", StringComparison.Ordinal)
        select new Violation("the-latest-wins", $"{row.Key} is at {row.Value.Sequence} {b}; a channel has {sequence} {told}");

    static IEnumerable<Violation> Notices(StockBooks books, Dictionary<Guid, string> bodies) =>
        from written in books.Written
        where (written.HeldBack || written.Raised || written.Disposition == "refused") && !bodies.ContainsKey(written.Row.Id)
        select new Violation("people-are-told", $"nobody was told of {written}");

    static string Show(JsonElement body)
    {
        var after = body.GetProperty("after");
        return $"{body.GetProperty("kind")} {body.GetProperty("quantity")} {after.GetProperty("onHand")} {after.GetProperty("reserved")} {after.GetProperty("committed")}";
    }
}
