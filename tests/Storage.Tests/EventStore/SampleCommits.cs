using Ledger.EventStore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using SampleCommit = Ledger.EventStore.GroupCommit<
    Ledger.Storage.Tests.EventStore.Sample, Ledger.Storage.Tests.EventStore.Told,
    System.Collections.Generic.Dictionary<string, long>, System.Collections.Generic.Dictionary<string, long>>;

namespace Ledger.Storage.Tests.EventStore;

/// <summary>A group commit of the sample consumer on a database of its own.</summary>
public sealed class SampleCommits : IAsyncDisposable
{
    static readonly BatchQueueOptions Quick = new()
    {
        RetryDelayMin = TimeSpan.FromMilliseconds(20),
        RetryDelayMax = TimeSpan.FromMilliseconds(200),
        MaxBatch = 100,
    };

    readonly List<SampleCommit> _opened = [];

    SampleCommits(EventStoreDatabase database)
    {
        Database = database;
        Commits = Open(database.Source, Logic);
    }

    public EventStoreDatabase Database { get; }

    public SampleLogic Logic { get; } = new();

    public SampleCommit Commits { get; }

    public static async Task<SampleCommits> CreateAsync()
    {
        var database = await EventStoreDatabase.CreateAsync();
        await database.ExecuteAsync(SampleLogic.Table);
        return new SampleCommits(database);
    }

    public SampleCommit Open(NpgsqlDataSource source, SampleLogic logic, TimeProvider? time = null)
    {
        var commits = new SampleCommit(
            new PostgresCommitStore<Dictionary<string, long>, Dictionary<string, long>>(source, EventStoreDatabase.Schema, logic), logic,
            Quick, time ?? TimeProvider.System, NullLogger.Instance);
        _opened.Add(commits);
        return commits;
    }

    public Task<Told> CommitAsync(Sample message) => Commits.CommitAsync(message, CancellationToken.None);

    /// <summary>Hands in all messages so that they meet in one batch, behind a first one that waits for them.</summary>
    public async Task<Task<Told>[]> CommitTogetherAsync(params Sample[] messages)
    {
        var (started, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        Logic.Loading = () =>
        {
            started.TrySetResult();
            return gate.Task;
        };
        var first = CommitAsync(new Sample("first", "first", "first"));
        await started.Task;
        var tasks = messages.Select(CommitAsync).ToArray();
        gate.SetResult();
        await first;
        await Task.WhenAny(Task.WhenAll(tasks), Task.Delay(TimeSpan.FromSeconds(20)));
        return tasks;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var commits in _opened)
        {
            await commits.DisposeAsync();
        }

        await Database.DisposeAsync();
    }
}
