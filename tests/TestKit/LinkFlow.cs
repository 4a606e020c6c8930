namespace Ledger.TestKit;

/// <summary>How a <see cref="FaultyLink"/> carries bytes at the moment.</summary>
sealed class LinkFlow
{
    volatile TaskCompletionSource _flows = Flowing();
    volatile int _bytesPerSecond;

    /// <summary>Ends when bytes may flow.</summary>
    public Task Flows => _flows.Task;

    /// <summary>Most bytes a second; 0 for no limit.</summary>
    public int BytesPerSecond
    {
        get => _bytesPerSecond;
        set => _bytesPerSecond = value;
    }

    /// <summary>Nothing flows from now on.</summary>
    public void Stall()
    {
        if (_flows.Task.IsCompleted)
        {
            _flows = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>All flows, at full speed.</summary>
    public void Resume()
    {
        _bytesPerSecond = 0;
        _flows.TrySetResult();
    }

    static TaskCompletionSource Flowing()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }
}
