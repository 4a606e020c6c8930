namespace Ledger.JournalPosting;

/// <summary>
/// Why an event was not posted at once: every no-op, hold and exception has one of these names, which never change
/// their meaning. In order of precedence within each group. <see cref="PostingReasons"/> has the wire names.
/// </summary>
public enum PostingReason
{
    // Found by the inbox, before anything else is looked at.

    /// <summary>
    /// Exception: a message id came again with other content. A retry changes nothing; engineering compares the two
    /// deliveries.
    /// </summary>
    KeyReused,

    /// <summary>No-op: this very message was processed before. A retry changes nothing; nobody need act.</summary>
    DuplicateMessage,

    /// <summary>
    /// Exception: another message reports the same fact with other amounts. A retry changes nothing; finance asks the
    /// provider which is true.
    /// </summary>
    FactContradicted,

    /// <summary>No-op: another message already reported this fact. A retry changes nothing; nobody need act.</summary>
    DuplicateFact,

    // What the event itself lacks.

    /// <summary>
    /// Exception: the matrix has no row for this class and variant; nothing is posted by default. Once it
    /// has one, the same message sent again is posted; until then a retry changes nothing. Engineering acts.
    /// </summary>
    UnmappedClass,

    /// <summary>
    /// Exception: a reference that the row requires is empty. A retry changes nothing; engineering looks at the
    /// translation.
    /// </summary>
    ReferenceMissing,

    /// <summary>
    /// No-op: a running total that the refunds known by now already cover. A retry changes nothing; nobody need act.
    /// </summary>
    Covered,

    /// <summary>
    /// Hold, and exception after the deadline: the message did not carry the facts; they must be read from the
    /// provider. Released when they come; engineering acts when it is overdue.
    /// </summary>
    NeedsRead,

    // Where the event stands in the life of its payment, dispute or payout.

    /// <summary>
    /// Hold, and exception after the deadline: what must come before has not come. Released by itself when it comes;
    /// finance asks the provider when it is overdue.
    /// </summary>
    PredecessorMissing,

    /// <summary>
    /// No-op: the authorization is older than the capture that is known. A retry changes nothing; nobody need act.
    /// </summary>
    AlreadyCaptured,

    /// <summary>
    /// No-op: the authorization had already been cancelled or had expired. A retry changes nothing; nobody need act.
    /// </summary>
    AuthorizationEnded,

    /// <summary>No-op: a newer authorized amount is known. A retry changes nothing; nobody need act.</summary>
    AuthorizationSuperseded,

    /// <summary>
    /// No-op: cancelled or expired before any authorization was reported; one that comes late is then stale. A retry
    /// changes nothing; nobody need act.
    /// </summary>
    NothingAuthorized,

    /// <summary>
    /// Exception: captured after the authorization was cancelled or had expired, by the provider's clock. Where the end
    /// comes first, the capture is the exception and is not posted; where the capture comes first, it stays posted and
    /// the end is the exception. A retry changes nothing; finance asks the provider whether the money is ours.
    /// </summary>
    LateCapture,

    /// <summary>
    /// No-op: a later outcome of this very capture is known. A retry changes nothing; nobody need act.
    /// </summary>
    CaptureOutcomeKnown,

    /// <summary>
    /// Noted: it failed before anything was posted for it, so there is nothing to undo. A retry changes nothing; nobody
    /// need act.
    /// </summary>
    NothingToReverse,

    /// <summary>No-op: this refund is known to have failed. A retry changes nothing; nobody need act.</summary>
    RefundAlreadyFailed,

    /// <summary>
    /// Exception: this refund was posted before under another fact. A retry changes nothing; finance compares with the
    /// provider.
    /// </summary>
    RefundAlreadyPosted,

    /// <summary>No-op: this dispute is already won. A retry changes nothing; nobody need act.</summary>
    DisputeAlreadyWon,

    /// <summary>No-op: this dispute is already lost. A retry changes nothing; nobody need act.</summary>
    DisputeAlreadyLost,

    /// <summary>
    /// Exception: the dispute ended the other way before. A retry changes nothing; payments operations asks the
    /// provider.
    /// </summary>
    DisputeOutcomeContradicted,

    /// <summary>No-op: this payout was already started. A retry changes nothing; nobody need act.</summary>
    PayoutAlreadyInitiated,

    /// <summary>No-op: this payout was already paid. A retry changes nothing; nobody need act.</summary>
    PayoutAlreadyPaid,

    /// <summary>
    /// No-op: this payout has failed; what is older, or settles it, is stale. A retry changes nothing; nobody need act.
    /// </summary>
    PayoutAlreadyFailed,

    // What the amounts say.

    /// <summary>
    /// Exception: a complete event lacks an amount that its row posts. A retry changes nothing; engineering looks at
    /// the translation.
    /// </summary>
    AmountMissing,

    /// <summary>
    /// Exception: an amount is zero or negative where the side carries the direction. A retry changes nothing;
    /// engineering looks at the translation.
    /// </summary>
    AmountNotPositive,

    /// <summary>
    /// Exception: the currency differs from that of what the event belongs to, or a conversion stays within one currency.
    /// A retry changes nothing; finance asks the provider.
    /// </summary>
    CurrencyMismatch,

    /// <summary>
    /// Exception: the amounts of the event contradict each other, so that its entry would not balance. A retry changes
    /// nothing; engineering looks at the translation.
    /// </summary>
    AmountsDisagree,

    /// <summary>
    /// Exception: the chart allows an account another currency only. Once the chart allows it, the same message sent
    /// again is posted; until then a retry changes nothing. Finance acts.
    /// </summary>
    CurrencyNotAllowed,

    /// <summary>
    /// Hold, and exception after the deadline: refunds would exceed what was captured. Released by itself when another
    /// capture comes or another refund fails; finance asks the provider when it is overdue.
    /// </summary>
    RefundExceedsCapture,

    /// <summary>
    /// Exception: a dispute ended with more than was disputed. A retry changes nothing; payments operations asks the
    /// provider.
    /// </summary>
    DisputeAmountExceeded,

    /// <summary>
    /// Exception: the amount paid differs from the amount of the payout that was started. A retry changes nothing;
    /// finance acts.
    /// </summary>
    PayoutAmountDiffers,
}
