using System.Collections.Concurrent;

namespace Ledger.ErpExport.Adapters;

/// <summary>The pacers of one process, one for each limit that is shared.</summary>
public sealed class RatePacers(TimeProvider time)
{
    readonly ConcurrentDictionary<string, RatePacer> _pacers = new(StringComparer.Ordinal);

    /// <summary>The pacer of a key; the first profile stands.</summary>
    public RatePacer Of(string key, RateLimitProfile profile) => _pacers.GetOrAdd(key, _ => new RatePacer(profile, time));
}
