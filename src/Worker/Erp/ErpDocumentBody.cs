using System.Text.Json;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Delivery;

namespace Ledger.Worker.Erp;

/// <summary>Where a document stands, as the ERP API tells it.</summary>
sealed record ErpDocumentBody
{
    /// <summary>The target.</summary>
    public required string Target { get; init; }

    /// <summary>The document, unique within its target.</summary>
    public required string Reference { get; init; }

    /// <summary>The target's count of the run that it was cut in.</summary>
    public required long Run { get; init; }

    /// <summary>Where it is, such as accepted.</summary>
    public required string State { get; init; }

    /// <summary>Rises by one with each move.</summary>
    public required long Version { get; init; }

    /// <summary>Counts the payloads of the reference, from 1.</summary>
    public required int Generation { get; init; }

    /// <summary>SHA-256 of the payload, lower-case hex.</summary>
    public required string PayloadHash { get; init; }

    /// <summary>The ERP's id; null before it is known.</summary>
    public string? ErpId { get; init; }

    /// <summary>The number a bookkeeper sees there.</summary>
    public string? ErpNumber { get; init; }

    /// <summary>The date it was posted under.</summary>
    public DateOnly? PostedDate { get; init; }

    /// <summary>Why it is held, rejected, unknown or not the same; null otherwise.</summary>
    public string? Reason { get; init; }

    /// <summary>The same for people.</summary>
    public string? Detail { get; init; }

    /// <summary>When it moved last (UTC).</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>The person or outside adapter that moved it last; null for the export itself.</summary>
    public string? ChangedBy { get; init; }

    /// <summary>Of an acknowledgement: true when it changed nothing, because it was said before.</summary>
    public bool? Repeated { get; init; }

    /// <summary>What it says; null in lists and answers to acknowledgements.</summary>
    public JsonElement? Document { get; init; }

    /// <summary>The standing as it is told.</summary>
    public static ErpDocumentBody Of(DocumentStanding standing) => new()
    {
        Target = standing.Target,
        Reference = standing.Reference.Value,
        Run = standing.RunNumber,
        State = standing.State.Word(),
        Version = standing.Version,
        Generation = standing.Generation,
        PayloadHash = standing.PayloadHash,
        ErpId = standing.ErpId,
        ErpNumber = standing.ErpNumber,
        PostedDate = standing.PostedDate,
        Reason = standing.Reason?.WireName(),
        Detail = standing.Detail,
        ChangedAt = standing.ChangedAt,
        ChangedBy = standing.ChangedBy,
    };
}
