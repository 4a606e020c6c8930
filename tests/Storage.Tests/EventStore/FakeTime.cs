namespace Ledger.Storage.Tests.EventStore;

/// <summary>A clock whose time of day is set by hand; its timers are real.</summary>
public sealed class FakeTime(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
