using Ledger.Faults.Subscribing;

namespace Ledger.Faults.Checking;

/// <summary>What a topic's subscriber saw against what the ledger holds.</summary>
static class TopicCheck
{
    const int ShownMax = 3;

    /// <summary>Everything that is not right, in words.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="seen">What its subscriber saw.</param>
    /// <param name="held">Ids of what the ledger holds, and so must have been published.</param>
    public static IEnumerable<string> Run(string topic, SeenMessages seen, IEnumerable<Guid> held)
    {
        var published = held.Select(id => id.ToString()).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. Some(published.Except(seen.Ids, StringComparer.Ordinal), $"{topic}: the subscriber never saw"),
            .. Some(seen.Ids.Except(published, StringComparer.Ordinal), $"{topic}: published, and the ledger does not hold"),
            .. Some(seen.Mistaken, $"{topic}: a repeat that its id does not tell:"),
        ];
    }

    static IEnumerable<string> Some(IEnumerable<string> found, string what)
    {
        var all = found.ToList();
        return all.Take(ShownMax).Select(one => $"{what} {one}")
            .Concat(all.Count > ShownMax ? [$"{what} {all.Count - ShownMax} more"] : []);
    }
}
