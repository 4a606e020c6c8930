using Ledger.EventStore;
using Ledger.MessageBus.Consuming;
using Ledger.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Ledger.Storage.Tests.EventStore;

public sealed class BatchQueues
{
    static readonly BatchQueueOptions Quick = new()
    {
        RetryDelayMin = TimeSpan.FromMilliseconds(20),
        RetryDelayMax = TimeSpan.FromMilliseconds(100),
        DrainFor = TimeSpan.FromMilliseconds(200),
    };

    [Fact]
    public async Task What_waits_during_a_run_becomes_the_next_batch_and_never_more_than_the_limit()
    {
        var gate = new TaskCompletionSource();
        var sizes = new List<int>();
        await using var queue = Open(
            async messages =>
            {
                sizes.Add(messages.Count);
                await gate.Task;
                return Echo(messages);
            },
            Quick with { MaxBatch = 10 });

        var first = queue.SubmitAsync(0, CancellationToken.None);
        await UntilAsync(() => sizes.Count == 1);
        var tasks = Enumerable.Range(1, 25).Select(n => queue.SubmitAsync(n, CancellationToken.None)).ToList();
        gate.SetResult();

        Assert.Equal(Enumerable.Range(0, 26), await Task.WhenAll([first, .. tasks]));
        Assert.Equal([1, 10, 10, 5], sizes);
    }

    [Fact]
    public async Task When_a_batch_fails_for_another_reason_than_storage_only_the_culprit_fails()
    {
        var gate = new TaskCompletionSource();
        await using var queue = Open(async messages =>
        {
            await gate.Task;
            return messages.Contains(3) ? throw new FormatException("three") : Echo(messages);
        });

        var tasks = Enumerable.Range(0, 6).Select(n => queue.SubmitAsync(n, CancellationToken.None)).ToList();
        gate.SetResult();

        await Assert.ThrowsAsync<FormatException>(() => tasks[3]);
        tasks.RemoveAt(3);
        var others = await Task.WhenAll(tasks);
        Assert.Equal([0, 1, 2, 4, 5], others);
        Assert.False(queue.StorageAway);
    }

    [Fact]
    public async Task A_result_with_a_failure_fails_its_message_alone()
    {
        await using var queue = Open(messages => Task.FromResult<IReadOnlyList<BatchResult<int>>>(
            [.. messages.Select(n => n == 1 ? BatchResult<int>.Failed(new FormatException()) : BatchResult<int>.Done(n))]));

        var bad = queue.SubmitAsync(1, CancellationToken.None);
        Assert.Equal(2, await queue.SubmitAsync(2, CancellationToken.None));
        await Assert.ThrowsAsync<FormatException>(() => bad);
    }

    [Fact]
    public async Task A_message_taken_back_while_it_waits_is_not_handled()
    {
        var gate = new TaskCompletionSource();
        var handled = new List<int>();
        await using var queue = Open(async messages =>
        {
            handled.AddRange(messages);
            await gate.Task;
            return Echo(messages);
        });
        using var cancelling = new CancellationTokenSource();

        var first = queue.SubmitAsync(1, CancellationToken.None);
        await UntilAsync(() => handled.Count == 1);
        var second = queue.SubmitAsync(2, cancelling.Token);
        var third = queue.SubmitAsync(3, CancellationToken.None);
        await cancelling.CancelAsync();
        gate.SetResult();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        await Task.WhenAll(first, third);
        Assert.Equal([1, 3], handled);
    }

    [Fact]
    public async Task While_the_server_is_gone_messages_are_held_and_written_once_it_is_back()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var proxy = SwitchableProxy.Before(database.ConnectionString);
        await using var source = NpgsqlDataSource.Create(proxy.ConnectionString);
        await ExecuteAsync(source, "create table done (n int primary key)");
        await using var queue = Open(messages => InsertAsync(source, messages));
        await queue.SubmitAsync(-1, CancellationToken.None);

        proxy.SwitchOff();
        var tasks = Enumerable.Range(0, 50).Select(n => queue.SubmitAsync(n, CancellationToken.None)).ToList();
        await UntilAsync(() => queue.StorageAway);
        await Task.Delay(1_000);
        Assert.True(queue.StorageAway);
        Assert.DoesNotContain(tasks, task => task.IsCompleted);

        proxy.SwitchOn();
        Assert.Equal(Enumerable.Range(0, 50), await Task.WhenAll(tasks).WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.False(queue.StorageAway);
    }

    [Fact]
    public async Task When_sessions_are_terminated_nothing_fails()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await ExecuteAsync(source, "create table done (n int primary key)");
        await using var queue = Open(messages => InsertAsync(source, messages, "select pg_sleep(0.05)"));
        await using var killer = NpgsqlDataSource.Create(TestServers.Postgres);

        var work = Task.WhenAll(Enumerable.Range(0, 20).Select(async n =>
        {
            await Task.Delay(n * 50);
            return await queue.SubmitAsync(n, CancellationToken.None);
        }));
        while (!work.IsCompleted)
        {
            await ExecuteAsync(killer, $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{new NpgsqlConnectionStringBuilder(database.ConnectionString).Database}'");
            await Task.Delay(200);
        }

        Assert.Equal(Enumerable.Range(0, 20), await work);
    }

    [Fact]
    public async Task When_storage_stays_away_too_long_what_waits_fails_as_transient_and_the_queue_lives_on()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var proxy = SwitchableProxy.Before(database.ConnectionString);
        await using var source = NpgsqlDataSource.Create(proxy.ConnectionString);
        await ExecuteAsync(source, "create table done (n int primary key)");
        await using var queue = Open(
            messages => InsertAsync(source, messages), Quick with { HoldFor = TimeSpan.FromMilliseconds(500), MaxBatch = 2 });

        proxy.SwitchOff();
        var tasks = Enumerable.Range(0, 6).Select(n => queue.SubmitAsync(n, CancellationToken.None)).ToList();
        foreach (var task in tasks)
        {
            var away = await Assert.ThrowsAsync<StorageAwayException>(() => task);
            Assert.True(away.IsTransient);
        }

        Assert.True(queue.StorageAway);
        proxy.SwitchOn();
        Assert.Equal(7, await queue.SubmitAsync(7, CancellationToken.None));
        Assert.False(queue.StorageAway);
    }

    public static TheoryData<string, string, string> Refusals => new()
    {
        { "28000", "alter role {role} nologin", "alter role {role} login" },
        { "28P01", "alter role {role} password 'other'", "alter role {role} password 'secret'" },
        { "42501", "revoke all on done from {role}", "grant all on done to {role}" },
        { "42P01", "alter table done rename to gone", "alter table gone rename to done" },
        { "57014", "alter role {role} set statement_timeout = '1ms'", "alter role {role} reset statement_timeout" },
        { "58P01", "alter role {role} set session_preload_libraries = 'gone'", "alter role {role} reset session_preload_libraries" },
    };

    /// <summary>What meets every message alike must not be taken for the fault of each.</summary>
    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task While_the_server_refuses_all_work_messages_are_held_and_written_afterwards(
        string sqlState, string withdraw, string restore)
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var admin = NpgsqlDataSource.Create(database.ConnectionString);
        var role = $"r_{Guid.CreateVersion7():N}";
        await ExecuteAsync(admin, $"create role {role} login password 'secret'; create table done (n int primary key)");
        await ExecuteAsync(admin, $"grant all on done to {role}");
        try
        {
            await using var source = NpgsqlDataSource.Create(
                $"{database.ConnectionString};Username={role};Password=secret;Pooling=false");
            Exception? seen = null;
            await using var queue = Open(async messages =>
            {
                try
                {
                    return await InsertAsync(source, messages, "select pg_sleep(0.02)");
                }
                catch (Exception failure)
                {
                    seen = failure;
                    throw;
                }
            });
            await queue.SubmitAsync(-1, CancellationToken.None);

            await ExecuteAsync(admin, withdraw.Replace("{role}", role, StringComparison.Ordinal));
            var tasks = Enumerable.Range(0, 50).Select(n => queue.SubmitAsync(n, CancellationToken.None)).ToList();
            await UntilAsync(() => queue.StorageAway || tasks.Exists(task => task.IsCompleted));
            await Task.Delay(500); // So long at least they are held.
            Assert.SkipWhen(sqlState == "28P01" && seen is null, "This server asks for no passwords.");
            Assert.Equal(sqlState, Assert.IsType<PostgresException>(seen).SqlState);
            Assert.True(queue.StorageAway);
            Assert.DoesNotContain(tasks, task => task.IsCompleted);

            await ExecuteAsync(admin, restore.Replace("{role}", role, StringComparison.Ordinal));
            Assert.Equal(Enumerable.Range(0, 50), await Task.WhenAll(tasks).WaitAsync(TimeSpan.FromSeconds(20)));
            Assert.False(queue.StorageAway);
        }
        finally
        {
            await ExecuteAsync(admin, $"drop owned by {role}; drop role {role}");
        }
    }

    [Fact]
    public async Task Closing_gives_up_a_held_batch_as_cancelled()
    {
        var queue = Open(_ => throw new IOException("gone"));
        var held = queue.SubmitAsync(1, CancellationToken.None);
        await Task.Delay(50);

        await queue.DisposeAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => held);
    }

    /// <summary>A message that comes while a worker ends is no fault of the message: somebody else must take it.</summary>
    [Fact]
    public async Task What_comes_after_closing_is_cancelled_and_so_not_dead_lettered()
    {
        var queue = Open(messages => Task.FromResult<IReadOnlyList<BatchResult<int>>>([.. messages.Select(BatchResult<int>.Done)]));
        await queue.DisposeAsync();

        var late = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queue.SubmitAsync(1, CancellationToken.None));

        Assert.Equal(FailureClass.WorldAway, FailureClasses.Of(late));
    }

    static async Task UntilAsync(Func<bool> happened)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!happened())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(20), "It did not happen in 20 s.");
            await Task.Delay(1);
        }
    }

    static BatchQueue<int, int> Open(
        Func<IReadOnlyList<int>, Task<IReadOnlyList<BatchResult<int>>>> run, BatchQueueOptions? options = null) =>
        new("test", (messages, _) => run(messages), options ?? Quick, TimeProvider.System, NullLogger.Instance);

    static IReadOnlyList<BatchResult<int>> Echo(IReadOnlyList<int> messages) =>
        [.. messages.Select(BatchResult<int>.Done)];

    static async Task<IReadOnlyList<BatchResult<int>>> InsertAsync(
        NpgsqlDataSource source, IReadOnlyList<int> messages, string before = "select 1")
    {
        await ExecuteAsync(source, before);
        await using var command = source.CreateCommand("insert into done select unnest($1) on conflict do nothing");
        command.Parameters.Add(new() { Value = messages.ToArray() });
        await command.ExecuteNonQueryAsync();
        return Echo(messages);
    }

    static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
