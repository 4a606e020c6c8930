using Ledger.EventStore;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Ledger.Storage.Tests.EventStore;

/// <summary>Under load batches begin at a pace, so that they are fewer and larger; what comes singly waits for nothing.</summary>
public sealed class When_batches_keep_a_pace
{
    static readonly TimeSpan Jitter = TimeSpan.FromMilliseconds(20);

    readonly TaskCompletionSource _gate = new();
    readonly List<int> _sizes = [];
    readonly List<long> _begun = [];

    [Fact]
    public async Task What_follows_a_batch_of_several_gathers_and_what_follows_a_single_one_does_not()
    {
        var pace = TimeSpan.FromMilliseconds(600);
        await using var queue = Open(new() { Pace = pace });
        var all = new List<Task> { queue.SubmitAsync(0, CancellationToken.None) };
        await UntilAsync(batches: 1);
        all.AddRange(Enumerable.Range(1, 5).Select(n => queue.SubmitAsync(n, CancellationToken.None)));
        _gate.SetResult();
        for (var n = 6; n < 9; n++)
        {
            await Task.Delay(20);
            all.Add(queue.SubmitAsync(n, CancellationToken.None));
        }

        await Task.WhenAll(all);
        await queue.SubmitAsync(9, CancellationToken.None);

        Assert.Equal([1, 5, 3, 1], _sizes);
        Assert.InRange(Between(0, 1), TimeSpan.Zero, pace / 2);
        Assert.InRange(Between(1, 2), pace - Jitter, 2 * pace);
        Assert.InRange(Between(2, 3), TimeSpan.Zero, pace / 2);
    }

    [Theory]
    [InlineData(4, 1.0)]
    [InlineData(6, 1.5)]
    [InlineData(40, 2.0)]
    public async Task What_follows_an_ample_batch_gathers_longer_at_most_twice(int ample, double paces)
    {
        var pace = TimeSpan.FromMilliseconds(400);
        await using var queue = Open(new() { Pace = pace, AmpleBatch = 4 });
        var all = new List<Task> { queue.SubmitAsync(0, CancellationToken.None) };
        await UntilAsync(batches: 1);
        all.AddRange(Enumerable.Range(1, ample).Select(n => queue.SubmitAsync(n, CancellationToken.None)));
        _gate.SetResult();
        await UntilAsync(batches: 2);
        all.Add(queue.SubmitAsync(ample + 1, CancellationToken.None));
        await Task.WhenAll(all);

        Assert.Equal([1, ample, 1], _sizes);
        Assert.InRange(Between(1, 2), (pace * paces) - Jitter, pace * (paces + 0.85));
    }

    BatchQueue<int, int> Open(BatchQueueOptions options) => new(
        "test",
        async (messages, _) =>
        {
            _begun.Add(TimeProvider.System.GetTimestamp());
            _sizes.Add(messages.Count);
            await _gate.Task;
            return [.. messages.Select(BatchResult<int>.Done)];
        },
        options, TimeProvider.System, NullLogger.Instance);

    TimeSpan Between(int one, int next) => TimeProvider.System.GetElapsedTime(_begun[one], _begun[next]);

    async Task UntilAsync(int batches)
    {
        while (_sizes.Count < batches)
        {
            await Task.Delay(1);
        }
    }
}
