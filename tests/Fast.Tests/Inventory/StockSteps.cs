using Ledger.Accounting;
using Ledger.Fast.Tests.JournalPosting;
using Ledger.Inventory;
using Ledger.Inventory.Commands;
using Ledger.Inventory.Deciding;
using Ledger.Inventory.Events;
using Ledger.Inventory.Policy;
using Ledger.Inventory.Stock;
using Ledger.PaymentEvents;
using Xunit;
using static Ledger.Fast.Tests.JournalPosting.PaymentSample;

namespace Ledger.Fast.Tests.Inventory;

/// <summary>
/// Tables of a stock clerk: a step on the left of the bar, on the right what became of it and the stocks that it moved, as
/// <c>TEA 10/3/0</c>: on hand, reserved, committed. Each begins with 10 TEA that cost 1000 and 5 MUG that cost 505 in ZRH.
/// </summary>
/// <remarks>
/// <para>An event: <c>class [p1] [o1] [TEA*3,MUG*1@BSL] [#object] [@minute] [subject=payout] [method=card] [=999]</c>: payment,
/// order, lines and amount, which is 1000 EUR where it is not said and none for <c>=-</c>. Authorizations, captures and attempts say <c>p1 o1</c> by themselves, other events no order; <c>o-</c> says none,
/// <c>p-</c> no payment.</para>
/// <para>Steps of its own: <c>wait HOURS</c>, <c>lapse o1</c>, <c>look TEA</c>, <c>supply p1 [o1] [lines] [=stripe/acct_1/p2 [new]]</c>,
/// <c>discard p1 [note]</c>: of the event that the payment has held for longest; the rest are commands.</para>
/// </remarks>
static class StockSteps
{
    public const string Place = "ZRH";

    public static StockBook Check(string table, StockPolicy? policy = null)
    {
        Check(table, Opened(policy, isOneBatch: true));
        return Check(table, Opened(policy));
    }

    static StockBook Check(string table, StockBook book)
    {
        var expected = table.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var actual = expected.Select((line, n) =>
        {
            var left = line[..line.IndexOf('|', StringComparison.Ordinal)];
            return $"{left}| {Step(book, left, n)}".TrimEnd();
        });
        Assert.Equal(string.Join('\n', expected), string.Join('\n', actual));
        book.AssertFoldAgrees();
        return book;
    }

    public static StockBook Opened(StockPolicy? policy = null, bool isOneBatch = false)
    {
        var book = new StockBook(policy) { IsOneBatch = isOneBatch };
        book.Do(new ReceiveStock("TEA", Place, 10, 1_000, "EUR", "note 1"));
        book.Do(new ReceiveStock("MUG", Place, 5, 505, "EUR", "note 2"));
        return book;
    }

    /// <summary>The shipped policy with other rules.</summary>
    public static StockPolicy Rules(string rules, string withoutLines = "hold") => StockPolicyYaml.Parse(
        $$"""
        version: "test"
        channels: [{name: market, payments: ["*/market"]}, {name: shop, payments: ["*"]}]
        skuClasses: [{name: mugs, skus: ["MUG*"]}, {name: standard, skus: ["*"]}]
        rules: [{{rules}}]
        authorizationHours: [{provider: "*", method: sepa_debit, hours: 240}, {provider: stripe, method: "*", hours: 168}, {provider: "*", method: "*", hours: 1}]
        cartMinutes: {default: 15, most: 240}
        withoutLines: {{withoutLines}}
        releases: [{code: REFUNDED_BEFORE_SHIPMENT, text: "The money went back before the goods left"}]
        """, "test.yaml");

    public static StockPolicy All(string policy) => Rules($$"""{channel: "*", skuClass: "*", policy: {{policy}}}""");

    static string Step(StockBook book, string text, int n)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        switch (words[0])
        {
            case "wait":
                book.Now += TimeSpan.FromHours(int.Parse(words[1]));
                return "";
            case "look":
                var b = book.States.Level(Key(words[1])).Balance;
                return $"cost {b.OnHandCost}+{b.InspectionCost}, incoming {b.Incoming}, inspected {b.InInspection}, damaged {b.Damaged}";
            case "lapse":
                return Show(book.Lapse(words[1]));
            case "supply":
                var stream = Event(["capture-succeeded", words[1]], n).StreamId;
                var held = book.States.Payment(stream).Held[0].Event.EventId;
                var named = words.FirstOrDefault(word => word[0] == '=')?[1..];
                return Show(book.Do(new SupplyMissing(
                    stream, held, words.Skip(2).FirstOrDefault(IsOrder), LinesOf(words), named, words.Contains("new"))));
            case "discard":
                var (place, note) = (Event(["capture-succeeded", words[1]], n).StreamId, words.ElementAtOrDefault(2) ?? "");
                return Show(book.Do(new DiscardEvent(place, book.States.Payment(place).Held is [var first, ..] ? first.Event.EventId : Guid.Empty, note)));
            case "approve":
                return Show(book.Do(new ApproveCorrection(book.LastRequest, words[1], Place), words[2].Replace('_', ' ')));
            default:
                return Show(EventClass.All.Contains(words[0].Split('/')[0]) ? book.Take(Event(words, n)) : book.Do(Command(words, n)));
        }
    }

    public static PaymentEvent Event(string[] words, int minute)
    {
        var sells = words[0] is EventClass.AuthCreated or EventClass.CaptureSucceeded or EventClass.PaymentFailed;
        string? Option(string name) => words.Skip(1).FirstOrDefault(word => word.StartsWith(name, StringComparison.Ordinal))?[name.Length..];
        var payment = words.Skip(1).FirstOrDefault(word => word is ['p', var c] && c is '-' or (>= '0' and <= '9')) ?? "p1";
        var order = words.Skip(1).FirstOrDefault(IsOrder) ?? (sells ? "o1" : null);
        var amount = Option("=") ?? "1000";
        Money? gross = amount == "-" ? null
            : amount.EndsWith("USD", StringComparison.Ordinal) ? new Money(long.Parse(amount[..^3]), Currency.Parse("USD")) : Eur(long.Parse(amount));
        var e = PaymentSample.Event(
            words[0].Split('/')[0], gross, payment, Option("#"), variant: words[0].Split('/').ElementAtOrDefault(1), subject: Option("subject="), minute: int.Parse(Option("@") ?? minute.ToString()),
            fact: string.Join(' ', words));
        return e with
        {
            PaymentId = payment == "p-" ? "" : payment,
            OrderRef = order == "o-" ? null : order,
            OrderLines = LinesOf(words),
            Amounts = words.Contains("total") ? new PaymentAmounts(CumulativeGross: gross) : new PaymentAmounts(Gross: gross),
            PaymentMethod = Option("method="),
            Provider = Option("provider=") ?? e.Provider,
            Account = Option("account=") ?? e.Account,
        };
    }

    static StockCommand Command(string[] words, int n)
    {
        long Number(int at) => long.Parse(words[at]);
        string? Option(string name) => words.FirstOrDefault(word => word.StartsWith(name, StringComparison.Ordinal))?[name.Length..];
        var cost = Option("cost=") is { } stated ? long.Parse(stated) : (long?)null;
        var key = Key(words[1]);
        return words[0] switch
        {
            "expect" => new ExpectStock(key.Sku, key.Location, Number(2), "PO 1"),
            "receive" => new ReceiveStock(key.Sku, key.Location, Number(2), Number(3), words.ElementAtOrDefault(4) ?? "EUR", "note", words.Contains("expected")),
            "adjust" => new AdjustStock(key.Sku, key.Location, Number(2), words[3], null, cost, Option("in=")),
            "transfer" => new TransferStock(words[1], words[2], words[3], Number(4), words[5]),
            "terms" => new SetStockTerms(key.Sku, key.Location, Number(2), words.Contains("backorder")),
            "reserve" => new ReserveStock(words[1], LinesOf(words), words.Length > 3 ? (int)Number(3) : null),
            "release" => new ReleaseStock(words[1], words[2]),
            "settle" => new SettlePayment(words[1], words.ElementAtOrDefault(2) ?? ""),
            "commit" => new CommitStock(words[1]),
            "ship" => new ShipStock(words[1], IdOf(words) ?? $"sh{n}", LinesOf(words)),
            "return" => new ReturnStock(words[1], words[2], LinesOf(words)),
            "grade" => new GradeStock(words[1], words[2], words[3], Number(4), words[5], "Ann", words.ElementAtOrDefault(6), words.Contains("keep"), Option("at=")),
            "close" => new CloseCase("payment/stripe/acct_1/p1", words[1], words.ElementAtOrDefault(3) ?? "", words[2] == "-" ? null : words[2]),
            // correct SKU FROM TO SEQUENCE [bare] [ahead=MINUTES] [cost=] [in=]
            "correct" => new RequestCorrection(new Correction
            {
                Sku = words[1],
                Location = Place,
                OnHandBefore = Number(2),
                OnHandAfter = Number(3),
                Sequence = Number(4),
                CountedAt = Noon.AddMinutes(Option("ahead=") is { } ahead ? int.Parse(ahead) : 0),
                ProviderEventId = "incident 1",
                ObjectId = words[1],
                Evidence = words.Contains("bare") ? "" : "count sheet",
                Reason = "counted twice",
                Cost = cost,
                Currency = Option("in="),
            }),
            _ => throw new FormatException($"'{words[0]}' is no step."),
        };
    }

    /// <summary><c>#id</c>; an underscore stands for a space.</summary>
    static string? IdOf(string[] words) => words.FirstOrDefault(word => word[0] == '#')?[1..].Replace('_', ' ');

    /// <summary><c>TEA*3,MUG*1@BSL</c>; a question mark stands for what is not said.</summary>
    public static List<OrderLine> Lines(string text) => [.. text.Split(',').Select(line =>
    {
        var (sku, rest) = (line.Split('*')[0], line.Split('*')[1]);
        var (units, place) = (rest.Split('@', 2)[0], rest.Contains('@') ? rest.Split('@', 2)[1] : Place);
        return new OrderLine(sku == "?" ? null : sku, units == "?" ? null : int.Parse(units), place == "?" ? null : place);
    })];

    static List<OrderLine> LinesOf(string[] words) => words.FirstOrDefault(word => word.Contains('*')) is { } lines ? Lines(lines) : [];

    /// <summary><c>TEA</c> in ZRH, or <c>TEA@BSL</c>.</summary>
    static StockKey Key(string text) => text.Split('@') is [var sku, var place] ? new(sku, place) : new(text, Place);

    static bool IsOrder(string word) => word is ['o', var c] && c is '-' or (>= '0' and <= '9');

    static string Show(StockDecision decision)
    {
        var moved = decision.Draft.Levels
            .Where(level => decision.Facts.OfType<StockMoved>().SelectMany(m => m.Movements).Any(m => m.Key == level.Key))
            .OrderBy(level => level.Key)
            .Select(level => $"{(level.Key.Location == Place ? level.Key.Sku : level.Key)} {StockBook.Counts(level.Value.Balance)}");
        var released = decision.Released.Select(each => $" + {each.Class}: {each.Disposition} {each.Reason?.WireName()}".TrimEnd());
        return $"{decision.Disposition} {decision.Reason?.WireName()} {string.Join(", ", moved)}".Replace("  ", " ", StringComparison.Ordinal).TrimEnd()
            + string.Concat(released);
    }
}
