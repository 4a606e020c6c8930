using Ledger.ErpExport.Adapters;

namespace Ledger.ErpExport.TieOuts;

/// <summary>Puts the ledger's balances beside the ERP's, and says what a difference means. Pure.</summary>
static class TieOutComparison
{
    /// <summary>The rows of one account.</summary>
    /// <param name="ours">Its balances by our documents, one for each currency.</param>
    /// <param name="theirs">What the ERP says of it; null when it cannot be asked.</param>
    /// <param name="foreign">What others have posted, of all accounts.</param>
    /// <param name="mismatches">What documents that are not as sent come to there, less what was sent, of all accounts.</param>
    /// <param name="owned">True when nobody but the export may move it.</param>
    public static IEnumerable<TieOutRow> Rows(
        IReadOnlyList<LedgerBalance> ours, IReadOnlyList<ErpBalance>? theirs, IReadOnlyList<ForeignLine> foreign,
        IReadOnlyList<MismatchLine> mismatches, bool owned)
    {
        var (company, account, home) = (ours[0].Company, ours[0].Account, ours[0].Home);
        var told = theirs?.GroupBy(balance => balance.Balance.Currency.Code, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Sum(balance => balance.Balance.MinorUnits), StringComparer.Ordinal);
        long Foreign(string currency) => foreign
            .Where(line => line.Account == account && line.Currency == currency && (line.Company is null || line.Company == company))
            .Sum(line => line.Units);
        long Mismatched(string currency, bool inHome) => mismatches
            .Where(line => line.Company == company && line.Account == account && line.Currency == currency && line.InHome == inHome)
            .Sum(line => line.Units);
        TieOutRow Row(
            string currency, BalanceSums sums, long onTheWay, long? erp, long roundings = 0, bool inHome = false) => Judged(new TieOutRow
            {
                Company = company,
                Account = account,
                Currency = currency,
                Owned = owned,
                Ledger = sums.All,
                Posted = sums.Posted,
                NotPosted = sums.All - sums.Posted - sums.OnTheWay,
                OnTheWay = sums.OnTheWay,
                OnTheWayCount = onTheWay,
                Foreign = Foreign(currency),
                Mismatched = Mismatched(currency, inHome),
                Erp = erp,
                Roundings = roundings,
                Verdict = TieOutVerdict.NotTold,
            });

        // An ERP that keeps its books in the company's own currency alone has our amounts at our rates; those that it works out itself it
        // may round otherwise than we do, by less than one minor unit each.
        if (told is { Count: 1 } && told.TryGetValue(home, out var atRates) && ours.Any(balance => balance.Currency != home))
        {
            if (ours.All(balance => balance.AllInHome))
            {
                yield return Row(
                    home, ours.Aggregate(default(BalanceSums), (sum, balance) => sum + balance.InHome),
                    ours.Sum(balance => balance.OnTheWayCount), atRates, ours.Sum(balance => balance.WorkedOut),
                    inHome: true);
                yield break;
            }

            told = null; // Without rates of ours the ERP has taken its own.
        }

        foreach (var balance in ours)
        {
            long? erp = told is null ? null : told.GetValueOrDefault(balance.Currency);
            yield return Row(balance.Currency, balance.Own, balance.OnTheWayCount, erp);
        }

        foreach (var (currency, units) in told ?? [])
        {
            if (units != 0 && !ours.Any(balance => balance.Currency == currency))
            {
                yield return Row(currency, default, 0, units);
            }
        }
    }

    static TieOutRow Judged(TieOutRow row) => row with
    {
        Verdict = row switch
        {
            // What the mapping lacks is rejected, and surely not there.
            { Erp: null, Posted: 0, OnTheWayCount: 0 } when row.Account.Length == 0 || row.Company.Length == 0 => TieOutVerdict.Explained,
            { Erp: null } => TieOutVerdict.NotTold,
            { Difference: 0 } => TieOutVerdict.Ties,
            { Rest: 0 } => TieOutVerdict.Explained,
            { Roundings: > 0 } when Math.Abs(row.Rest!.Value) <= row.Roundings => TieOutVerdict.Rounded,
            { OnTheWayCount: > 0 } => TieOutVerdict.OnTheWay,
            { Owned: false } => TieOutVerdict.Shared,
            _ => TieOutVerdict.Unexplained,
        },
    };
}
