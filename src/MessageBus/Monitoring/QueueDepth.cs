namespace Ledger.MessageBus.Monitoring;

/// <summary>How full a queue is.</summary>
/// <param name="Queue">Name of the queue.</param>
/// <param name="Exists">False when nobody has declared it yet; the numbers are zero then.</param>
/// <param name="Messages">Messages ready for delivery; those a consumer holds unacknowledged are not counted.</param>
/// <param name="Consumers">Consumers attached.</param>
public sealed record QueueDepth(string Queue, bool Exists, long Messages, int Consumers);
