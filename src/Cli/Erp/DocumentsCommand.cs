using System.CommandLine;
using Ledger.Cli.Shell;
using Ledger.ErpExport.Delivery;
using Ledger.ErpExport.Queries;

namespace Ledger.Cli.Erp;

/// <summary><c>ledger erp documents</c>: the documents of a target and where each stands.</summary>
static class DocumentsCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        var target = ErpOptions.Target();
        var state = new Option<string?>("--state") { Description = $"One state: {string.Join(", ", DocumentStates.All)}." };
        state.AcceptOnlyFromAmong([.. DocumentStates.All]);
        var run = new Option<long?>("--run") { Description = "One run." };
        var limit = ErpOptions.Limit("documents");
        return new Command("documents", "Lists the documents of a target, those of the last run first.") { target, state, run, limit }
            .Runs((context, ct) => RunAsync(
                context,
                new DocumentFilter(context.Get(target)!, context.Get(state), context.Get(run), ErpOptions.LimitOf(context, limit)), ct));
    }

    /// <summary>Documents as a table.</summary>
    public static TextTable Table(IReadOnlyList<DocumentSummary> documents)
    {
        var table = new TextTable("Reference", ">Run", "Date", ">Entries", "State", "Number", "Why", "Detail");
        foreach (var document in documents)
        {
            table.Row(
                document.Reference, $"{document.RunNumber}", $"{document.Date:yyyy-MM-dd}", $"{document.Entries}", document.State,
                document.ErpNumber ?? document.ErpId, document.Reason, document.Detail);
        }

        return table;
    }

    static async Task<int> RunAsync(CommandContext context, DocumentFilter asked, CancellationToken ct)
    {
        await using var books = new ErpBooks(context);
        await books.RequireAsync(asked.Target, ct);
        var documents = await books.Documents.ListAsync(asked with { Limit = asked.Limit + 1 }, ct);
        var printed = new PrintedDocuments(asked.Target, [.. documents.Take(asked.Limit)], documents.Count > asked.Limit);
        if (context.Output.IsJson)
        {
            context.Output.Json(printed, ErpJson.Default.PrintedDocuments);
            return ExitCode.Ok;
        }

        if (printed.Documents.Count == 0)
        {
            context.Output.Line("There is none.");
            return ExitCode.Ok;
        }

        context.Output.Table(Table(printed.Documents));
        if (printed.More)
        {
            context.Output.Line("There are more: --limit shows them.");
        }

        return ExitCode.Ok;
    }
}
