namespace Ledger.EventStore;

/// <summary>What one commit has added to a schema.</summary>
/// <param name="Before">Position of the schema's last event before it; nothing but these events lies between.</param>
/// <param name="Last">Position of the schema's last event behind it.</param>
/// <param name="Events">
/// The events in order; none when the commit had none, or when what it had is not known here any more and
/// <paramref name="Before"/> is <paramref name="Last"/>.
/// </param>
public sealed record CommittedEvents(long Before, long Last, IReadOnlyList<OutboxEvent> Events);
