using System.Text;

namespace Ledger.EventStore;

/// <summary>An event on its way out of the store: as this process has committed it, or as it was read back.</summary>
/// <param name="Position">Place in the schema's order.</param>
/// <param name="Id">The event's identity.</param>
/// <param name="Type">Marten's alias.</param>
/// <param name="Timestamp">When it was recorded (UTC, microseconds).</param>
/// <param name="Data">The body, UTF-8 JSON.</param>
/// <param name="Fact">What the body says; null when it was read back.</param>
public sealed record OutboxEvent(
    long Position, Guid Id, string Type, DateTimeOffset Timestamp, ReadOnlyMemory<byte> Data, object? Fact)
{
    /// <summary>What the event says, read from its body only where nobody in this process knows it.</summary>
    public T? Read<T>(Func<string, ReadOnlySpan<byte>, T?> read)
        where T : class =>
        Fact as T ?? read(Type, Data.Span);

    internal static OutboxEvent Of(StoredEvent stored) =>
        new(stored.Position, stored.Id, stored.Type, stored.Timestamp, Encoding.UTF8.GetBytes(stored.Data), null);

    internal static OutboxEvent Of(AppendedEvent appended) => new(
        appended.Position, appended.Event.Id, appended.Event.Type, Microseconds.Truncate(appended.Event.Timestamp),
        appended.Event.Data, appended.Event.Fact);
}
