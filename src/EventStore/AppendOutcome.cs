namespace Ledger.EventStore;

/// <summary>What became of an append.</summary>
public abstract record AppendOutcome
{
    AppendOutcome()
    {
    }

    /// <summary>The events are committed.</summary>
    /// <param name="Version">Version of the stream's last event.</param>
    /// <param name="Position">Position of the last event.</param>
    public sealed record Appended(long Version, long Position) : AppendOutcome;

    /// <summary>Somebody else was first; nothing was written. Read the stream again and decide anew.</summary>
    /// <param name="Expected">The version the caller had seen.</param>
    /// <param name="Actual">The version the stream has.</param>
    public sealed record WrongExpectedVersion(long Expected, long Actual) : AppendOutcome;
}
