using Ledger.Inventory.Commands;
using Ledger.Inventory.Orders;
using Ledger.Inventory.Stock;

namespace Ledger.Inventory.Storage;

/// <summary>
/// From what messages name to all that their decisions need: a payment leads to its order and to what its held events name, an order
/// to the stocks of its lines. Each is looked up once.
/// </summary>
sealed class StockWay
{
    readonly HashSet<string> _seenOrders = new(StringComparer.Ordinal);
    readonly HashSet<StockKey> _seenStocks = [];
    readonly List<string> _orders = [];
    readonly List<StockKey> _stocks = [];

    /// <summary>Begins with the orders and stocks that keys name.</summary>
    public StockWay(IReadOnlyCollection<string> keys) => Add(keys);

    /// <summary>True while there is something to look up.</summary>
    public bool LeadsOn => _orders.Count + _stocks.Count > 0;

    /// <summary>True of a key that is the stream of a payment.</summary>
    public static bool IsPayment(string key) => !key.StartsWith(StockKey.Prefix, StringComparison.Ordinal)
        && !key.StartsWith(OrderStream.Prefix, StringComparison.Ordinal)
        && !key.StartsWith(OrderStream.CasePrefix, StringComparison.Ordinal);

    /// <summary>What is to be looked up now.</summary>
    public (string[] Orders, StockKey[] Stocks) Next()
    {
        var next = (_orders.ToArray(), _stocks.ToArray());
        _orders.Clear();
        _stocks.Clear();
        return next;
    }

    /// <summary>Goes on from a payment.</summary>
    public void Add(PaymentFacts payment)
    {
        Add(payment.HeldKeys);
        if (payment.OrderRef is { } orderRef)
        {
            AddOrder(orderRef);
        }
    }

    /// <summary>Goes on from an order.</summary>
    public void Add(OrderState order)
    {
        foreach (var stock in order.Stocks)
        {
            AddStock(stock);
        }
    }

    void Add(IEnumerable<string> keys)
    {
        foreach (var key in keys)
        {
            if (key.StartsWith(StockKey.Prefix, StringComparison.Ordinal))
            {
                AddStock(StockKey.Parse(key));
            }
            else if (key.StartsWith(OrderStream.Prefix, StringComparison.Ordinal))
            {
                AddOrder(key[OrderStream.Prefix.Length..]);
            }
        }
    }

    void AddOrder(string orderRef)
    {
        if (_seenOrders.Add(orderRef))
        {
            _orders.Add(orderRef);
        }
    }

    void AddStock(StockKey stock)
    {
        if (_seenStocks.Add(stock))
        {
            _stocks.Add(stock);
        }
    }
}
