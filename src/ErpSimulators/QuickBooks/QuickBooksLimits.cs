namespace Ledger.ErpSimulators.QuickBooks;

/// <summary>Counts calls as the page on limits and throttles says.</summary>
sealed class QuickBooksLimits(QuickBooksOptions options)
{
    const int InFlightMax = 10;

    readonly Lock _gate = new();
    readonly Queue<DateTimeOffset> _calls = new();
    int _inFlight;

    /// <summary>True when one more call may begin; <see cref="End"/> ends it.</summary>
    public bool TryBegin()
    {
        lock (_gate)
        {
            var now = options.Time.GetUtcNow();
            while (_calls.TryPeek(out var first) && now - first >= TimeSpan.FromMinutes(1))
            {
                _calls.Dequeue();
            }

            if (_inFlight >= InFlightMax || _calls.Count >= options.CallsPerMinute
                || _calls.Count(call => now - call < TimeSpan.FromSeconds(1)) >= options.CallsPerSecond)
            {
                return false;
            }

            _calls.Enqueue(now);
            _inFlight++;
            return true;
        }
    }

    public void End()
    {
        lock (_gate)
        {
            _inFlight--;
        }
    }
}
