namespace Ledger.Storage.Tests.ErpExport.Delivery;

/// <summary>Time that runs so many times as fast as on the wall: waits are waited, but not for long.</summary>
public sealed class FastTime(int times) : TimeProvider
{
    readonly DateTimeOffset _began = System.GetUtcNow();
    readonly long _at = System.GetTimestamp();

    /// <inheritdoc/>
    public override long TimestampFrequency => System.TimestampFrequency;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _began + (System.GetElapsedTime(_at) * times);

    /// <inheritdoc/>
    public override long GetTimestamp() => _at + ((System.GetTimestamp() - _at) * times);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Timer(System.CreateTimer(callback, state, Fast(dueTime), Fast(period)), this);

    TimeSpan Fast(TimeSpan span) => span.Ticks <= 0 ? span : span / times;

    sealed class Timer(ITimer timer, FastTime time) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(time.Fast(dueTime), time.Fast(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
