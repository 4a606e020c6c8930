using System.Collections.Concurrent;
using Ledger.ErpExport.Adapters;

namespace Ledger.ErpExport.Delivery;

/// <summary>
/// Whether the ERP takes postings of a day: asked before anything is sent, and remembered for a short while. Closing a period in between is
/// told by the ERP when it refuses.
/// </summary>
sealed class PeriodCache(IErpAdapter adapter, TimeProvider time)
{
    static readonly TimeSpan OpenFor = TimeSpan.FromMinutes(5);
    static readonly TimeSpan ClosedFor = TimeSpan.FromSeconds(5);

    readonly ConcurrentDictionary<(string Company, DateOnly Date), (PeriodStatus Status, DateTimeOffset Until)> _known = new();

    /// <summary>Asks, unless it was asked just now.</summary>
    /// <exception cref="ErpAwayException">The ERP cannot be asked.</exception>
    public async Task<PeriodStatus> AskAsync(string company, DateOnly date, CancellationToken ct)
    {
        if (_known.TryGetValue((company, date), out var known) && known.Until > time.GetUtcNow())
        {
            return known.Status;
        }

        var status = await adapter.GetPeriodAsync(company, date, ct);
        _known[(company, date)] = (status, time.GetUtcNow() + (status is PeriodStatus.Open ? OpenFor : ClosedFor));
        return status;
    }
}
