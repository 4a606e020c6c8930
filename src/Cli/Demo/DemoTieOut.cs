using Ledger.Cli.Erp;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.TieOuts;

namespace Ledger.Cli.Demo;

/// <summary>Compares what each ERP says of its accounts with the ledger, as <c>ledger erp tie-out</c> does.</summary>
static class DemoTieOut
{
    /// <summary>Compares one target after the other.</summary>
    /// <param name="books">The export.</param>
    /// <param name="targets">Names of the targets.</param>
    /// <param name="ct">Stops asking.</param>
    public static async Task<IReadOnlyList<TieOutFigure>> RunAsync(ErpBooks books, IReadOnlyList<string> targets, CancellationToken ct)
    {
        var figures = new List<TieOutFigure>();
        foreach (var target in targets)
        {
            try
            {
                figures.Add(TieOutFigure.Of(await books.TieOutAsync(target, through: null, ct)));
            }
            catch (ErpAwayException away)
            {
                figures.Add(new TieOutFigure(target, 0, 0, away.Message));
            }
        }

        return figures;
    }
}

/// <summary>How the balances of a target and its ERP compare.</summary>
/// <param name="Target">The target.</param>
/// <param name="Accounts">Accounts that were compared, by company and currency; 0 where the ERP tells no balances, as files do.</param>
/// <param name="Tied">Of these, those with the same balance on both sides.</param>
/// <param name="Away">Why it could not be asked; null when it could.</param>
sealed record TieOutFigure(string Target, int Accounts, int Tied, string? Away)
{
    /// <summary>Counts the accounts of a report.</summary>
    public static TieOutFigure Of(TieOutReport report) => new(
        report.Target, report.Asked ? report.Rows.Count : 0, report.Rows.Count(row => row.Verdict == TieOutVerdict.Ties), Away: null);

    /// <summary>What does not tie, in words; none when all does.</summary>
    public IEnumerable<string> Differences() => this switch
    {
        { Away: { } why } => [$"tie-out of {Target}: it cannot be asked: {why}"],
        _ when Tied < Accounts => [$"tie-out of {Target}: {Tied} of {Accounts} accounts tie; 'ledger erp tie-out {Target}' shows them"],
        _ => [],
    };
}
