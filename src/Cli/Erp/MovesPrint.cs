using Ledger.Cli.Shell;
using Ledger.ErpExport.Operating;

namespace Ledger.Cli.Erp;

/// <summary>Says what became of documents by a person's word.</summary>
static class MovesPrint
{
    /// <summary>Prints it; the refusal of a single document stops the command with its name, one among several makes exit code 1.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="moves">What became of each.</param>
    /// <param name="single">True when one document was named.</param>
    /// <param name="good">Says of a state whether it is what was wanted; null when every one is.</param>
    public static int Print(Output output, PrintedMoves moves, bool single, Func<string, bool>? good = null)
    {
        if (single && moves.Documents is [{ Refusal: { } refusal } refused])
        {
            var reason = Enum.GetValues<ErpCommandReason>().First(each => each.WireName() == refusal);
            throw ErpAdvice.Refused(reason, refused.Detail ?? refused.State);
        }

        var ok = moves.Documents.All(document => document.Refusal is null && good?.Invoke(document.State) != false);
        if (output.IsJson)
        {
            output.Json(moves, ErpJson.Default.PrintedMoves);
        }
        else if (moves.Documents.Count == 0)
        {
            output.Line("There is no such document: nothing was done.");
        }
        else
        {
            var table = new TextTable("Reference", "State", "Refused", "Detail", "New documents");
            foreach (var document in moves.Documents)
            {
                table.Row(document.Reference, document.State, document.Refusal, document.Detail, string.Join(", ", document.Beside));
            }

            output.Table(table);
        }

        return ok ? ExitCode.Ok : ExitCode.No;
    }
}
