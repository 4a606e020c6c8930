using System.CommandLine;
using Ledger.Cli.Shell;
using Ledger.EventStore;
using Ledger.MessageBus;
using Ledger.MessageBus.Publishing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Ledger.Cli.Erp;

/// <summary>
/// <c>ledger erp replay</c>: sends posted entries to the export again, for what it missed or for what was before it was switched on.
/// </summary>
static class ReplayCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        var from = new Option<long>("--from")
        {
            Description = "Position of the journal behind which it begins; 0 for all of it.",
            Required = true,
        };
        var to = new Option<long?>("--to") { Description = "Last position; without it the journal's last." };
        return new Command(
            "replay", "Sends posted entries to the export's queue again; what it has already has no second effect.") { from, to }
            .Runs((context, ct) => context.Get(from) < 0 || context.Get(to) < context.Get(from)
                ? throw CliError.WrongUsage("--from is below 0, or --to before it.", "'ledger erp status' shows positions.")
                : RunAsync(context, context.Get(from), context.Get(to), ct));
    }

    static async Task<int> RunAsync(CommandContext context, long from, long? to, CancellationToken ct)
    {
        await RequireQueueAsync(context.Connections.Broker, ct);
        await using var source = NpgsqlDataSource.Create(context.Connections.Journal);
        await using var publisher = new ConfirmedPublisher(
            new BusOptions { Broker = context.Connections.Broker }, context.Time, NullLogger<ConfirmedPublisher>.Instance)
        {
            DeclaresTopology = false,
        };
        var replay = new EntryReplay(new PostgresEventStore(source, "journal", context.Time), publisher.PublishAsync);
        PrintedReplay done;
        try
        {
            done = await replay.RunAsync(from, to, new Told(context.Output), ct);
        }
        catch (PublishFailedException away)
        {
            throw CliError.Unreachable(
                "RABBITMQ_UNREACHABLE", $"RabbitMQ did not confirm: {away.Message}",
                "Run it again from the last position that was told: what came through has no second effect.");
        }

        if (context.Output.IsJson)
        {
            context.Output.Json(done, ErpJson.Default.PrintedReplay);
        }

        context.Output.Verdict(
            good: true, $"{done.Entries:N0} entries behind position {done.From} up to {done.To} were sent to the export.");
        return ExitCode.Ok;
    }

    /// <summary>Requires the export's queue: without it the export is off, or no worker with it has started yet.</summary>
    static async Task RequireQueueAsync(Uri broker, CancellationToken ct)
    {
        await using var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync(ct);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        try
        {
            await channel.QueueDeclarePassiveAsync(ConsumerQueues.ErpExport.Name, ct);
        }
        catch (OperationInterruptedException absent) when (absent.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            throw CliError.Missing(
                "ERP_QUEUE_NOT_FOUND", $"The broker has no queue '{ConsumerQueues.ErpExport.Name}': the export is off.",
                $"Start a worker with {ConsumerQueues.ErpSetting}=on and LEDGER_ERP_TARGETS, and run this again.");
        }
    }

    sealed class Told(Output output) : IProgress<PrintedReplay>
    {
        public void Report(PrintedReplay value) => output.Progress.WriteLine($"position {value.To}: {value.Entries} entries sent");
    }
}
