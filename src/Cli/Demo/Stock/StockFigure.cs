namespace Ledger.Cli.Demo.Stock;

/// <summary>Units of a SKU when the day is over.</summary>
sealed record StockFigure(
    string Sku, long OnHand, long Reserved, long Committed, long InInspection, long Damaged, long Available, long CostMinorUnits)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"on hand {OnHand}, reserved {Reserved}, committed {Committed}, in inspection {InInspection}, damaged {Damaged}, "
        + $"available {Available}, cost {CostMinorUnits}";
}

/// <summary>The stock side of a run.</summary>
/// <param name="Stocks">Each SKU of the run.</param>
/// <param name="RefusedOrders">Orders that got no stock: <c>OUT_OF_STOCK</c>.</param>
/// <param name="ShippedUnits">Units that left.</param>
/// <param name="ReturnedUnits">Units that came back.</param>
sealed record StockFigures(IReadOnlyList<StockFigure> Stocks, int RefusedOrders, long ShippedUnits, long ReturnedUnits)
{
    /// <summary>Every figure that is not the same, in words.</summary>
    public IEnumerable<string> DifferencesTo(StockFigures found)
    {
        foreach (var (name, expected, actual) in new[]
        {
            ("refusedOrders", (long)RefusedOrders, (long)found.RefusedOrders), ("shippedUnits", ShippedUnits, found.ShippedUnits),
            ("returnedUnits", ReturnedUnits, found.ReturnedUnits),
        })
        {
            if (expected != actual)
            {
                yield return $"{name}: expected {expected}, found {actual}";
            }
        }

        foreach (var stock in Stocks)
        {
            var actual = found.Stocks.FirstOrDefault(other => other.Sku == stock.Sku);
            if (actual != stock)
            {
                yield return $"stock of {stock.Sku}: expected {stock}, found {actual?.ToString() ?? "none"}";
            }
        }
    }
}
