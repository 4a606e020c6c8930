using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Storage;
using Microsoft.Extensions.Logging;

namespace Ledger.ErpExport.Delivery;

/// <summary>Leaves a target alone while it cannot be reached or has asked for a pause; no document is moved for that.</summary>
sealed class TargetBackoff(string target, RateLimitProfile limits, ErpTroubles troubles, TimeProvider time, ILogger logger)
{
    static readonly TimeSpan DelayMin = TimeSpan.FromSeconds(1);
    static readonly TimeSpan DelayMax = TimeSpan.FromMinutes(1);

    long _until;
    TimeSpan _delay = DelayMin;
    DateTimeOffset? _awaySince;

    /// <summary>How long a throttled target pauses when it does not say.</summary>
    public TimeSpan ThrottledFor => limits.DefaultRetryAfter;

    /// <summary>True while it is left alone.</summary>
    public bool IsAway => Interlocked.Read(ref _until) > time.GetUtcNow().UtcTicks;

    /// <summary>It asked for a pause.</summary>
    public void Pause(TimeSpan? retryAfter) =>
        Interlocked.Exchange(ref _until,
            Math.Max(Interlocked.Read(ref _until), (time.GetUtcNow() + (retryAfter ?? ThrottledFor)).UtcTicks));

    /// <summary>It cannot be reached: each time it is left alone for twice as long, up to a minute.</summary>
    public async Task AwayAsync(ErpAwayException away, CancellationToken ct)
    {
        var delay = away.RetryAfter ?? _delay;
        Pause(delay);
        _delay = _delay * 2 < DelayMax ? _delay * 2 : DelayMax;
        if (_awaySince is null)
        {
            _awaySince = time.GetUtcNow();
            logger.TargetAway(target, away.Message, delay);
        }

        await troubles.TellAsync("away", $"cannot be reached since {_awaySince:yyyy-MM-dd HH:mm:ss} UTC or before: {away.Message}", ct);
    }

    /// <summary>It answered.</summary>
    public async Task BackAsync(CancellationToken ct)
    {
        _delay = DelayMin;
        if (_awaySince is not null)
        {
            _awaySince = null;
            logger.TargetBack(target);
            await troubles.TellAsync("away", null, ct);
        }
    }
}
