namespace Ledger.Bench.Load;

/// <summary>Feeds an engine as the bus does: up to three batches of messages are in hand.</summary>
public static class InFlight
{
    /// <summary>Takes every message; returns when all are done.</summary>
    /// <param name="messages">The messages, in order.</param>
    /// <param name="maxBatch">Most messages of one batch.</param>
    /// <param name="take">Takes one.</param>
    /// <param name="ct">Stops it.</param>
    public static async Task FeedAsync<T>(
        IReadOnlyCollection<T> messages, int maxBatch, Func<T, CancellationToken, Task> take, CancellationToken ct)
    {
        using var window = new SemaphoreSlim(3 * maxBatch);
        var running = new List<Task>(messages.Count);
        foreach (var message in messages)
        {
            await window.WaitAsync(ct);
            running.Add(TakeOneAsync(message));
        }

        await Task.WhenAll(running);

        async Task TakeOneAsync(T message)
        {
            try
            {
                await take(message, ct);
            }
            finally
            {
                window.Release();
            }
        }
    }
}
