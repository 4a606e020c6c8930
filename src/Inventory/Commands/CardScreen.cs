using Ledger.Inventory.Stock;
using Ledger.PaymentEvents;

namespace Ledger.Inventory.Commands;

/// <summary>
/// Keeps card numbers out of the store. In words for people they are masked; a name by which things are told apart is never
/// masked, because two could fall into one: a command with such a name is not taken.
/// </summary>
static class CardScreen
{
    /// <summary>The command with the card-like digits of its words masked; equal to it when there are none.</summary>
    public static StockCommand Masked(StockCommand command) => command switch
    {
        AdjustStock c => c with { Note = Masked(c.Note) },
        ReleaseStock c => c with { Note = Masked(c.Note) },
        CommitStock c => c with { Note = Masked(c.Note) },
        GradeStock c => c with { Inspector = CardNumbers.Mask(c.Inspector), Note = Masked(c.Note) },
        RequestCorrection { Correction: var asked } c => c with
        {
            Correction = asked with { Evidence = Masked(asked.Evidence)!, Reason = Masked(asked.Reason)! },
        },
        SettlePayment c => c with { Note = Masked(c.Note) },
        DiscardEvent c => c with { Note = CardNumbers.Mask(c.Note) },
        CloseCase c => c with { Note = CardNumbers.Mask(c.Note) },
        _ => command,
    };

    /// <summary>Which name holds what looks like a card number; null when none does. The name itself is not repeated.</summary>
    public static string? NameWithCard(ShopCommand given) =>
        NamesOf(given.Command).Append(Name("actor", given.Actor)).FirstOrDefault(name => !name.MayBeKept).What;

    static IEnumerable<(string What, bool MayBeKept)> NamesOf(StockCommand command) => command switch
    {
        ExpectStock c => [Goods(c.Sku), Place(c.Location), Name("reference", c.Reference)],
        ReceiveStock c => [Goods(c.Sku), Place(c.Location), Name("reference", c.Reference), Name("currency", c.Currency)],
        AdjustStock c => [Goods(c.Sku), Place(c.Location), Name("reason", c.Reason), Name("currency", c.Currency)],
        TransferStock c => [Goods(c.Sku), Place(c.From), Place(c.To), Name("reason", c.Reason)],
        SetStockTerms c => [Goods(c.Sku), Place(c.Location)],
        ReserveStock c => [Order(c.OrderRef), .. Lines(c.Lines)],
        ReleaseStock c => [Order(c.OrderRef), Name("reason", c.Reason)],
        CommitStock c => [Order(c.OrderRef)],
        ShipStock c => [Order(c.OrderRef), Name("shipment", c.ShipmentId), .. Lines(c.Lines)],
        ReturnStock c => [Order(c.OrderRef), Name("return", c.ReturnId), .. Lines(c.Lines)],
        GradeStock c => [Order(c.OrderRef), Name("return", c.ReturnId), Goods(c.Sku), Place(c.Location), Name("grade", c.Grade)],
        RequestCorrection { Correction: var c } =>
        [
            Goods(c.Sku), Place(c.Location), Name("provider event", c.ProviderEventId), Goods(c.ObjectId, "object"),
            Name("currency", c.Currency),
        ],
        ApproveCorrection c => [Goods(c.Sku), Place(c.Location)],
        SettlePayment c => [Name("payment", c.Payment), Name("settlement", c.Settlement)],
        SupplyMissing c => [.. Stream(c.PaymentStream), Order(c.OrderRef), Name("payment", c.Payment), .. Lines(c.Lines)],
        DiscardEvent c => [.. Stream(c.PaymentStream)],
        CloseCase c => [.. Stream(c.CaseStream), Name("case", c.CaseId), Order(c.OrderRef)],
        _ => throw new FormatException($"{command.GetType().Name} is not a command of this build."),
    };

    static IEnumerable<(string What, bool MayBeKept)> Lines(IReadOnlyList<OrderLine> lines) =>
        lines.SelectMany(line => new[] { Goods(line.Sku), Place(line.Location) });

    /// <summary>A stock's stream holds a SKU and a location; those of payments and orders one name.</summary>
    static IEnumerable<(string What, bool MayBeKept)> Stream(string stream) =>
        stream.StartsWith(StockKey.Prefix, StringComparison.Ordinal) && stream.Contains('@', StringComparison.Ordinal)
            ? [Goods(StockKey.Parse(stream).Sku), Place(StockKey.Parse(stream).Location)]
            : [Name("stream", stream)];

    static (string What, bool MayBeKept) Order(string? name) => Name("order", name);

    static (string What, bool MayBeKept) Place(string? name) => Goods(name, "location");

    static (string What, bool MayBeKept) Goods(string? name, string what = "SKU") => (what, name is null || GoodsName.MayBeKept(name));

    static (string What, bool MayBeKept) Name(string what, string? name) => (what, name is null || !CardNumbers.IsIn(name));

    static string? Masked(string? words) => words is null ? null : CardNumbers.Mask(words);
}
