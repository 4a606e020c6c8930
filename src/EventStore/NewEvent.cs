namespace Ledger.EventStore;

/// <summary>An event to append.</summary>
/// <param name="Id">The event's identity.</param>
/// <param name="Type">Marten's alias: snake case, such as <c>journal_entry_posted</c>.</param>
/// <param name="DotNetType">Marten's <c>mt_dotnet_type</c>: full name, comma, space, assembly name.</param>
/// <param name="Data">A UTF-8 JSON object with PascalCase names, as Marten reads it. Must not contain U+0000.</param>
/// <param name="Timestamp">When it was recorded (UTC).</param>
/// <param name="CorrelationId">What it belongs to, such as a delivery; may be null.</param>
/// <param name="CausationId">What caused it, such as a canonical event id; may be null.</param>
public sealed record NewEvent(
    Guid Id, string Type, string DotNetType, byte[] Data, DateTimeOffset Timestamp,
    string? CorrelationId = null, string? CausationId = null)
{
    /// <summary>What <see cref="Data"/> says, so that whoever publishes the event in this process need not read it; not stored.</summary>
    public object? Fact { get; init; }
}
