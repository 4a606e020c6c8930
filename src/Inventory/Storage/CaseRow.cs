using System.Text.Json;
using Ledger.Inventory.Commands;
using Ledger.Inventory.Deciding;
using Ledger.Inventory.Events;
using Ledger.Inventory.Orders;

namespace Ledger.Inventory.Storage;

/// <summary>A case of the work list as its table holds it.</summary>
sealed record CaseRow(
    string CaseId, string OrderRef, string Kind, string StreamId, string Reason, string Detail, string? Actor, byte[]? Content,
    DateTimeOffset RaisedAt)
{
    /// <summary>The cases that a run of facts opens and closes.</summary>
    public static (IReadOnlyList<CaseRow> Opened, IReadOnlyList<(string CaseId, string OrderRef)> Closed) Of(
        IReadOnlyList<PlacedFact> facts, StockStates before, StockStates after)
    {
        var rows = new Dictionary<(string, string), CaseRow>();
        var closed = new List<(string, string)>();
        foreach (var placed in facts)
        {
            if (Opened(placed) is { } opened)
            {
                rows[(opened.CaseId, "")] = opened;
            }

            if (ClosedBy(placed.Fact) is { } done && !rows.Remove((done, "")))
            {
                closed.Add((done, ""));
            }
        }

        foreach (var (orderRef, order) in after.Orders)
        {
            var known = before.Order(orderRef).Reviews;
            if (ReferenceEquals(known, order.Reviews))
            {
                continue;
            }

            closed.AddRange(known.Except(order.Reviews).Select(review => (review.Id, orderRef)));
            foreach (var review in order.Reviews.Except(known))
            {
                rows[(review.Id, orderRef)] = Review(facts[^1].RecordedAt, orderRef, review);
            }
        }

        return ([.. rows.Values], closed);
    }

    static string? ClosedBy(StockFact fact) => fact switch
    {
        StockMoved { CorrectionId: { } corrected } => corrected.ToString(),
        StockCaseClosed { OrderRef: null } closing => closing.CaseId,
        _ => null,
    };

    static CaseRow? Opened(PlacedFact placed) => placed.Fact switch
    {
        StockExceptionRaised raised => new CaseRow(
            raised.Id.ToString(), "", CaseKind.Exception, placed.StreamId, raised.Reason ?? "", raised.Detail, null,
            JsonSerializer.SerializeToUtf8Bytes(raised, InventoryJson.Default.StockExceptionRaised), placed.RecordedAt),
        CorrectionRequested asked => new CaseRow(
            asked.EventId.ToString(), "", CaseKind.Correction, placed.StreamId, "CORRECTION_REQUESTED", asked.Correction.Reason,
            asked.Actor, JsonSerializer.SerializeToUtf8Bytes(asked, InventoryJson.Default.CorrectionRequested), placed.RecordedAt),
        _ => null,
    };

    static CaseRow Review(DateTimeOffset raisedAt, string orderRef, OrderReview review) => new(
        review.Id, orderRef, CaseKind.Review, OrderStream.Of(orderRef), review.Kind,
        $"Order {orderRef} is under review: {review.Kind} {review.Id}.", null, null, raisedAt);
}
