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
    public static IEnumerable<string> Run(string topic, SeenMessages seen, IEnumerable<Guid> held) =>
        Run(topic, seen, held.Select(id => id.ToString()), _ => false);

    /// <summary>
    /// The same for deliveries: one that only the archive or only the subscriber has must be one that was not answered 2xx.
    /// </summary>
    /// <param name="topic">The topic.</param>
    /// <param name="seen">What its subscriber saw.</param>
    /// <param name="archived">What is in the archive.</param>
    /// <param name="unanswered">Attempts that were promised nothing.</param>
    public static IEnumerable<string> Run(
        string topic, SeenMessages seen, IEnumerable<DeliveryRow> archived, UnansweredAttempts unanswered)
    {
        var events = archived.ToDictionary(row => row.DeliveryId.ToString(), row => row.ProviderEventId, StringComparer.Ordinal);
        return Run(topic, seen, events.Keys, id => unanswered.Explains(events.TryGetValue(id, out var known) ? known : seen.CauseOf(id)));
    }

    static IEnumerable<string> Run(string topic, SeenMessages seen, IEnumerable<string> held, Func<string, bool> explained)
    {
        var published = held.ToHashSet(StringComparer.Ordinal);
        return
        [
            .. Some(Unexplained(published.Except(seen.Ids, StringComparer.Ordinal)), $"{topic}: the subscriber never saw"),
            .. Some(Unexplained(seen.Ids.Except(published, StringComparer.Ordinal)), $"{topic}: published, and the ledger does not hold"),
            .. Some(seen.Mistaken, $"{topic}: a repeat that its id does not tell:"),
        ];

        IEnumerable<string> Unexplained(IEnumerable<string> ids) => ids.Where(id => !explained(id));
    }

    static IEnumerable<string> Some(IEnumerable<string> found, string what)
    {
        var all = found.ToList();
        return all.Take(ShownMax).Select(one => $"{what} {one}")
            .Concat(all.Count > ShownMax ? [$"{what} {all.Count - ShownMax} more"] : []);
    }
}
