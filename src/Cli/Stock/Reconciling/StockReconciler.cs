using Ledger.Inventory.Policy;
using Ledger.Inventory.Queries;

namespace Ledger.Cli.Stock.Reconciling;

/// <summary>
/// Goes through all payments of both sides, the reservations that have run out, and a count. The journal is read first: what
/// the inventory records meanwhile is younger, and in flight.
/// </summary>
sealed class StockReconciler(
    JournalPayments journal, StockPayments stock, StockLevels levels, StockHistory history, StockPolicy policy, TimeProvider time)
{
    readonly SortedDictionary<ReconcileCode, long> _totals = [];
    readonly List<ReconcileItem> _items = [];
    long _payments;

    /// <summary>Compares.</summary>
    /// <param name="asked">What is asked.</param>
    /// <param name="progress">Told how many payments were compared.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<ReconcileReport> RunAsync(ReconcileQuestion asked, IProgress<long> progress, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var since = asked.Since ?? DateTimeOffset.UnixEpoch;
        var comparison = new PaymentComparison(AwaitsSettlement, now, asked.Window);
        await foreach (var page in journal.ReadAsync(since, ct))
        {
            await CompareAsync(comparison, page, ct);
            progress.Report(_payments);
        }

        await foreach (var page in stock.ReadAsync(since, ct))
        {
            var known = await journal.KnownAsync(page.Select(side => side.StreamId), ct);
            foreach (var side in page.Where(side => !known.Contains(side.StreamId)))
            {
                Add(null, side, comparison.Of(null, side, saidNoGoods: false));
            }

            progress.Report(_payments);
        }

        foreach (var (orderRef, lapsedAt, units) in await stock.LapsedAsync(now, ct))
        {
            var code = now - lapsedAt < asked.Window ? ReconcileCode.InFlight : ReconcileCode.LapsedNotSwept;
            Add(new Finding(code, $"Run out at {lapsedAt:O}: {units}.").Item("reservation", orderRef, orderRef, lapsedAt), code);
        }

        var counts = new CountComparison(levels, history, asked.Window);
        foreach (var counted in asked.Counts)
        {
            var found = await counts.OfAsync(counted, ct);
            Add(found.Item("count", counted.Key.ToString(), null, counted.CountedAt), found.Code);
        }

        return Report(asked, now);
    }

    async Task CompareAsync(PaymentComparison comparison, IReadOnlyList<JournalSide> page, CancellationToken ct)
    {
        var known = await stock.FindAsync(page.Select(side => side.StreamId), ct);
        var unknown = page
            .Where(side => side.IsCaptured && known.GetValueOrDefault(side.StreamId) is not { KnowsNoGoods: false })
            .Select(side => side.StreamId).ToList();
        var without = new HashSet<string>(StringComparer.Ordinal);
        if (unknown.Count > 0)
        {
            var captures = await journal.CapturesAsync(unknown, ct);
            var said = await stock.WithoutGoodsAsync(captures.Select(capture => capture.EventId), ct);
            without.UnionWith(captures.Where(capture => said.Contains(capture.EventId)).Select(capture => capture.StreamId));
        }

        foreach (var side in page)
        {
            var other = known.GetValueOrDefault(side.StreamId);
            Add(side, other, comparison.Of(side, other, without.Contains(side.StreamId)));
        }
    }

    void Add(JournalSide? side, StockSide? other, Finding found)
    {
        _payments++;
        Add(
            found.Item(
                "payment", (side?.StreamId ?? other?.StreamId)!, other?.Facts.OrderRef, PaymentComparison.Since(side, other)),
            found.Code);
    }

    void Add(ReconcileItem item, ReconcileCode code)
    {
        _totals[code] = _totals.GetValueOrDefault(code) + 1;
        if (item.Outcome != Finding.Matched)
        {
            _items.Add(item);
        }
    }

    ReconcileReport Report(ReconcileQuestion asked, DateTimeOffset now)
    {
        long Sum(string outcome) => _totals.Where(total => Finding.OutcomeOf(total.Key) == outcome).Sum(total => total.Value);
        return new ReconcileReport(
            now, asked.Since, asked.Window.TotalMinutes, policy.Version, _payments, asked.Counts.Count, Sum(Finding.Matched),
            Sum(Finding.Deferred), Sum(Finding.Unmatched),
            [.. _totals.Select(total => new ReconcileTotal(Finding.OutcomeOf(total.Key), Finding.NameOf(total.Key), total.Value))],
            [.. _items.OrderByDescending(item => item.Outcome, StringComparer.Ordinal).ThenBy(item => item.Since)]);
    }

    /// <summary>The channel of a payment is told by its stream: <c>payment/provider/account/id</c>.</summary>
    bool AwaitsSettlement(string streamId, string sku)
    {
        var parts = streamId.Split('/');
        return parts.Length > 2 && policy.PolicyOf(policy.ChannelOf(parts[1], parts[2]), sku) == DeductionPolicy.DeductAtSettlement;
    }
}
