using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Mapping;
using Ledger.ErpExport.Storage;
using Ledger.ErpExport.Targets;
using Npgsql;

namespace Ledger.ErpExport.TieOuts;

/// <summary>Compares the balances of all mapped accounts of a target with the ledger's at the same cut, and keeps what was found.</summary>
/// <param name="target">The target.</param>
/// <param name="adapter">Its ERP.</param>
/// <param name="mapping">Which accounts only we may move.</param>
/// <param name="source">Where the export's schema lies.</param>
/// <param name="schema">Its name.</param>
/// <param name="time">The clock.</param>
public sealed class TieOut(
    ErpTarget target, IErpAdapter adapter, ErpMapping mapping, NpgsqlDataSource source, string schema, TimeProvider time)
{
    /// <summary>Documents may be posted while the ERP is asked: so often it is asked again.</summary>
    const int TriesMax = 3;

    static readonly TimeSpan Every = TimeSpan.FromDays(1);
    static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(10);
    static readonly TimeSpan WhenOnTheWay = TimeSpan.FromHours(1);

    readonly LedgerBalances _ledger = new(source, schema);
    readonly KnownMismatches _mismatches = new(adapter, new ErpReads(source, schema));
    readonly TieOutStore _store = new(source, schema);
    DateTimeOffset _next = DateTimeOffset.MinValue;

    /// <summary>Compares and keeps it.</summary>
    /// <param name="through">Last posting date that counts; null for all.</param>
    /// <param name="ct">Stops asking.</param>
    /// <exception cref="ErpAwayException">The ERP cannot be asked.</exception>
    public async Task<TieOutReport> CompareAsync(DateOnly? through, CancellationToken ct)
    {
        var ours = await _ledger.ReadAsync(target.Name, through, ct);
        for (var tries = 1; ; tries++)
        {
            var theirs = await AskAsync(ours, through, ct);
            var after = await _ledger.ReadAsync(target.Name, through, ct);
            if (tries < TriesMax && !after.SequenceEqual(ours))
            {
                ours = after;
                continue;
            }

            var report = await ReportAsync(after, theirs, through, ct);
            await _store.KeepAsync(report, ct);
            return report;
        }
    }

    /// <summary>Compares if the last comparison is a day old.</summary>
    /// <returns>False: there is never more to do at once.</returns>
    internal async Task<bool> CompareDueAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (now < _next)
        {
            return false;
        }

        _next = now + AfterFailure;
        if ((await new ErpReads(source, schema).TargetAsync(target.Name, ct)).RunNumber == 0)
        {
            return false;
        }

        // What was on its way is there soon: then it is looked at again.
        if (await _store.LastAsync(target.Name, ct) is not { } last || now - last.At >= (last.IsOnTheWay ? WhenOnTheWay : Every))
        {
            var report = await CompareAsync(null, ct);
            _next = now + (report.Summary().IsOnTheWay ? WhenOnTheWay : Every);
        }

        return false;
    }

    async Task<Dictionary<string, IReadOnlyList<ErpBalance>?>> AskAsync(
        IReadOnlyList<LedgerBalance> ours, DateOnly? through, CancellationToken ct)
    {
        var theirs = new Dictionary<string, IReadOnlyList<ErpBalance>?>(StringComparer.Ordinal);
        foreach (var company in ours.Where(balance => balance is { Company.Length: > 0, Account.Length: > 0 })
            .GroupBy(balance => balance.Company, StringComparer.Ordinal))
        {
            string[] accounts = [.. company.Select(balance => balance.Account).Distinct(StringComparer.Ordinal)];
            theirs[company.Key] = await adapter.ReadBalancesAsync(company.Key, accounts, through, ct);
        }

        return theirs;
    }

    async Task<TieOutReport> ReportAsync(
        IReadOnlyList<LedgerBalance> ours, Dictionary<string, IReadOnlyList<ErpBalance>?> theirs, DateOnly? through, CancellationToken ct)
    {
        var foreign = await _ledger.ForeignAsync(target.Name, through, ct);
        var mismatches = await _mismatches.ReadAsync(target.Name, through, ct);
        var oursAlone = adapter.Capabilities.OursAlone;
        var standing = await new ErpReads(source, schema).TargetAsync(target.Name, ct);
        var rows = ours.GroupBy(balance => (balance.Company, balance.Account)).SelectMany(account => TieOutComparison.Rows(
            [.. account],
            account.Key.Account.Length == 0
                ? null
                : theirs.GetValueOrDefault(account.Key.Company)?.Where(balance => balance.Account == account.Key.Account).ToList(),
            foreign, mismatches, oursAlone || mapping.Owns(account.Key.Account)));
        return new TieOutReport(
            target.Name, time.GetUtcNow(), standing.CutTo, through,
            theirs.Count == 0 || theirs.Values.Any(balances => balances is not null),
            [.. rows]);
    }
}
