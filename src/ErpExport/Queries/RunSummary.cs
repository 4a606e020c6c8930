namespace Ledger.ErpExport.Queries;

/// <summary>A run and what became of its documents: total = processed + rejected + held + unknown + on their way.</summary>
public sealed record RunSummary
{
    /// <summary>The target's count of it.</summary>
    public required long Number { get; init; }

    /// <summary>Its identity.</summary>
    public required Guid RunId { get; init; }

    /// <summary>summary or detail.</summary>
    public required string Mode { get; init; }

    /// <summary>Position of the journal behind which it begins.</summary>
    public required long CutFrom { get; init; }

    /// <summary>Last position in it.</summary>
    public required long CutTo { get; init; }

    /// <summary>Version of the mapping.</summary>
    public required string MappingVersion { get; init; }

    /// <summary>When it was cut.</summary>
    public required DateTimeOffset CutAt { get; init; }

    /// <summary>Entries in it.</summary>
    public required long Entries { get; init; }

    /// <summary>Of those: entries that the mapping excludes as a whole.</summary>
    public required long Excluded { get; init; }

    /// <summary>Documents that count: those that others stand in place of do not.</summary>
    public required long Total { get; init; }

    /// <summary>Posted by the ERP's word, confirmed or not.</summary>
    public required long Processed { get; init; }

    /// <summary>Refused for what they say.</summary>
    public required long Rejected { get; init; }

    /// <summary>Waiting for a person.</summary>
    public required long Held { get; init; }

    /// <summary>Nobody can say.</summary>
    public required long Unknown { get; init; }

    /// <summary>Planned, or on the way.</summary>
    public required long OnTheWay { get; init; }

    /// <summary>Documents that the ERP has given a number to.</summary>
    public required long Numbered { get; init; }

    /// <summary>When the last of them moved last.</summary>
    public DateTimeOffset? ChangedAt { get; init; }
}

/// <summary>One run with its evidence (R-FF-07).</summary>
/// <param name="Run">Its totals.</param>
/// <param name="Lines">Lines of its documents.</param>
/// <param name="Totals">Debits and credits of its documents by currency, in minor units.</param>
/// <param name="Created">What the ERP calls its documents.</param>
/// <param name="Reasons">Documents that are not posted, or not as sent, and why.</param>
/// <param name="FinishedAt">When the last of them reached its end; null while some are on their way.</param>
public sealed record RunEvidence(
    RunSummary Run, long Lines, IReadOnlyList<RunTotal> Totals, IReadOnlyList<CreatedDocument> Created,
    IReadOnlyList<DocumentSummary> Reasons,
    DateTimeOffset? FinishedAt);

/// <summary>Control totals of a run in one currency.</summary>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="Debit">Minor units.</param>
/// <param name="Credit">Minor units.</param>
public sealed record RunTotal(string Currency, long Debit, long Credit);

/// <summary>What the ERP calls a document.</summary>
/// <param name="Reference">Our reference.</param>
/// <param name="ErpNumber">The number that a bookkeeper sees; null when the ERP gives none.</param>
/// <param name="ErpId">The ERP's id.</param>
public sealed record CreatedDocument(string Reference, string? ErpNumber, string? ErpId);
