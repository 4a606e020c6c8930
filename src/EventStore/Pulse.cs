namespace Ledger.EventStore;

/// <summary>Wakes those that wait, without counting. Take <see cref="Next"/> before looking, so that no beat is missed.</summary>
public sealed class Pulse
{
    TaskCompletionSource _next = Fresh();

    /// <summary>Completes with the next beat.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    /// <summary>Wakes all that wait.</summary>
    public void Beat() => Interlocked.Exchange(ref _next, Fresh()).TrySetResult();

    /// <summary>Waits for a beat, but not longer than the time given: then it gives the beat itself.</summary>
    public async Task WaitAsync(Task next, TimeSpan atMost, TimeProvider time, CancellationToken ct)
    {
        await using var timer = time.CreateTimer(static pulse => ((Pulse)pulse!).Beat(), this, atMost, Timeout.InfiniteTimeSpan);
        await using var cancelling = ct.UnsafeRegister(static pulse => ((Pulse)pulse!).Beat(), this);
        await next;
        ct.ThrowIfCancellationRequested();
    }

    static TaskCompletionSource Fresh() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
