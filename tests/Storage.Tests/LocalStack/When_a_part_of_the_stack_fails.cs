using Ledger.LocalStack;
using Ledger.LocalStack.Processes;
using Ledger.LocalStack.Product;
using Ledger.LocalStack.Servers;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Storage.Tests.LocalStack;

public sealed class When_a_part_of_the_stack_fails : IAsyncLifetime
{
    readonly StackFolder _folder;
    readonly ProductStack _stack;

    public When_a_part_of_the_stack_fails()
    {
        // A checkout of our own, whose worker is no program at all.
        var checkout = TestFolder.Create();
        _folder = new StackFolder(Path.Combine(checkout, ".ledger"), checkout);
        _stack = new ProductStack(_folder, new StackOptions { Exports = false, SecretsFile = Path.Combine(checkout, "secrets.json") }, TimeProvider.System);
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.ProgramOf("Worker"))!);
        File.WriteAllText(_folder.ProgramOf("Worker"), "no program");
    }

    CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        Assert.SkipUnless(
            ServerPrograms.HasPostgres && ServerPrograms.HasRabbitMq,
            "PostgreSQL or RabbitMQ is not installed here: no private stack can be started.");
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync() => await LeftBehind.RemoveAsync(_folder.Checkout, CancellationToken.None);

    [Fact]
    public async Task Everything_this_call_has_started_is_stopped_and_the_log_is_shown()
    {
        var failed = await Assert.ThrowsAsync<StackStartException>(() => _stack.EnsureUpAsync(ProgressWriter.Silent, Ct));

        Assert.Contains("worker ended while starting", failed.Message, StringComparison.Ordinal);
        Assert.Contains("Ledger.Worker", failed.Message[failed.Message.IndexOf('\n', StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.Null(LocalPostgres.FindRunning(_folder.Postgres));
        Assert.Null(LocalRabbitMq.FindRunning(_folder.RabbitMq));
        Assert.Null(RunningProcess.FindByCommandLine(_folder.Home));
        Assert.False(File.Exists(_folder.StackFile));
    }

    [Fact]
    public async Task Servers_that_ran_before_go_on_running()
    {
        var postgres = await LocalPostgres.StartAsync(_folder.Postgres, ProgressWriter.Silent, Ct);
        await Assert.ThrowsAsync<StackStartException>(() => _stack.EnsureUpAsync(ProgressWriter.Silent, Ct));

        Assert.Equal(postgres.Process, LocalPostgres.FindRunning(_folder.Postgres)?.Process);
        Assert.Equal(["postgres"], await _stack.DownAsync(ProgressWriter.Silent, Ct));
    }

    [Fact]
    public async Task A_start_that_is_cancelled_leaves_nothing_running()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var seen = new Heard("starting RabbitMQ", cancel.Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _stack.EnsureUpAsync(seen, cancel.Token));
        Assert.Null(RunningProcess.FindByCommandLine(_folder.Home));
    }

    [Fact]
    public async Task A_program_that_is_not_built_is_named()
    {
        File.Delete(_folder.ProgramOf("Worker"));
        var missing = await Assert.ThrowsAsync<MissingProgramException>(() => ProductProcess.StartAsync(
            _folder, ProductRole.Worker, url: null, new Dictionary<string, string>(), ProgressWriter.Silent, Ct));
        Assert.Contains("Ledger.Worker.dll is not built", missing.Message, StringComparison.Ordinal);
    }

    /// <summary>Acts when a line of progress is heard.</summary>
    sealed class Heard(string beginning, Action act) : IProgress<string>
    {
        public void Report(string value)
        {
            if (value.StartsWith(beginning, StringComparison.Ordinal))
            {
                act();
            }
        }
    }
}
