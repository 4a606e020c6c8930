using System.Diagnostics.CodeAnalysis;

namespace Ledger.ErpExport.Adapters;

/// <summary>
/// Keeps calls within a profile: so many at once, so many in each sliding window, none during a pause. Who comes first goes first.
/// </summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable",
    Justification = "Lives as long as the process; its semaphores have no wait handles.")]
public sealed class RatePacer(RateLimitProfile profile, TimeProvider time)
{
    readonly SemaphoreSlim _inFlight = new(profile.MaxConcurrency, profile.MaxConcurrency);
    readonly SemaphoreSlim _turn = new(1, 1);
    readonly Lock _gate = new();
    readonly Queue<DateTimeOffset>[] _begun = [.. profile.Windows.Select(_ => new Queue<DateTimeOffset>())];
    DateTimeOffset _pausedUntil = DateTimeOffset.MinValue;

    /// <summary>Until when nothing is called; in the past when there is no pause.</summary>
    public DateTimeOffset PausedUntil
    {
        get
        {
            lock (_gate)
            {
                return _pausedUntil;
            }
        }
    }

    /// <summary>Lets nothing through for a while; the longest pause stands.</summary>
    /// <param name="retryAfter">How long; null for the profile's default.</param>
    public void Pause(TimeSpan? retryAfter)
    {
        var until = time.GetUtcNow() + (retryAfter ?? profile.DefaultRetryAfter);
        lock (_gate)
        {
            _pausedUntil = until > _pausedUntil ? until : _pausedUntil;
        }
    }

    /// <summary>Waits for a turn; disposing what is returned ends the call.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken ct)
    {
        await _inFlight.WaitAsync(ct);
        try
        {
            await _turn.WaitAsync(ct);
            try
            {
                while (Begin() is { Ticks: > 0 } wait)
                {
                    await Task.Delay(wait, time, ct);
                }
            }
            finally
            {
                _turn.Release();
            }
        }
        catch
        {
            _inFlight.Release();
            throw;
        }

        return new Turn(_inFlight);
    }

    /// <summary>Counts a call as begun; or says how long to wait before it may.</summary>
    TimeSpan Begin()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var wait = _pausedUntil - now;
            for (var n = 0; n < _begun.Length; n++)
            {
                var (calls, per) = profile.Windows[n];
                while (_begun[n].TryPeek(out var first) && now - first >= per)
                {
                    _begun[n].Dequeue();
                }

                if (_begun[n].Count >= calls && _begun[n].Peek() + per - now is var free && free > wait)
                {
                    wait = free;
                }
            }

            if (wait.Ticks <= 0)
            {
                Array.ForEach(_begun, window => window.Enqueue(now));
            }

            return wait;
        }
    }

    sealed class Turn(SemaphoreSlim inFlight) : IDisposable
    {
        int _ended;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0)
            {
                inFlight.Release();
            }
        }
    }
}
