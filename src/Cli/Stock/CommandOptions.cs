using System.CommandLine;
using System.Data.Common;
using Ledger.Cli.Shell;
using Ledger.EventStore;
using Ledger.Inventory.Commands;

namespace Ledger.Cli.Stock;

/// <summary>What all commands that write have in common: who gives them, and under which identity.</summary>
sealed class CommandOptions
{
    readonly Option<string> _actor = new("--actor")
    {
        Description = "Who gives the command; without it the user of this machine.",
        DefaultValueFactory = _ => Environment.UserName,
    };

    readonly Option<Guid?> _id = new("--id")
    {
        Description = "Identity of the command, a UUID: the same again has no second effect. Without it a new one.",
    };

    /// <summary>Adds them to a command.</summary>
    public Command AddTo(Command command)
    {
        command.Options.Add(_actor);
        command.Options.Add(_id);
        return command;
    }

    /// <summary>Who gives the command.</summary>
    public string Actor(CommandContext context) => context.Get(_actor) is { } actor && !string.IsNullOrWhiteSpace(actor)
        ? actor
        : throw CliError.WrongUsage("--actor is empty.", "Name whoever gives the command.");

    /// <summary>The command that was given before under the id of this one; null when there is none.</summary>
    public async Task<StockCommand?> BeforeAsync(CommandContext context, StockBooks books, CancellationToken ct) =>
        context.Get(_id) is { } id ? await books.Work.CommandAsync(id, ct) : null;

    /// <summary>Gives a command and prints what became of it; exit code 1 when the rules refuse it.</summary>
    public async Task<int> GiveAsync(CommandContext context, StockBooks books, StockCommand command, CancellationToken ct)
    {
        var now = context.Time.GetUtcNow();
        var id = context.Get(_id) ?? Guid.CreateVersion7(now);
        var given = new ShopCommand(id, Actor(context), now, StockCommandJson.Write(command), command);
        try
        {
            await using var writer = await books.WriterAsync(ct);
            return StockOutcomePrint.Print(context.Output, given, await writer.CommandAsync(given, ct));
        }
        catch (DbException away) when (StorageOutage.Is(away))
        {
            var cause = away is StorageAwayException ? away.InnerException : away;
            throw StorageOutage.Refusal(cause) is not null && Failures.Explain(cause!) is { } known
                ? known
                : CliError.Unreachable(
                    "POSTGRES_UNREACHABLE",
                    $"PostgreSQL cannot be reached; whether the command was taken is not known. {cause?.Message}",
                    $"Give it again with --id {id}: if it was taken, it has no second effect.");
        }
        catch (FormatException unusable)
        {
            throw CliError.WrongUsage(unusable.Message, "Names and references are printable text.");
        }
    }

    /// <summary>Opens the inventory, makes the command and gives it.</summary>
    public Command Gives(Command command, Func<CommandContext, StockCommand> make) => AddTo(command).Runs(async (context, ct) =>
    {
        var asked = make(context);
        await using var books = new StockBooks(context);
        return await GiveAsync(context, books, asked, ct);
    });
}
