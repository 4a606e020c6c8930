using System.Text.Json;
using Ledger.Accounting;

namespace Ledger.ErpExport.Queries;

/// <summary>A document in a list.</summary>
/// <param name="Reference">Our reference.</param>
/// <param name="RunNumber">The target's count of its run.</param>
/// <param name="Company">The ERP's code of the company.</param>
/// <param name="Date">Posting date.</param>
/// <param name="Entries">Entries of the journal in it.</param>
/// <param name="State">Where it stands, as a word.</param>
/// <param name="ErpNumber">The number that a bookkeeper sees; null when there is none.</param>
/// <param name="ErpId">The ERP's id; null before it is posted.</param>
/// <param name="Reason">Why it is not posted, or not as sent; null otherwise.</param>
/// <param name="Detail">The same for people.</param>
/// <param name="ErpCode">The ERP's own code for it; null when it gave none.</param>
/// <param name="Attempt">How often it was sent.</param>
/// <param name="ChangedAt">When it moved last.</param>
/// <param name="ChangedBy">Who moved it, when that was a person or an outside adapter.</param>
public sealed record DocumentSummary(
    string Reference, long RunNumber, string Company, DateOnly Date, int Entries, string State, string? ErpNumber, string? ErpId,
    string? Reason, string? Detail, string? ErpCode, int Attempt, DateTimeOffset ChangedAt, string? ChangedBy);

/// <summary>Which documents are wanted.</summary>
/// <param name="Target">Of which target.</param>
/// <param name="State">In which state; null for all.</param>
/// <param name="RunNumber">Of which run; null for all.</param>
/// <param name="Limit">At most so many.</param>
public sealed record DocumentFilter(string Target, string? State, long? RunNumber, int Limit);

/// <summary>One document with everything that is known of it.</summary>
/// <param name="Summary">Where it stands.</param>
/// <param name="Generation">Counts its payloads.</param>
/// <param name="PayloadHash">SHA-256 of the payload.</param>
/// <param name="PostedDate">The date under which the ERP has posted it; null when it did not say.</param>
/// <param name="Handle">Draft or job in the ERP; null when there is none.</param>
/// <param name="DueAt">When there is something to do; null when there is not.</param>
/// <param name="Document">The payload.</param>
/// <param name="Lines">Its lines with their way back to the journal.</param>
/// <param name="EntryIds">The entries in it, by position.</param>
/// <param name="History">Its moves, the first first.</param>
public sealed record DocumentView(
    DocumentSummary Summary, int Generation, string PayloadHash, DateOnly? PostedDate, string? Handle, DateTimeOffset? DueAt,
    JsonElement Document, IReadOnlyList<LineView> Lines, IReadOnlyList<EntryLink> EntryIds, IReadOnlyList<MoveView> History);

/// <summary>A line with its way back to the journal.</summary>
/// <param name="Number">Its place in the document.</param>
/// <param name="LedgerAccount">Our account; empty for a rounding line, which is of no entry.</param>
/// <param name="Account">The ERP's account.</param>
/// <param name="Side">Debit or credit.</param>
/// <param name="Amount">The amount.</param>
/// <param name="Booked">What was booked, where the line says it in another currency; null otherwise.</param>
/// <param name="Positions">Positions of its entries in the journal.</param>
public sealed record LineView(
    int Number, string LedgerAccount, string Account, Side Side, Money Amount, Money? Booked, IReadOnlyList<long> Positions);

/// <summary>An entry of the journal.</summary>
/// <param name="Position">Its position.</param>
/// <param name="EntryId">Its identity, for <c>ledger trace</c>.</param>
/// <param name="StreamId">The payment.</param>
public sealed record EntryLink(long Position, Guid EntryId, string StreamId);

/// <summary>One move of a document.</summary>
/// <param name="At">When.</param>
/// <param name="From">Where it was; null for the cut.</param>
/// <param name="To">Where it went.</param>
/// <param name="Actor">Who; null for the export itself.</param>
/// <param name="Reason">Why; may be null.</param>
/// <param name="Detail">The same for people; may be null.</param>
/// <param name="Remark">What the person said; may be null.</param>
/// <param name="AnswerStatus">HTTP status of the ERP's answer; 0 without one.</param>
/// <param name="AnswerSha256">SHA-256 of that answer; null without one.</param>
/// <param name="Hash">Its link of the export's hash chain.</param>
public sealed record MoveView(
    DateTimeOffset At, string? From, string To, string? Actor, string? Reason, string? Detail, string? Remark, int AnswerStatus,
    string? AnswerSha256, string? Hash);
