namespace Ledger.Inventory;

/// <summary>
/// Why an event or a command did not simply move stock: every no-op, remark, hold, refusal and exception has one of these
/// names, which never change their meaning. <see cref="StockReasons"/> has the wire names.
/// </summary>
public enum StockReason
{
    // Found by the inbox, before anything else is looked at.

    /// <summary>Exception: a message or command id came again with other content. A person compares the two.</summary>
    KeyReused,

    /// <summary>No-op: this very message or command was processed before; nothing moves a second time.</summary>
    DuplicateMessage,

    /// <summary>Exception: another message reports the same fact with another order or other lines. A person asks the shop.</summary>
    FactContradicted,

    /// <summary>No-op: another message already reported this fact.</summary>
    DuplicateFact,

    // What an event does not say. It is held until somebody supplies it, or a message of the same fact says it.

    /// <summary>Hold: the event names no payment.</summary>
    PaymentIdMissing,

    /// <summary>Hold: neither the event nor its payment names an order.</summary>
    OrderRefMissing,

    /// <summary>Hold: neither the event nor its order says what was sold.</summary>
    LinesMissing,

    /// <summary>Hold: a line does not name its SKU.</summary>
    SkuMissing,

    /// <summary>Hold: a line has no quantity above zero, or one that cannot be meant (above ten million).</summary>
    QuantityMissing,

    /// <summary>Hold: a line does not name its location, or one that has an <c>@</c> (R-IN-08).</summary>
    LocationMissing,

    // Why an event moves nothing.

    /// <summary>No-op: fees and payouts have nothing to do with stock.</summary>
    NoStockEffect,

    /// <summary>No-op: a person has discarded the event while it was held; its note says why.</summary>
    EventDiscarded,

    /// <summary>No-op: the fact is one that the inventory itself reported.</summary>
    OwnFact,

    /// <summary>No-op: the policy says that payments without order lines sell nothing that is stocked.</summary>
    NoLines,

    /// <summary>Remark: the stock policy of all its lines acts later, or has acted before (R-IN-14).</summary>
    PolicyDefers,

    /// <summary>Remark: the units are already kept for this order; a retry reserves nothing twice.</summary>
    AlreadyReserved,

    /// <summary>Remark: the units already belong to this order.</summary>
    AlreadyCommitted,

    /// <summary>Remark: the authorization takes over what a cart held.</summary>
    ReservationTakenOver,

    /// <summary>No-op: the authorization is older than its own end.</summary>
    AuthorizationEnded,

    /// <summary>No-op: the authorization came after the time for which it would keep units.</summary>
    AuthorizationLapsed,

    /// <summary>No-op: the payment has been captured; the older event moves nothing.</summary>
    AlreadyCaptured,

    /// <summary>Remark: nothing is reserved for the order that could be released.</summary>
    NothingReserved,

    /// <summary>Remark: another payment still keeps the order's units.</summary>
    OtherPaymentStands,

    /// <summary>No-op: a later outcome of this very capture is known, or of all captures that were settled by it.</summary>
    CaptureOutcomeKnown,

    /// <summary>No-op: it was before the payment was authorized, or authorized anew.</summary>
    AttemptSuperseded,

    /// <summary>No-op: settlement moves no stock under the policy, or names no payment (R-EV-04).</summary>
    SettlementMovesNothing,

    /// <summary>No-op: the payment was settled before; what waited for that was given away then.</summary>
    AlreadySettled,

    /// <summary>Remark: all of the payment went back before it was settled; the order gets nothing for it any more.</summary>
    RefundedBeforeSettlement,

    /// <summary>Remark: money back is not goods back (R-EV-05, R-IN-05).</summary>
    RefundMovesNothing,

    /// <summary>Remark: a dispute was opened; the order is held for review and nothing becomes available (R-EV-06, R-IN-06).</summary>
    HeldForReview,

    /// <summary>Remark: the dispute is won and the review over; its opening does nothing when it comes last.</summary>
    ReviewLifted,

    /// <summary>Remark: the dispute is lost; a person decides about the goods. Its opening does nothing when it comes last.</summary>
    ItemStatusReview,

    /// <summary>Remark of a release: its time had run out (R-IN-10).</summary>
    ReservationLapsed,

    /// <summary>Remark of a release: the authorization was cancelled or ran out (R-IN-03).</summary>
    AuthorizationOver,

    /// <summary>Remark of a release: the capture failed or was taken back; to be investigated (R-IN-04).</summary>
    CaptureFailed,

    /// <summary>Remark of a release: the attempt failed and no other stands.</summary>
    AttemptFailed,

    // What cannot be had.

    /// <summary>Refused: fewer units are available than asked for; nothing is reserved.</summary>
    OutOfStock,

    /// <summary>Refused: the command lacks something, or a number is outside its bounds.</summary>
    CommandIncomplete,

    /// <summary>Refused: a name holds what looks like a card number; nothing of the command is kept.</summary>
    CardNumberGiven,

    /// <summary>Refused: no such order is known here.</summary>
    OrderUnknown,

    /// <summary>Refused: the order is paid; a cart cannot hold units for it any more.</summary>
    OrderPaid,

    /// <summary>Refused: no such payment is known here.</summary>
    PaymentUnknown,

    /// <summary>Refused: the held event belongs to another payment, or to another provider account.</summary>
    PaymentContradicted,

    /// <summary>Refused: no captured payment stands behind the order.</summary>
    OrderNotPaid,

    /// <summary>Refused: the order has nothing that could be released.</summary>
    NothingToRelease,

    /// <summary>Refused: more was to be shipped than belongs to the order.</summary>
    NotCommitted,

    /// <summary>Refused: the order is under review; the case must be closed first.</summary>
    UnderReview,

    /// <summary>Refused: fewer units lie at the location than would leave it.</summary>
    NotOnHand,

    /// <summary>Refused: the order has a shipment of this id; whatever else leaves has another.</summary>
    ShipmentKnown,

    /// <summary>Refused: the order has a return of this id; whatever else comes back has another.</summary>
    ReturnKnown,

    /// <summary>Refused: more was to come back than was shipped.</summary>
    NotShipped,

    /// <summary>Refused: no such return waits to be graded with that many units.</summary>
    ReturnUnknown,

    /// <summary>Refused: units that are promised would be missing.</summary>
    BelowPromised,

    /// <summary>Refused: the reason code is not on the policy's list, or not for this.</summary>
    ReasonUnknown,

    /// <summary>Refused: the stock's cost is in another currency.</summary>
    CurrencyDiffers,

    /// <summary>Refused: units are added where none is on hand, and nothing says what they cost.</summary>
    CostUnknown,

    /// <summary>Refused: a cost was given where the moving average decides, or where no units are added.</summary>
    CostNotTaken,

    /// <summary>Refused: the evidence of a forced correction is not complete; it stops at investigation (R-IN-23).</summary>
    EvidenceIncomplete,

    /// <summary>Refused: whoever asks for a correction cannot approve it (R-IN-22).</summary>
    SamePerson,

    /// <summary>Refused: the stock has moved since the correction was asked for; ask anew.</summary>
    StockMovedSince,

    /// <summary>Refused: no such correction waits for approval.</summary>
    CorrectionUnknown,

    /// <summary>Refused: no such event is held, or no such case is open.</summary>
    CaseUnknown,

    // What contradicts.

    /// <summary>Exception: money was taken and the units are not there (R-IN-19).</summary>
    StockShort,

    /// <summary>Exception: the payment is undone, and its goods have left.</summary>
    AlreadyShipped,

    /// <summary>Exception: the event states other lines than the order has.</summary>
    LinesContradicted,

    /// <summary>Exception: the payment is known to pay another order.</summary>
    OrderContradicted,
}
