using Ledger.LocalStack.Processes;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Storage.Tests.LocalStack;

public sealed class LogTailTests : IDisposable
{
    readonly string _folder = TestFolder.Create();

    string Log => Path.Combine(_folder, "a.log");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Reads_the_last_lines_and_none_of_a_file_that_is_not_there()
    {
        Assert.Empty(LogTail.Read(Log, lines: 3));
        File.WriteAllText(Log, "one\ntwo\nthree\nfour\n");
        Assert.Equal(["three", "four"], LogTail.Read(Log, lines: 2));
    }

    [Fact]
    public async Task Follows_whole_lines_also_into_a_new_log()
    {
        File.WriteAllText(Log, "old and long\n");
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        enough.CancelAfter(TimeSpan.FromSeconds(20));
        List<string> seen = [];
        var following = LogTail.FollowAsync(Log, lines: 1, line => Take(seen, line, enough), enough.Token);

        await File.AppendAllTextAsync(Log, "ha", enough.Token);
        await Task.Delay(TimeSpan.FromMilliseconds(500), enough.Token);
        await File.AppendAllTextAsync(Log, "lf\n", enough.Token);
        while (!Holds(seen, "half"))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), enough.Token);
        }

        await File.WriteAllTextAsync(Log, "new\n", enough.Token);
        await following;

        Assert.Equal(["old and long", "half", "new"], seen);
    }

    static bool Holds(List<string> seen, string line)
    {
        lock (seen)
        {
            return seen.Contains(line);
        }
    }

    static void Take(List<string> seen, string line, CancellationTokenSource enough)
    {
        lock (seen)
        {
            seen.Add(line);
            if (seen.Count < 3)
            {
                return;
            }
        }

        enough.Cancel();
    }
}
