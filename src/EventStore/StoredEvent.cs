namespace Ledger.EventStore;

/// <summary>An event as it lies in the store.</summary>
/// <param name="Position">Place in the schema's order (<c>seq_id</c>); rises in commit order, may have holes.</param>
/// <param name="Id">The event's identity.</param>
/// <param name="StreamId">The stream it belongs to.</param>
/// <param name="Version">Place in its stream: 1, 2, 3 …</param>
/// <param name="Type">Marten's alias.</param>
/// <param name="Data">The body, JSON text as PostgreSQL prints <c>jsonb</c>.</param>
/// <param name="Timestamp">When it was recorded (UTC, microseconds).</param>
/// <param name="CorrelationId">What it belongs to; may be null.</param>
/// <param name="CausationId">What caused it; may be null.</param>
/// <param name="Hash">Its link of the hash chain, lower-case hex; null for events that another writer appended.</param>
public sealed record StoredEvent(
    long Position, Guid Id, string StreamId, long Version, string Type, string Data, DateTimeOffset Timestamp,
    string? CorrelationId, string? CausationId, string? Hash);
