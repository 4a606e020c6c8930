using Ledger.Inventory.Commands;
using Ledger.Inventory.Deciding;
using Ledger.PaymentEvents;

namespace Ledger.Fast.Tests.Inventory;

/// <summary>A shop that does anything in any order, from a seed: three SKUs in two places, six orders with two payments each.</summary>
sealed class RandomShop(int seed)
{
    static readonly string[] Skus = ["TEA", "MUG", "TIN"];
    static readonly string[] Places = [StockSteps.Place, "BSL"];
    static readonly string[] Classes =
    [
        EventClass.AuthCreated, EventClass.AuthCreated, EventClass.AuthCreated, EventClass.CaptureSucceeded, EventClass.CaptureSucceeded,
        EventClass.CaptureSucceeded, EventClass.AuthVoided, EventClass.AuthExpired, EventClass.PaymentFailed, EventClass.CaptureFailed,
        EventClass.RefundPosted, EventClass.ChargebackOpened, EventClass.ChargebackWon, EventClass.ChargebackLost,
        EventClass.SettlementConfirmed,
    ];

    readonly Random _random = new(seed);
    int _steps;

    public StockDecision Step(StockBook book)
    {
        book.Now += TimeSpan.FromMinutes(_random.Next(0, 40) == 0 ? 60 * 24 * 7 : _random.Next(0, 20));
        return _random.Next(20) switch
        {
            < 11 => book.Take(Event(book.Now)),
            < 12 => book.Lapse($"o{_random.Next(6)}"),
            13 when book.States.Levels.Count > 0 && Correct(book) is { } corrected => corrected,
            _ => book.Do(Command(book)),
        };
    }

    PaymentEvent Event(DateTimeOffset now)
    {
        var order = _random.Next(6);
        var lines = _random.Next(4) == 0 ? "" : $" {Lines(order)}";
        var text = $"{One(Classes)} p{order + (6 * _random.Next(2))}{(_random.Next(8) == 0 ? "" : $" o{order}")}{lines} #x{_random.Next(3)}";
        var e = StockSteps.Event(
            [.. text.Split(' '), $"fact{++_steps}", One(["subject=payment", "method=card"])], 0);
        return e with { OccurredAt = now.AddMinutes(-_random.Next(0, 30)), ReceivedAt = now };
    }

    StockCommand Command(StockBook book)
    {
        var (order, sku, place, units) = (_random.Next(6), One(Skus), One(Places), _random.Next(1, 6));
        var returns = book.States.Order($"o{order}").Returns;
        return _random.Next(11) switch
        {
            0 => new ReceiveStock(sku, place, units, _random.Next(0, 1_000), "EUR", "note"),
            1 => new AdjustStock(sku, place, units, One(["COUNT_SURPLUS", "COUNT_SHORTAGE", "DAMAGED", "SCRAPPED"])),
            2 => new TransferStock(sku, place, One(Places), units, "REBALANCE"),
            3 => new SetStockTerms("TIN", place, _random.Next(3), Backorderable: true),
            4 => new SetStockTerms(sku, place, _random.Next(3), Backorderable: sku == "TIN"),
            5 => new ReserveStock($"o{order}", StockSteps.Lines(Lines(order)), _random.Next(1, 60)),
            6 => new ReleaseStock($"o{order}", "FRAUD_REVIEW"),
            7 => new ShipStock($"o{order}", $"sh{_random.Next(4)}", _random.Next(2) == 0 ? [] : [new OrderLine(sku, _random.Next(1, 3), place)]),
            8 => new ReturnStock($"o{order}", $"r{_random.Next(4)}", [new OrderLine(sku, _random.Next(1, 3), place)]),
            9 when book.States.Order($"o{order}").Reviews is [var review, ..] =>
                new CloseCase("order/o", review.Id, "seen", $"o{order}"),
            _ => returns.Count == 0
                ? new ShipStock($"o{order}", $"sh{_random.Next(4)}", [])
                : new GradeStock(
                    $"o{order}", returns[0].ReturnId, returns[0].Sku, 1, One(["resale", "write-off"]), "Ann", "seen", _random.Next(2) == 0),
        };
    }

    /// <summary>Asks for a correction and has it approved.</summary>
    StockDecision? Correct(StockBook book)
    {
        var level = book.States.Levels.ElementAt(_random.Next(book.States.Levels.Count));
        var (key, onHand) = (level.Key, level.Value.Balance.OnHand);
        var asked = book.Do(new RequestCorrection(new Correction
        {
            Sku = key.Sku,
            Location = key.Location,
            OnHandBefore = onHand,
            OnHandAfter = onHand + _random.Next(-3, 4),
            Sequence = level.Value.Sequence,
            CountedAt = book.Now,
            ProviderEventId = "incident",
            ObjectId = key.Sku,
            Evidence = "count sheet",
            Reason = "counted",
        }));
        return asked.Facts.Count == 0 ? null : book.Do(new ApproveCorrection(book.LastRequest, key.Sku, key.Location), "boss");
    }

    /// <summary>Mostly the same for an order; at times others.</summary>
    string Lines(int order) => _random.Next(6) == 0
        ? $"{One(Skus)}*{_random.Next(1, 4)}@{One(Places)}"
        : $"{Skus[order % 3]}*{1 + (order % 4)},{Skus[(order + 1) % 3]}*1@{Places[order % 2]}";

    T One<T>(T[] all) => all[_random.Next(all.Length)];
}
