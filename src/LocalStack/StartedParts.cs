namespace Ledger.LocalStack;

/// <summary>What one call has started, so that it can be stopped again when a later step fails.</summary>
sealed class StartedParts
{
    readonly List<(string Name, Func<CancellationToken, Task> Stop)> _parts = [];
    readonly Lock _lock = new();

    /// <summary>Remembers a started part.</summary>
    public void Add(string name, Func<CancellationToken, Task> stop)
    {
        lock (_lock)
        {
            _parts.Add((name, stop));
        }
    }

    /// <summary>Stops all, the last first; cannot be cancelled, or something would be left behind.</summary>
    public async Task UndoAsync(IProgress<string> progress)
    {
        foreach (var (name, stop) in Enumerable.Reverse(_parts))
        {
            progress.Report($"stopping {name} again");
            await stop(CancellationToken.None);
        }
    }
}
