using System.Diagnostics;
using Ledger.EventStore;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Ledger.Storage.Tests.EventStore;

public sealed class Batches_with_a_pace
{
    [Fact]
    public async Task With_a_pace_the_first_goes_at_once_and_what_comes_behind_it_goes_together()
    {
        var sizes = new List<int>();
        var pace = TimeSpan.FromMilliseconds(600);
        await using var queue = Open(
            messages =>
            {
                sizes.Add(messages.Count);
                return Task.FromResult(Echo(messages));
            },
            new BatchQueueOptions { Pace = pace });
        var clock = Stopwatch.StartNew();

        await queue.SubmitAsync(0, CancellationToken.None);
        Assert.True(clock.Elapsed < pace / 2, $"{clock.Elapsed}");
        var behind = new List<Task<int>>();
        for (var n = 1; n <= 5; n++)
        {
            behind.Add(queue.SubmitAsync(n, CancellationToken.None));
            await Task.Delay(10);
        }

        await Task.WhenAll(behind);
        Assert.True(clock.Elapsed >= pace, $"{clock.Elapsed}");
        Assert.Equal([1, 5], sizes);
    }

    [Fact]
    public async Task Half_a_full_batch_waits_for_no_pace()
    {
        await using var queue = Open(messages => Task.FromResult(Echo(messages)), new BatchQueueOptions { Pace = TimeSpan.FromSeconds(30), MaxBatch = 10 });

        await queue.SubmitAsync(0, CancellationToken.None);
        var told = await Task.WhenAll(Enumerable.Range(1, 5).Select(n => queue.SubmitAsync(n, CancellationToken.None)))
            .WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal([1, 2, 3, 4, 5], told);
    }

    static BatchQueue<int, int> Open(Func<IReadOnlyList<int>, Task<IReadOnlyList<BatchResult<int>>>> run, BatchQueueOptions options) =>
        new("test", (messages, _) => run(messages), options, TimeProvider.System, NullLogger.Instance);

    static IReadOnlyList<BatchResult<int>> Echo(IReadOnlyList<int> messages) => [.. messages.Select(BatchResult<int>.Done)];
}
