using System.CommandLine;
using Ledger.Cli.Shell;
using Ledger.LocalStack;
using Ledger.LocalStack.Servers;
using Npgsql;

namespace Ledger.Cli.Stack;

/// <summary><c>ledger test-servers</c>: the private servers of <c>./ledger test</c>, which alone calls it.</summary>
static class TestServersCommand
{
    static readonly Argument<string> Folder = new("folder") { Description = "Folder of the test run; deleted on stop." };

    /// <summary>Builds the command.</summary>
    public static Command Build() => new Command("test-servers", "Private servers for a test run.")
    {
        new Command("start", "Start fresh servers; print what the tests need to know as NAME=VALUE lines.") { Folder }.Runs(StartAsync),
        new Command("stop", "Stop every server and process started below the folder, and delete it.") { Folder }.Runs(StopAsync),
    }.Hide();

    static Command Hide(this Command command)
    {
        command.Hidden = true;
        return command;
    }

    static async Task<int> StartAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var folder = Path.GetFullPath(context.Get(Folder)!);
        var progress = new ProgressWriter(context.Output.Progress);
        try
        {
            var rabbitMqStart = LocalRabbitMq.StartAsync(Path.Combine(folder, "rabbitmq"), management: true, progress, cancellationToken);
            var postgresStart = LocalPostgres.StartAsync(Path.Combine(folder, "postgres"), progress, cancellationToken);
            await Task.WhenAll(rabbitMqStart, postgresStart); // Both have ended, one way or the other, before anything is removed.
            var (rabbitMq, postgres) = (await rabbitMqStart, await postgresStart);
            await DoNotWaitForTheDiskAsync(postgres.ConnectionString, cancellationToken);
            context.Output.Line($"LEDGER_TEST_POSTGRES={postgres.ConnectionString}");
            context.Output.Line($"LEDGER_TEST_RABBITMQ={rabbitMq.Uri.ToString().TrimEnd('/')}");
            context.Output.Line($"LEDGER_TEST_RABBITMQ_API={rabbitMq.ApiUrl!.ToString().TrimEnd('/')}");
            return ExitCode.Ok;
        }
        catch
        {
            await LeftBehind.RemoveAsync(folder, CancellationToken.None);
            throw;
        }
    }

    /// <summary>
    /// Tests kill processes, never the machine: what a killed server had written is there all the same. Hundreds of databases are made and
    /// dropped, each of which would wait for the disk. Stacks, demo, benchmark and fault runs have servers of their own, which do wait.
    /// </summary>
    static async Task DoNotWaitForTheDiskAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        foreach (var sql in new[] { "alter system set fsync = off", "select pg_reload_conf()" })
        {
            await using var command = source.CreateCommand(sql);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    static async Task<int> StopAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var stopped = await LeftBehind.RemoveAsync(Path.GetFullPath(context.Get(Folder)!), cancellationToken);
        if (stopped > 0)
        {
            await context.Output.Progress.WriteLineAsync($"test servers stopped ({stopped} processes)");
        }

        return ExitCode.Ok;
    }
}
