using Ledger.Cli.Shell;
using Ledger.Inventory;
using Ledger.Inventory.Commands;
using Ledger.Inventory.Events;
using Ledger.Inventory.Storage;

namespace Ledger.Cli.Stock;

/// <summary>Says what became of a command.</summary>
static class StockOutcomePrint
{
    /// <summary>Prints it; a refusal, or what still waits, stops with its name.</summary>
    public static int Print(Output output, ShopCommand given, StockOutcome outcome)
    {
        if (outcome is { Reason: { } no, Disposition: not (Disposition.Moved or Disposition.Noted or Disposition.Noop) })
        {
            throw CliError.No(no.WireName(), $"{no.WireName()}: {Why(outcome)}", RefusalAdvice.For(no));
        }

        if (output.IsJson)
        {
            output.Json(
                new PrintedOutcome(
                    given.CommandId, given.Command.Kind, given.Actor, outcome.Disposition, outcome.Repeated, outcome.Reason?.WireName(),
                    outcome.Detail, outcome.OutcomeId, outcome.Movements),
                StockJson.Default.PrintedOutcome);
            return ExitCode.Ok;
        }

        if (outcome.Repeated)
        {
            output.Line($"Command {given.CommandId} was given before ({outcome.Disposition}); nothing happened this time.");
            return ExitCode.Ok;
        }

        var remark = outcome.Reason is { } reason ? $": {reason.WireName()}" : "";
        output.Verdict(good: true, $"{given.Command.Kind} {outcome.Disposition}{remark}");
        if (outcome.Movements.Count > 0)
        {
            output.Table(Table(outcome.Movements));
        }

        output.Line($"Command {given.CommandId} by {given.Actor}.");
        return ExitCode.Ok;
    }

    static string Why(StockOutcome outcome) => outcome switch
    {
        { Detail: { } detail } => detail,
        { Reason: StockReason.KeyReused } => "A command with this id and other content was given before.",
        { Repeated: true } => $"The command was given before and was {outcome.Disposition}; nothing happened this time.",
        _ => outcome.Disposition,
    };

    static TextTable Table(IReadOnlyList<StockMovement> movements)
    {
        var table = new TextTable("Movement", "SKU", "Location", ">Units", ">Available", ">On hand", ">Reserved", ">Committed");
        foreach (var moved in movements)
        {
            table.Row(
                moved.Kind, moved.Sku, moved.Location, $"{moved.Quantity}", Change(moved.AvailableBefore, moved.AvailableAfter),
                Change(moved.Before.OnHand, moved.After.OnHand), Change(moved.Before.Reserved, moved.After.Reserved),
                Change(moved.Before.Committed, moved.After.Committed));
        }

        return table;
    }

    static string Change(long before, long after) => before == after ? $"{after}" : $"{before} → {after}";
}

/// <summary>What a command that writes prints with <c>--json</c>.</summary>
/// <param name="CommandId">Identity of the command.</param>
/// <param name="Kind">What it asked for.</param>
/// <param name="Actor">Who gave it.</param>
/// <param name="Disposition">What became of it.</param>
/// <param name="Repeated">True when it had been given before.</param>
/// <param name="Reason">Name of the refusal or remark.</param>
/// <param name="Detail">One sentence.</param>
/// <param name="OutcomeId">The fact it led to.</param>
/// <param name="Movements">What moved.</param>
sealed record PrintedOutcome(
    Guid CommandId, string Kind, string Actor, string Disposition, bool Repeated, string? Reason, string? Detail, Guid? OutcomeId,
    IReadOnlyList<StockMovement> Movements);
