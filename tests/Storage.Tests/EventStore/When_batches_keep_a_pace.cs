using Ledger.EventStore;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Ledger.Storage.Tests.EventStore;

/// <summary>Under load batches begin at a pace, so that they are fewer and larger; what comes singly waits for nothing.</summary>
public sealed class When_batches_keep_a_pace
{
    static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(600);

    readonly HandTimers _time = new();
    readonly TaskCompletionSource _gate = new();
    readonly List<int> _sizes = [];

    [Fact]
    public async Task What_follows_a_batch_of_several_gathers_and_what_follows_a_single_one_does_not()
    {
        await using var queue = Open(new() { Pace = Pace });
        var all = new List<Task> { queue.SubmitAsync(0, CancellationToken.None) };
        await UntilAsync(() => _sizes.Count == 1);
        all.AddRange(Enumerable.Range(1, 5).Select(n => queue.SubmitAsync(n, CancellationToken.None)));
        _gate.SetResult();
        await UntilAsync(() => _sizes.Count == 2);
        Assert.Empty(_time.Asked);

        all.AddRange(Enumerable.Range(6, 3).Select(n => queue.SubmitAsync(n, CancellationToken.None)));
        await UntilAsync(() => _time.Asked.Count == 1);
        Assert.Equal([1, 5], _sizes);
        _time.Ring();
        await Task.WhenAll(all).WaitAsync(TimeSpan.FromSeconds(20));
        await queue.SubmitAsync(9, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal([1, 5, 3, 1], _sizes);
        Assert.Equal([Pace], _time.Asked);
    }

    [Theory]
    [InlineData(4, 1.0)]
    [InlineData(6, 1.5)]
    [InlineData(40, 2.0)]
    public async Task What_follows_an_ample_batch_gathers_longer_at_most_twice(int ample, double paces)
    {
        await using var queue = Open(new() { Pace = Pace, AmpleBatch = 4 });
        var all = new List<Task> { queue.SubmitAsync(0, CancellationToken.None) };
        await UntilAsync(() => _sizes.Count == 1);
        all.AddRange(Enumerable.Range(1, ample).Select(n => queue.SubmitAsync(n, CancellationToken.None)));
        _gate.SetResult();
        await UntilAsync(() => _sizes.Count == 2);
        all.Add(queue.SubmitAsync(ample + 1, CancellationToken.None));
        await UntilAsync(() => _time.Asked.Count == 1);
        Assert.Equal([1, ample], _sizes);
        _time.Ring();
        await Task.WhenAll(all).WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal([1, ample, 1], _sizes);
        Assert.Equal([Pace * paces], _time.Asked);
    }

    BatchQueue<int, int> Open(BatchQueueOptions options) => new(
        "test",
        async (messages, _) =>
        {
            _sizes.Add(messages.Count);
            await _gate.Task;
            return [.. messages.Select(BatchResult<int>.Done)];
        },
        options, _time, NullLogger.Instance);

    static async Task UntilAsync(Func<bool> happened)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!happened())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(20), "It did not happen in 20 s.");
            await Task.Delay(1);
        }
    }
}
