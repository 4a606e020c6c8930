using Ledger.Inventory;

namespace Ledger.Cli.Stock;

/// <summary>What to do when the inventory says no.</summary>
static class RefusalAdvice
{
    /// <summary>One sentence; the page of errors has all reasons.</summary>
    public static string For(StockReason reason) => reason switch
    {
        StockReason.KeyReused => "Another command has this --id: give this one under an id of its own.",
        StockReason.OutOfStock => "'ledger stock show SKU' tells what is available, 'ledger stock holds SKU' who keeps the rest.",
        StockReason.CommandIncomplete => "Add what is missing; --help tells what each part means.",
        StockReason.CardNumberGiven =>
            "Give another name: one without 13 to 19 digits that pass for a card number, with or without spaces, dots or dashes.",
        StockReason.OrderUnknown => "Check the order's reference; 'ledger stock holds' lists events that wait for theirs.",
        StockReason.OrderPaid => "Ship what belongs to the order, or release it with 'ledger stock release'.",
        StockReason.PaymentUnknown =>
            "Check provider, account and id: 'ledger trace ID' finds it. For a new one 'holds supply' has --new-payment.",
        StockReason.PaymentContradicted => "Give the payment of the account that the event came from: 'ledger stock holds' shows it.",
        StockReason.OrderNotPaid => "Keep units for it with 'ledger stock reserve'; its capture commits them.",
        StockReason.AlreadySettled => "Nothing; what was short then is given with 'ledger stock commit ORDER'.",
        StockReason.SettlementMovesNothing =>
            "Compare with the stock policy (LEDGER_STOCK_POLICY); 'ledger stock commit ORDER' gives a paid order what it lacks.",
        StockReason.StockShort => "Refund, or get the goods: 'ledger stock receive', then 'ledger stock commit ORDER'.",
        StockReason.AlreadyCommitted => "Nothing: 'ledger stock show --order ORDER' tells what it has.",
        StockReason.NothingToRelease => "All of it has left or was released before; goods come back with 'ledger stock return'.",
        StockReason.NotCommitted => "Only paid units are shipped: see what belongs to the order with 'ledger stock show --order ORDER'.",
        StockReason.UnderReview => "Look at the case in 'ledger stock holds', then 'ledger stock holds close CASE_ID --note …'.",
        StockReason.NotOnHand => "Compare with 'ledger stock show SKU'; a wrong number is set right with 'ledger stock correct'.",
        StockReason.ShipmentKnown => "Nothing if it is the same parcel; another one has another --shipment.",
        StockReason.ReturnKnown => "Nothing if it is the same parcel; another part of the return has another --return.",
        StockReason.NotShipped => "Compare with 'ledger stock show --order ORDER'.",
        StockReason.ReturnUnknown => "'ledger stock show --order ORDER' lists the returns that wait to be graded.",
        StockReason.BelowPromised => "Release orders first: 'ledger stock holds SKU' tells who keeps what.",
        StockReason.ReasonUnknown => "Take a code from the stock policy's list.",
        StockReason.CurrencyDiffers => "A stock has one currency of cost; receive the goods in that one, or at another location.",
        StockReason.CostUnknown =>
            "Give what all of them cost with --cost (0 for what cost nothing), and --currency where the stock has none yet.",
        StockReason.CostNotTaken => "Leave --cost and --currency out; bought goods come in with 'ledger stock receive'.",
        StockReason.EvidenceIncomplete => "Investigate first (docs/stock.md); 'ledger stock reconcile --json' makes the evidence.",
        StockReason.SamePerson => "Let another person approve it with --actor, or in the API with a key of their own.",
        StockReason.StockMovedSince => "Count again and ask anew.",
        StockReason.CorrectionUnknown => "'ledger stock holds' lists the corrections that wait.",
        StockReason.CaseUnknown => "'ledger stock holds' lists what is held and what is open.",
        _ => "docs/errors.md says what it means and what to do.",
    };
}
