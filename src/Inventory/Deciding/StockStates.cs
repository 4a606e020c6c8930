using Ledger.Inventory.Commands;
using Ledger.Inventory.Orders;
using Ledger.Inventory.Stock;

namespace Ledger.Inventory.Deciding;

/// <summary>
/// The states of one batch: stocks, orders, payments, and the open cases a command names. A draft over them takes the changes
/// of one decision, which are kept once it stands.
/// </summary>
sealed class StockStates
{
    readonly StockStates? _under;
    readonly Dictionary<StockKey, StockLevel> _levels = [];
    readonly Dictionary<string, OrderState> _orders = new(StringComparer.Ordinal);
    readonly Dictionary<string, PaymentFacts> _payments = new(StringComparer.Ordinal);
    readonly Dictionary<string, OpenCase?> _cases = new(StringComparer.Ordinal);
    readonly HashSet<string> _known = new(StringComparer.Ordinal);
    bool _isComplete;

    /// <summary>States as they were loaded.</summary>
    /// <param name="asOf">The instant for which lapsed reservations were looked up.</param>
    /// <param name="known">Keys that were asked for: what was not found of them does not exist.</param>
    public StockStates(DateTimeOffset asOf, IEnumerable<string> known)
    {
        AsOf = asOf;
        _known.UnionWith(known);
    }

    /// <summary>States that are complete: what is not in them does not exist.</summary>
    public static StockStates Complete() => new(DateTimeOffset.UnixEpoch, []) { _isComplete = true };

    StockStates(StockStates under)
    {
        _under = under;
        AsOf = under.AsOf;
    }

    /// <summary>The instant for which lapsed reservations were looked up, and of all that is decided over these states.</summary>
    public DateTimeOffset AsOf { get; private set; }

    public IReadOnlyDictionary<StockKey, StockLevel> Levels => _levels;

    public IReadOnlyDictionary<string, OrderState> Orders => _orders;

    public IReadOnlyDictionary<string, PaymentFacts> Payments => _payments;

    /// <summary>Begins the changes of one decision.</summary>
    public StockStates Draft() => new(this);

    /// <summary>Keeps the changes of a draft.</summary>
    public void Keep(StockStates draft) => Overlay(draft);

    /// <summary>
    /// These states with what a batch before, which is newer, knows of the same keys and of all that they lead to: a payment to
    /// its order, an order to its stocks. These take part of it over and are themselves the answer.
    /// </summary>
    public StockStates After(StockStates before, IReadOnlyCollection<string> keys)
    {
        NotBefore(before.AsOf);
        var orders = new HashSet<string>(StringComparer.Ordinal);
        var stocks = new HashSet<StockKey>(_levels.Keys);
        var held = keys.Select(key => before.Find(s => s._payments, key) ?? _payments.GetValueOrDefault(key))
            .OfType<PaymentFacts>().SelectMany(payment => payment.HeldKeys).ToList();
        foreach (var key in keys.Concat(held))
        {
            if (key.StartsWith(StockKey.Prefix, StringComparison.Ordinal))
            {
                stocks.Add(StockKey.Parse(key));
            }
            else if (key.StartsWith(OrderStream.Prefix, StringComparison.Ordinal))
            {
                orders.Add(key[OrderStream.Prefix.Length..]);
            }
            else if (before.Find(s => s._payments, key) is { } payment)
            {
                _payments[key] = payment;
            }
            else if (OrderStream.CaseOf(key) is { } caseId && before.FindCase(caseId, out var open))
            {
                _cases[caseId] = open;
            }
        }

        orders.UnionWith(_orders.Keys);
        orders.UnionWith(_payments.Values.Select(payment => payment.OrderRef).OfType<string>());
        foreach (var orderRef in orders)
        {
            _known.Add(OrderStream.Of(orderRef));
            if (before.Find(s => s._orders, orderRef) is { } order)
            {
                _orders[orderRef] = order;
            }

            // Of an order that the batch before has not touched too: it may have received its stock.
            stocks.UnionWith(_orders.GetValueOrDefault(orderRef, OrderState.None).Stocks);
        }

        foreach (var stock in stocks)
        {
            _known.Add(stock.StreamId);
            if (before.Find(s => s._levels, stock) is { } level)
            {
                _levels[stock] = level;
            }
        }

        return this;
    }

    public StockLevel Level(StockKey key) => _levels.TryGetValue(key, out var level)
        ? level
        : _under?.Level(key) ?? Absent(key.StreamId, StockLevel.None with { LapsedAsOf = AsOf });

    public OrderState Order(string orderRef) => _orders.TryGetValue(orderRef, out var order)
        ? order
        : _under?.Order(orderRef) ?? Absent(OrderStream.Of(orderRef), OrderState.None);

    public PaymentFacts Payment(string streamId) => _payments.TryGetValue(streamId, out var payment)
        ? payment
        : _under?.Payment(streamId) ?? Absent(streamId, PaymentFacts.None);

    /// <summary>An open case; null when there is none.</summary>
    public OpenCase? Case(string caseId) => _cases.TryGetValue(caseId, out var found)
        ? found
        : _under is not null ? _under.Case(caseId) : Absent<OpenCase?>(OrderStream.CasePrefix + caseId, null);

    public void Set(StockKey key, StockLevel level) => _levels[key] = level;

    public void Set(string orderRef, OrderState order) => _orders[orderRef] = order;

    public void Set(string streamId, PaymentFacts payment) => _payments[streamId] = payment;

    public void SetCase(string caseId, OpenCase? open) => _cases[caseId] = open;

    /// <summary>
    /// Time does not go back, though clocks differ and jump: what was sold because a reservation had lapsed would otherwise be
    /// promised to that reservation again.
    /// </summary>
    /// <param name="recorded">When something was decided before; <see cref="AsOf"/> is not earlier from now on.</param>
    public void NotBefore(DateTimeOffset recorded) => AsOf = recorded > AsOf ? recorded : AsOf;

    /// <summary>Says that a key was looked up on the way.</summary>
    public void Know(string key) => _known.Add(key);

    void Overlay(StockStates newer)
    {
        foreach (var (key, level) in newer._levels)
        {
            _levels[key] = level;
        }

        foreach (var (orderRef, order) in newer._orders)
        {
            _orders[orderRef] = order;
        }

        foreach (var (streamId, payment) in newer._payments)
        {
            _payments[streamId] = payment;
        }

        foreach (var (caseId, open) in newer._cases)
        {
            _cases[caseId] = open;
        }
    }

    TState? Find<TKey, TState>(Func<StockStates, Dictionary<TKey, TState>> part, TKey key)
        where TKey : notnull
        where TState : class => part(this).TryGetValue(key, out var state) ? state : _under?.Find(part, key);

    bool FindCase(string caseId, out OpenCase? open) =>
        _cases.TryGetValue(caseId, out open) || (_under is not null && _under.FindCase(caseId, out open));

    T Absent<T>(string key, T none) => _isComplete || _known.Contains(key)
        ? none
        : throw new InvalidOperationException($"{key} was not loaded: a decision about it would be a guess.");
}

/// <summary>A case of the work list that nobody has closed.</summary>
/// <param name="CaseId">Its id.</param>
/// <param name="Kind">One of <see cref="CaseKind"/>.</param>
/// <param name="StreamId">Where it was raised.</param>
/// <param name="Correction">The correction that is asked for; null elsewhere.</param>
/// <param name="Actor">Who asked; null elsewhere.</param>
sealed record OpenCase(string CaseId, string Kind, string StreamId, Correction? Correction, string? Actor);

/// <summary>What is on the work list.</summary>
public static class CaseKind
{
    /// <summary>Payment and stock contradict each other, or two messages do.</summary>
    public const string Exception = "exception";

    /// <summary>An order must be looked at before anything is shipped.</summary>
    public const string Review = "review";

    /// <summary>A correction waits for its approval.</summary>
    public const string Correction = "correction";
}
