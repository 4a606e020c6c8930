namespace Ledger.Storage.Tests.EventStore;

/// <summary>A clock whose time of day is set by hand; its timers are real.</summary>
public sealed class FakeTime(DateTimeOffset now) : TimeProvider
{
    long _asked;

    public DateTimeOffset Now { get; set; } = now;

    /// <summary>How much later every reading is than the one before it; nothing by default.</summary>
    public TimeSpan Step { get; set; }

    public override DateTimeOffset GetUtcNow() => Now + Step * Interlocked.Increment(ref _asked);
}
