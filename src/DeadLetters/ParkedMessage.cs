using RabbitMQ.Client;

namespace Ledger.DeadLetters;

/// <summary>A message taken from a parking queue and not acknowledged yet.</summary>
/// <param name="Tag">Its number on the channel.</param>
/// <param name="Properties">Message id, headers and the rest.</param>
/// <param name="Body">Its body.</param>
sealed record ParkedMessage(ulong Tag, IReadOnlyBasicProperties Properties, ReadOnlyMemory<byte> Body);
