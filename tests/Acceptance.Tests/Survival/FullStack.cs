using System.Text.Json;
using Ledger.Acceptance.Tests.Gateway;
using Ledger.LocalStack;
using Ledger.LocalStack.Product;
using Ledger.LocalStack.Servers;
using Ledger.TestKit;
using Npgsql;
using RabbitMQ.Client;

namespace Ledger.Acceptance.Tests.Survival;

/// <summary>The whole product on private servers of its own, so that a test may take any part of it away.</summary>
sealed class FullStack : IAsyncDisposable
{
    readonly StackFolder _folder;
    readonly ProductStack _stack;

    FullStack(StackFolder folder)
    {
        _folder = folder;
        // A secrets file of its own: no provider is simulated, so facts go to the ledger as they are sent.
        _stack = new ProductStack(folder, new StackOptions { SecretsFile = folder.SecretsFile }, TimeProvider.System);
    }

    public StackFile Parts { get; private set; } = null!;

    public LocalPostgres Postgres => LocalPostgres.FindRunning(_folder.Postgres)!;

    public LocalRabbitMq RabbitMq => LocalRabbitMq.FindRunning(_folder.RabbitMq)!;

    public ProductProcess Worker => ProductProcess.FindRunning(_folder, ProductRole.Worker)!;

    public Uri Webhooks => new(Parts.Gateway.Url, "/v1/webhooks/stripe");

    public static async Task<FullStack> StartAsync(string name)
    {
        var home = Path.Combine(Repository.Root, ".ledger", "test-" + name);
        var stack = new FullStack(new StackFolder(home, Repository.Root));
        await stack.RemoveAsync();
        RunningGateway.WriteSecrets(stack._folder.SecretsFile, "whsec_test_of_the_stack");
        stack.Parts = await stack._stack.EnsureUpAsync(ProgressWriter.Silent, CancellationToken.None);
        return stack;
    }

    /// <summary>Starts again whatever of the stack is not running.</summary>
    public Task MendAsync() => _stack.EnsureUpAsync(ProgressWriter.Silent, CancellationToken.None);

    public string Secret()
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(Parts.SecretsFile));
        return file.RootElement.GetProperty("stripe").GetProperty("endpoints").GetProperty("default")
            .GetProperty("secrets")[0].GetString()!;
    }

    public async Task<long> CountAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Parts.Postgres.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync());
    }

    /// <summary>Waits until a query gives at least a number; fails with what it gave last.</summary>
    public async Task WaitForAsync(string sql, long atLeast, TimeSpan patience)
    {
        var start = TimeProvider.System.GetTimestamp();
        long seen;
        while ((seen = await CountAsync(sql)) < atLeast)
        {
            if (TimeProvider.System.GetElapsedTime(start) > patience)
            {
                throw new TimeoutException($"{sql} gives {seen}, not {atLeast}, after {patience}.");
            }

            await Task.Delay(200);
        }
    }

    public async Task<uint> DeadLettersAsync()
    {
        var factory = new ConnectionFactory { Uri = Parts.RabbitMq.Uri };
        await using var connection = await factory.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        uint total = 0;
        foreach (var queue in MessageBus.ConsumerQueues.Standard)
        {
            total += (await channel.QueueDeclarePassiveAsync(queue.DeadLetterName)).MessageCount;
            total += (await channel.QueueDeclarePassiveAsync(queue.SkippedName)).MessageCount;
        }

        return total;
    }

    /// <summary>Runs <c>ledger verify --json</c> as a person would.</summary>
    public Task<(int ExitCode, string Result, string Remarks)> VerifyAsync() => LedgerProcess.RunAsync(
        new Dictionary<string, string>
        {
            ["LEDGER_POSTGRES"] = Parts.Postgres.ConnectionString,
            ["LEDGER_RABBITMQ"] = Parts.RabbitMq.Uri.ToString(),
            ["LEDGER_ARCHIVE_KEYS"] = Parts.ArchiveKeys!,
        }, "verify", "--json");

    public async ValueTask DisposeAsync()
    {
        await _stack.DownAsync(ProgressWriter.Silent, CancellationToken.None);
        await RemoveAsync();
    }

    async Task RemoveAsync()
    {
        await _stack.DownAsync(ProgressWriter.Silent, CancellationToken.None);
        await LocalPostgres.DeleteAsync(_folder.Postgres, CancellationToken.None);
        await LocalRabbitMq.DeleteAsync(_folder.RabbitMq, CancellationToken.None);
        if (Directory.Exists(_folder.Home))
        {
            Directory.Delete(_folder.Home, recursive: true);
        }
    }
}
