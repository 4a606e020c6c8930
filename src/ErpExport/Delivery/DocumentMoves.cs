namespace Ledger.ErpExport.Delivery;

/// <summary>Which moves there are between the states of a document. Pure.</summary>
public static class DocumentMoves
{
    static readonly Dictionary<DocumentState, DocumentState[]> Allowed = new()
    {
        [DocumentState.Planned] = [DocumentState.Sending, DocumentState.Held, DocumentState.Rejected, DocumentState.Superseded],
        [DocumentState.Sending] =
        [
            DocumentState.Drafted, DocumentState.Accepted, DocumentState.Posted, DocumentState.Unknown, DocumentState.Throttled,
            DocumentState.Held, DocumentState.Rejected,
        ],
        [DocumentState.Drafted] = [DocumentState.Posting, DocumentState.Held],
        [DocumentState.Posting] =
        [
            DocumentState.Posted, DocumentState.Accepted, DocumentState.Drafted, DocumentState.Unknown, DocumentState.Throttled,
            DocumentState.Held, DocumentState.Rejected,
        ],
        [DocumentState.Accepted] =
        [
            DocumentState.Accepted, DocumentState.Posted, DocumentState.Confirmed, DocumentState.Unknown, DocumentState.Held,
            DocumentState.Rejected, DocumentState.Mismatch,
        ],
        [DocumentState.Unknown] =
        [
            DocumentState.Unknown, DocumentState.Sending, DocumentState.Drafted, DocumentState.Accepted, DocumentState.Posted,
            DocumentState.Held, DocumentState.Rejected, DocumentState.Mismatch,
        ],
        [DocumentState.Throttled] = [DocumentState.Sending, DocumentState.Posting, DocumentState.Held],
        [DocumentState.Held] = [DocumentState.Planned, DocumentState.Drafted, DocumentState.Unknown, DocumentState.Superseded],
        [DocumentState.Rejected] = [DocumentState.Unknown, DocumentState.Superseded],
        [DocumentState.Posted] = [DocumentState.Confirmed, DocumentState.Mismatch],
        [DocumentState.Confirmed] = [DocumentState.Mismatch],
        [DocumentState.Mismatch] = [DocumentState.Confirmed, DocumentState.Mismatch],
        [DocumentState.Superseded] = [],
    };

    /// <summary>True when a document may go from one state to the other.</summary>
    public static bool Allows(DocumentState from, DocumentState to) => Allowed[from].Contains(to);

    /// <summary>True when the document counts: superseded ones do not, another stands in their place.</summary>
    public static bool IsLive(DocumentState state) => state != DocumentState.Superseded;

    /// <summary>True when the ERP has said that it is posted.</summary>
    public static bool IsPosted(DocumentState state) =>
        state is DocumentState.Posted or DocumentState.Confirmed or DocumentState.Mismatch;
}
