using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;

namespace Ledger.ErpExport.Delivery;

/// <summary>Where one document's delivery stands, as it is kept.</summary>
public sealed record DocumentStanding
{
    /// <summary>The target.</summary>
    public required string Target { get; init; }

    /// <summary>The reference.</summary>
    public required DocumentReference Reference { get; init; }

    /// <summary>The target's count of the run.</summary>
    public required long RunNumber { get; init; }

    /// <summary>The state.</summary>
    public required DocumentState State { get; init; }

    /// <summary>Counts the payloads of the reference, from 1; from 2 for a document that came to its run later.</summary>
    public int Generation { get; init; } = 1;

    /// <summary>SHA-256 of the payload, lower-case hex.</summary>
    public required string PayloadHash { get; init; }

    /// <summary>Rises with every move; a step names the one that it has seen.</summary>
    public long Version { get; init; }

    /// <summary>How often it was sent. Throttled calls do not count.</summary>
    public int Attempt { get; init; }

    /// <summary>The draft or job in the ERP; null when there is none.</summary>
    public string? Handle { get; init; }

    /// <summary>The ERP's id of it; null before it is posted.</summary>
    public string? ErpId { get; init; }

    /// <summary>The number a bookkeeper sees; null when there is none.</summary>
    public string? ErpNumber { get; init; }

    /// <summary>Date that it was made for.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>Date under which the ERP has posted it; null when it did not say.</summary>
    public DateOnly? PostedDate { get; init; }

    /// <summary>Why it is held, rejected, unknown or not the same; null otherwise.</summary>
    public ErpReason? Reason { get; init; }

    /// <summary>The same for people, in the ERP's own words where it gave some.</summary>
    public string? Detail { get; init; }

    /// <summary>The ERP's own code for it; null when it gave none.</summary>
    public string? ErpCode { get; init; }

    /// <summary>The last answer that moved it.</summary>
    public ErpAnswerEvidence Evidence { get; init; } = ErpAnswerEvidence.None;

    /// <summary>Since when it is unknown; null when it is not.</summary>
    public DateTimeOffset? UnknownSince { get; init; }

    /// <summary>When the payload that stands was sent first; null when it was not, or that is not known.</summary>
    public DateTimeOffset? FirstSentAt { get; init; }

    /// <summary>When there is something to do; null when there is not.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>When it moved last.</summary>
    public DateTimeOffset ChangedAt { get; init; }

    /// <summary>Who moved it, when that was a person or an outside adapter; null for the delivery itself.</summary>
    public string? ChangedBy { get; init; }

    /// <summary>Its stream of events.</summary>
    public string StreamId => $"erp/{Target}/{Reference}";
}
