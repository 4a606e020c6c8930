namespace Ledger.Worker.Stock;

/// <summary>What a key may do.</summary>
enum StockRole
{
    /// <summary>Ask what is available.</summary>
    Availability,

    /// <summary>Keep and release units for orders, set what is sold.</summary>
    Shop,

    /// <summary>Move goods.</summary>
    Warehouse,

    /// <summary>Ask for corrections, supply what events lack, close cases.</summary>
    Corrections,

    /// <summary>Approve corrections.</summary>
    Approvals,
}
