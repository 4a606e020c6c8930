namespace Ledger.Cli.Stock.Reconciling;

/// <summary>What a comparison of stock with payments, or with a count, comes to. The names never change their meaning.</summary>
enum ReconcileCode
{
    /// <summary>Matched: the money was taken, and its units belong to the order or have left.</summary>
    CapturedAndCommitted,

    /// <summary>Matched: the payment is authorized; no unit is owed before it is captured.</summary>
    Authorized,

    /// <summary>Matched: the payment is over or was paid back, and the order keeps nothing for it.</summary>
    EndedAndReleased,

    /// <summary>Matched: the payment sells nothing that is stocked.</summary>
    NoGoods,

    /// <summary>Matched: as many were counted as were booked at that time.</summary>
    CountAgrees,

    /// <summary>Deferred: a difference younger than the window; the other side may still be on its way.</summary>
    InFlight,

    /// <summary>Deferred: the stock policy gives the units away only at settlement.</summary>
    AwaitsSettlement,

    /// <summary>Deferred: the order is under review until the provider or a person has decided.</summary>
    UnderReview,

    /// <summary>Deferred: the money went back and the goods are still out; they may come back or not.</summary>
    RefundedGoodsOut,

    /// <summary>Deferred: goods came back and no money went back; the refund is due, or is refused.</summary>
    ReturnedNotRefunded,

    /// <summary>Deferred: the stock moved close to the count, and the counted number was booked shortly before or after.</summary>
    MovedDuringCount,

    /// <summary>Unmatched: the money was taken, and units of the order were not given to it.</summary>
    CapturedNotCommitted,

    /// <summary>Unmatched: the money was taken, and the units were not there.</summary>
    Short,

    /// <summary>Unmatched: an event of the payment waits for what it does not say.</summary>
    HeldForData,

    /// <summary>Unmatched: units belong to the order or have left, and no payment of it stands.</summary>
    CommittedNotCaptured,

    /// <summary>Unmatched: all money went back, and units that have not left still belong to the order.</summary>
    RefundedStillCommitted,

    /// <summary>Unmatched: the authorization is over, and units are still kept for it.</summary>
    EndedStillReserved,

    /// <summary>Unmatched: the payment is disputed, and nobody holds the order for review.</summary>
    DisputedNotHeld,

    /// <summary>Unmatched: the inventory follows a payment that the journal does not know.</summary>
    PaymentUnknown,

    /// <summary>Unmatched: a reservation has run out for longer than the window and nobody has released it.</summary>
    LapsedNotSwept,

    /// <summary>Unmatched: another number was counted than was booked at that time.</summary>
    CountDiffers,
}
