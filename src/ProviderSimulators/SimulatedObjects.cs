namespace Ledger.ProviderSimulators;

/// <summary>
/// The objects of one provider with their history, in memory: an answer may be older than what was last learned, as answers of replicated
/// systems are.
/// </summary>
public sealed class SimulatedObjects(TimeProvider time)
{
    readonly Lock _gate = new();
    readonly Dictionary<string, List<(DateTimeOffset At, byte[] Body)>> _versions = new(StringComparer.Ordinal);
    readonly List<string> _order = [];

    /// <summary>How old answers are; zero for the newest.</summary>
    public TimeSpan Staleness { get; set; }

    /// <summary>How many objects there are.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _versions.Count;
            }
        }
    }

    /// <summary>From now on the object is this.</summary>
    public void Put(string id, byte[] body)
    {
        lock (_gate)
        {
            if (!_versions.TryGetValue(id, out var versions))
            {
                _versions[id] = versions = [];
                _order.Add(id);
            }

            versions.Add((time.GetUtcNow(), body));
        }
    }

    /// <summary>The object as answers show it now; null when it is not there, or not yet.</summary>
    public byte[]? Get(string id)
    {
        lock (_gate)
        {
            return _versions.GetValueOrDefault(id) is { } versions ? Seen(versions) : null;
        }
    }

    /// <summary>Those whose id begins with a text, in the order they were first learned.</summary>
    public IReadOnlyList<(string Id, byte[] Body)> All(string prefix)
    {
        lock (_gate)
        {
            return
            [
                .. _order.Where(id => id.StartsWith(prefix, StringComparison.Ordinal))
                    .Select(id => (Id: id, Body: Seen(_versions[id]))).Where(each => each.Body is not null)
                    .Select(each => (each.Id, each.Body!)),
            ];
        }
    }

    byte[]? Seen(List<(DateTimeOffset At, byte[] Body)> versions)
    {
        var asOf = time.GetUtcNow() - Staleness;
        return versions.FindLast(version => version.At <= asOf).Body;
    }
}
