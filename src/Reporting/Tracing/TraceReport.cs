using Ledger.Accounting;

namespace Ledger.Reporting.Tracing;

/// <summary>Everything the ledger knows about an id (R-AU-01 to R-AU-03).</summary>
/// <param name="Id">What was asked for.</param>
/// <param name="FoundAs">What it turned out to be, such as <c>provider event id</c>.</param>
/// <param name="Streams">The payments, payouts, fees and goods it leads to.</param>
/// <param name="OtherDeliveries">Deliveries that led to no stream: refused, or nothing to post.</param>
/// <param name="MoreStreams">True when it leads to more streams than are shown.</param>
public sealed record TraceReport(
    string Id, IReadOnlyList<string> FoundAs, IReadOnlyList<TracedStream> Streams,
    IReadOnlyList<TracedDelivery> OtherDeliveries, bool MoreStreams)
{
    /// <summary>What all of this did to stock, in order; empty when the ledger keeps none.</summary>
    public IReadOnlyList<TracedStock> Stock { get; init; } = [];

    /// <summary>What the providers' APIs said about the messages, oldest first; empty when nothing is confirmed.</summary>
    public IReadOnlyList<TracedRead> Reads { get; init; } = [];
}

/// <summary>What an event or a command did to stock, or why it did nothing.</summary>
/// <param name="EventId">The canonical event or the command.</param>
/// <param name="Class">Its class or kind.</param>
/// <param name="Position">Position in the inventory; null when it left nothing but its line in the inbox.</param>
/// <param name="RecordedAt">When it was recorded (UTC).</param>
/// <param name="Disposition">
/// <c>moved</c>, <c>noted</c>, <c>noop</c>, <c>held</c>, <c>refused</c>, <c>exception</c> or <c>closed</c>.
/// </param>
/// <param name="Reason">Name of the no-op, remark, hold, refusal or exception; may be null.</param>
/// <param name="Detail">One sentence on it; may be null.</param>
/// <param name="OrderRef">The order; may be null.</param>
/// <param name="Actor">Who commanded it; null for events.</param>
/// <param name="Remark">The shop's own words; may be null.</param>
/// <param name="Hash">Its link of the inventory's hash chain.</param>
/// <param name="Movements">What moved.</param>
/// <param name="Channel">Of an exception: where the order is sold; null elsewhere.</param>
/// <param name="Snapshot">Of an exception: the stocks that it is about, as they were.</param>
public sealed record TracedStock(
    Guid EventId, string Class, long? Position, DateTimeOffset RecordedAt, string Disposition, string? Reason, string? Detail,
    string? OrderRef, string? Actor, string? Remark, string? Hash, IReadOnlyList<TracedMovement> Movements, string? Channel,
    IReadOnlyList<TracedLevel> Snapshot);

/// <summary>A stock as it was when an exception was raised (R-IN-20).</summary>
/// <param name="Sku">Stock-keeping unit.</param>
/// <param name="Location">Location.</param>
/// <param name="Available">Units that could be sold.</param>
/// <param name="OnHand">Units that lay there.</param>
/// <param name="Reserved">Of those: kept for carts and authorizations.</param>
/// <param name="Committed">Of those: belonging to paid orders.</param>
/// <param name="Sequence">Number of its last movement.</param>
public sealed record TracedLevel(
    string Sku, string Location, long Available, long OnHand, long Reserved, long Committed, long Sequence);

/// <summary>A movement of one stock.</summary>
/// <param name="Kind">What happened, such as <c>reserved</c>.</param>
/// <param name="Sku">Stock-keeping unit.</param>
/// <param name="Location">Location.</param>
/// <param name="Quantity">Units.</param>
/// <param name="Sequence">Place among the movements of this stock.</param>
/// <param name="AvailableBefore">Available units before.</param>
/// <param name="AvailableAfter">Available units after.</param>
/// <param name="CostMinorUnits">Cost that the units carry, in minor units.</param>
/// <param name="Currency">Its currency; null while the stock has none.</param>
public sealed record TracedMovement(
    string Kind, string Sku, string Location, long Quantity, long Sequence, long AvailableBefore, long AvailableAfter,
    long CostMinorUnits, string? Currency);

/// <summary>One payment, payout or fee, or the goods of an order at one place.</summary>
/// <param name="StreamId">Its stream.</param>
/// <param name="Status">Where it stands; null when the journal has nothing of it (yet).</param>
/// <param name="Deliveries">What the provider sent about it, oldest first, repeats too; none for goods.</param>
/// <param name="Facts">What the journal made of it, in the order of recording.</param>
public sealed record TracedStream(
    string StreamId, string? Status, IReadOnlyList<TracedDelivery> Deliveries, IReadOnlyList<TracedFact> Facts)
{
    /// <summary>The shop's commands behind the goods facts of this stream, oldest first; none for other streams.</summary>
    public IReadOnlyList<TracedCommand> Commands { get; init; } = [];
}

/// <summary>A command of the shop, as the inventory keeps it.</summary>
/// <param name="CommandId">Identity of the command; a goods fact names it as its delivery.</param>
/// <param name="Kept">False when the inventory has not got it: then only what the journal knows is filled in.</param>
/// <param name="Kind">What was commanded, such as <c>stock.ship</c>.</param>
/// <param name="Actor">Who commanded it; null when it is not kept.</param>
/// <param name="ReceivedAt">When it came in; null when only a repeat tells of it.</param>
/// <param name="BodySha256">SHA-256 of its bytes.</param>
public sealed record TracedCommand(
    Guid CommandId, bool Kept, string? Kind, string? Actor, DateTimeOffset? ReceivedAt, string? BodySha256);

/// <summary>One HTTP delivery.</summary>
public sealed record TracedDelivery
{
    /// <summary>Identity of the delivery.</summary>
    public required Guid DeliveryId { get; init; }

    /// <summary>False while the archive has not got it (yet): then only what the journal knows is filled in.</summary>
    public required bool Archived { get; init; }

    /// <summary>When the gateway received it; null when only a repeat tells of it.</summary>
    public DateTimeOffset? ReceivedAt { get; init; }

    /// <summary><c>verified</c> or <c>refused</c>; null when not archived.</summary>
    public string? Verdict { get; init; }

    /// <summary>
    /// How it came, where no webhook brought it: <c>api-read</c>, <c>api-list</c> or <c>file</c>; null for a webhook.
    /// </summary>
    public string? Source { get; init; }

    /// <summary>Name of the refusal, or of what kept it from being translated.</summary>
    public string? Reason { get; init; }

    /// <summary>One sentence on that.</summary>
    public string? Detail { get; init; }

    /// <summary>Provider's name and endpoint, such as <c>stripe/default</c>; null when not archived.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The provider's event id.</summary>
    public string? ProviderEventId { get; init; }

    /// <summary>The provider's event type.</summary>
    public string? ProviderEventType { get; init; }

    /// <summary>SHA-256 of the body as the provider sent it.</summary>
    public string? BodySha256 { get; init; }

    /// <summary>SHA-256 of the body as stored; null when not archived.</summary>
    public string? StoredSha256 { get; init; }

    /// <summary>True when card-like numbers were masked.</summary>
    public bool Masked { get; init; }

    /// <summary>True when only the beginning of the body is kept.</summary>
    public bool Truncated { get; init; }

    /// <summary>What destroyed the body or its key, on purpose; null when nothing did.</summary>
    public DestroyedBody? Destroyed { get; init; }

    /// <summary>W3C trace id of the request.</summary>
    public string? TraceId { get; init; }

    /// <summary>The canonical events it was translated into.</summary>
    public IReadOnlyList<Guid> EventIds { get; init; } = [];

    /// <summary>The streams of those events.</summary>
    public IReadOnlyList<string> StreamIds { get; init; } = [];

    /// <summary>
    /// What became of it, in words (R-GW-33): refused, nothing to post, posted, deduplicated, an object read for the confirmation, where
    /// its message or the one that it repeats stands at the confirmation, or on its way.
    /// </summary>
    public string Outcome { get; init; } = "";
}

/// <summary>An act that destroyed an archived body, or its key.</summary>
/// <param name="Kind"><c>erasure</c> or <c>retention</c>.</param>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who.</param>
/// <param name="Reason">Why; null when none was given.</param>
public sealed record DestroyedBody(string Kind, DateTimeOffset At, string By, string? Reason);

/// <summary>One canonical event and what became of it.</summary>
public sealed record TracedFact
{
    /// <summary>Identity of the business fact.</summary>
    public required Guid EventId { get; init; }

    /// <summary>Its class.</summary>
    public required string Class { get; init; }

    /// <summary>Kind within the class; null for the ordinary kind.</summary>
    public string? Variant { get; init; }

    /// <summary>The provider's event that reported it first.</summary>
    public string? ProviderEventId { get; init; }

    /// <summary>The provider's object it is about.</summary>
    public string? ProviderObjectId { get; init; }

    /// <summary>When it happened, by the provider's clock.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>The delivery that carried it first.</summary>
    public Guid? DeliveryId { get; init; }

    /// <summary>What the inbox says became of it; null when the inbox does not have it.</summary>
    public string? Disposition { get; init; }

    /// <summary>Name of the no-op, hold or exception; null when it went its ordinary way.</summary>
    public string? Reason { get; init; }

    /// <summary>When it was first handled; null when the inbox does not have it.</summary>
    public DateTimeOffset? HandledAt { get; init; }

    /// <summary>Later reports of the same fact, with what they were; none of them had an effect of its own.</summary>
    public IReadOnlyList<TracedRepeat> Repeats { get; init; } = [];

    /// <summary>The events it left in the stream, in order.</summary>
    public IReadOnlyList<TracedRecord> Records { get; init; } = [];
}

/// <summary>A later report of a known fact.</summary>
/// <param name="Kind"><c>SAME_MESSAGE</c>, <c>SAME_FACT</c>, <c>KEY_REUSED</c> or <c>FACT_CONTRADICTED</c>.</param>
/// <param name="ProviderEventId">The provider's event that reported it.</param>
/// <param name="DeliveryId">The delivery that carried it.</param>
/// <param name="RecordedAt">When it was noticed.</param>
public sealed record TracedRepeat(string Kind, string ProviderEventId, Guid DeliveryId, DateTimeOffset RecordedAt);

/// <summary>One event of the stream.</summary>
/// <param name="Position">Position in the journal.</param>
/// <param name="Version">Place in the stream.</param>
/// <param name="Type">Event type, such as <c>journal_entry_posted</c>.</param>
/// <param name="RecordedAt">When it was recorded (UTC).</param>
/// <param name="Hash">Its link of the hash chain.</param>
/// <param name="Row">Row of the posting matrix that decided; may be null.</param>
/// <param name="MatrixVersion">Version of that matrix; may be null.</param>
/// <param name="Reason">Name of the no-op, hold or exception; null otherwise.</param>
/// <param name="Detail">One sentence on it; may be null.</param>
/// <param name="Deadline">When a hold becomes an exception; null otherwise.</param>
/// <param name="ReleasedFromHold">True when it waited for its predecessor before.</param>
/// <param name="StatusBefore">Where the payment stood before.</param>
/// <param name="StatusAfter">Where it stood afterwards.</param>
/// <param name="Entry">The journal entry; null when nothing was posted.</param>
public sealed record TracedRecord(
    long Position, long Version, string Type, DateTimeOffset RecordedAt, string? Hash, string? Row,
    string? MatrixVersion, string? Reason, string? Detail, DateTimeOffset? Deadline, bool ReleasedFromHold,
    string? StatusBefore, string? StatusAfter, TracedEntry? Entry);

/// <summary>A journal entry.</summary>
/// <param name="EntryId">Identity of the entry.</param>
/// <param name="BookingDate">Ledger day.</param>
/// <param name="Confidence"><c>provisional</c> or <c>final</c>.</param>
/// <param name="Lines">Debits and credits.</param>
/// <param name="Corrects">The entry it undoes; null otherwise.</param>
/// <param name="CorrectedBy">The later entry that undoes it; null when it stands.</param>
public sealed record TracedEntry(
    Guid EntryId, DateOnly? BookingDate, string? Confidence, IReadOnlyList<TracedLine> Lines, Guid? Corrects,
    Guid? CorrectedBy)
{
    /// <summary>
    /// What became of it at each ERP that this ledger exports to; several documents where it was taken apart or dated anew.
    /// </summary>
    public IReadOnlyList<TracedExport> Exports { get; init; } = [];
}

/// <summary>An entry at one ERP.</summary>
/// <param name="Target">The target.</param>
/// <param name="RunNumber">The target's count of the run that it was cut in; null while it is in none.</param>
/// <param name="RunId">Identity of that run; null while it is in none.</param>
/// <param name="Reference">The document that it is in; null when it is in none.</param>
/// <param name="State">
/// Where the document stands, as a word; or <c>excluded</c>, <c>not cut yet</c>, <c>not arrived yet</c>, <c>before the export</c>.
/// </param>
/// <param name="ErpNumber">The number that a bookkeeper sees in the ERP; null when there is none.</param>
/// <param name="ErpId">The ERP's id of it; null before it is posted.</param>
/// <param name="PostedDate">The date under which it was posted there; null when the ERP did not say.</param>
/// <param name="Reason">Why it is not posted, or not as sent; null otherwise.</param>
/// <param name="Detail">The same for people.</param>
public sealed record TracedExport(
    string Target, long? RunNumber, Guid? RunId, string? Reference, string State, string? ErpNumber, string? ErpId, DateOnly? PostedDate,
    string? Reason, string? Detail);

/// <summary>A line of an entry.</summary>
/// <param name="Account">Code of the account.</param>
/// <param name="Name">Its name in the chart; null when the chart does not have it.</param>
/// <param name="Side">Debit or credit.</param>
/// <param name="MinorUnits">Above zero.</param>
/// <param name="Currency">The currency.</param>
/// <param name="Amount">In major units with the currency's decimal places.</param>
public sealed record TracedLine(
    string Account, string? Name, Side Side, long MinorUnits, Currency Currency, string Amount);
