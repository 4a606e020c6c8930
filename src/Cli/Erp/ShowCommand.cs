using System.CommandLine;
using Ledger.Accounting;
using Ledger.Cli.Shell;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Operating;
using Ledger.ErpExport.Queries;

namespace Ledger.Cli.Erp;

/// <summary><c>ledger erp show</c>: one document with its lines, the entries behind them, and all its moves.</summary>
static class ShowCommand
{
    const int EntriesShown = 20;

    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        var (target, reference) = (ErpOptions.Target(), ErpOptions.Document());
        return new Command("show", "Shows one document: its lines, the journal's entries behind them, its moves.") { target, reference }
            .Runs((context, ct) => RunAsync(context, context.Get(target)!, context.Get(reference)!, ct));
    }

    static async Task<int> RunAsync(CommandContext context, string target, string reference, CancellationToken ct)
    {
        await using var books = new ErpBooks(context);
        await books.RequireAsync(target, ct);
        var view = await books.Documents.OneAsync(target, reference, ct)
            ?? throw ErpAdvice.Refused(ErpCommandReason.DocumentUnknown, $"Target {target} has no document '{reference}'.");
        if (context.Output.IsJson)
        {
            context.Output.Json(view, ErpJson.Default.DocumentView);
        }
        else
        {
            Print(context.Output, target, view);
        }

        return ExitCode.Ok;
    }

    static void Print(Output output, string target, DocumentView view)
    {
        var summary = view.Summary;
        output.Heading($"{summary.Reference} of {target}: {summary.State}");
        output.Line(view.Document.GetProperty("memo").GetString() ?? "");
        output.Line(
            $"Run {summary.RunNumber}, company {summary.Company}, dated {summary.Date:yyyy-MM-dd}, {summary.Entries} entries, "
            + $"sent {summary.Attempt} times.");
        output.Line($"Payload {view.Generation}, SHA-256 {view.PayloadHash}.");
        if ((summary.ErpNumber ?? summary.ErpId) is { } number)
        {
            output.Line(
                $"In the ERP: {number}{(summary.ErpNumber is not null && summary.ErpId is { } id ? $" (id {id})" : "")}"
                + $"{(view.PostedDate is { } posted ? $", dated {posted:yyyy-MM-dd}" : "")}.");
        }

        if (summary.Reason is { } reason)
        {
            output.Line($"{reason}{(summary.ErpCode is { } code ? $" ({code})" : "")}: {summary.Detail}");
            output.Line(ErpAdvice.For(ErpReasons.Find(reason)) is { } advice ? $"To do: {advice}." : "docs/errors.md says what to do.");
        }

        output.Line();
        output.Table(Lines(view.Lines));
        output.Line();
        output.Table(Entries(view.EntryIds));
        if (view.EntryIds.Count > EntriesShown)
        {
            output.Line($"and {view.EntryIds.Count - EntriesShown} more; --json has all.");
        }

        output.Line();
        output.Table(Moves(view.History));
    }

    static TextTable Lines(IReadOnlyList<LineView> lines)
    {
        var table = new TextTable(">No.", "Ledger", "Account", ">Debit", ">Credit", "Currency", "Booked as", ">Entries");
        foreach (var line in lines)
        {
            var amount = line.Amount.ToMajorUnits();
            table.Row(
                $"{line.Number}", line.LedgerAccount, line.Account, line.Side == Side.Debit ? amount : "",
                line.Side == Side.Credit ? amount : "",
                line.Amount.Currency.Code, line.Booked?.ToString(), $"{line.Positions.Count}");
        }

        return table;
    }

    static TextTable Entries(IReadOnlyList<EntryLink> entries)
    {
        var table = new TextTable(">Position", "Entry", "Payment");
        foreach (var entry in entries.Take(EntriesShown))
        {
            table.Row($"{entry.Position}", $"{entry.EntryId}", entry.StreamId);
        }

        return table;
    }

    static TextTable Moves(IReadOnlyList<MoveView> moves)
    {
        var table = new TextTable("Time (UTC)", "Move", "By", "Why", "Detail");
        foreach (var move in moves)
        {
            table.Row(
                ErpText.Time(move.At), $"{move.From} → {move.To}", move.Actor ?? "export", move.Reason,
                string.Join(" – ", new[] { move.Detail, move.Remark }.Where(text => text is not null).Distinct(StringComparer.Ordinal)));
        }

        return table;
    }
}
