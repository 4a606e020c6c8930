using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;
using Ledger.ErpExport.Runs;

namespace Ledger.ErpExport.Delivery;

/// <summary>One move of a document, to be committed before anything is done about it.</summary>
/// <param name="Id">Identity of the move's event.</param>
/// <param name="Target">The target.</param>
/// <param name="Reference">The document.</param>
/// <param name="Version">The version that was seen; the move is refused when it is another by now.</param>
/// <param name="To">Where it goes.</param>
public sealed record DocumentStep(Guid Id, string Target, DocumentReference Reference, long Version, DocumentState To)
{
    /// <summary>The sender's right to move it; null for a person or an outside adapter.</summary>
    public long? Fence { get; init; }

    /// <summary>True when it is handed in now: an attempt.</summary>
    public bool IsAttempt { get; init; }

    /// <summary>The draft or job; null leaves what is known.</summary>
    public string? Handle { get; init; }

    /// <summary>Forgets the draft or job: it is no longer there.</summary>
    public bool WithoutHandle { get; init; }

    /// <summary>The ERP's id; null leaves what is known.</summary>
    public string? ErpId { get; init; }

    /// <summary>The ERP's number; null leaves what is known.</summary>
    public string? ErpNumber { get; init; }

    /// <summary>The date it was posted under; null leaves what is known.</summary>
    public DateOnly? PostedDate { get; init; }

    /// <summary>Why; null for none.</summary>
    public ErpRefusal? Why { get; init; }

    /// <summary>What the ERP answered.</summary>
    public ErpAnswerEvidence Evidence { get; init; } = ErpAnswerEvidence.None;

    /// <summary>When there is something to do next; null for nothing.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Who moves it; null for the delivery itself.</summary>
    public string? Actor { get; init; }

    /// <summary>What the person said about it; null for nothing. It stands in the event.</summary>
    public string? Remark { get; init; }

    /// <summary>A new payload of the same reference; null leaves what there is.</summary>
    public BuiltDocument? Payload { get; init; }

    /// <summary>More documents of the run that come in its place or beside it.</summary>
    public IReadOnlyList<BuiltDocument> Beside { get; init; } = [];

    /// <summary>Positions of entries that the mapping excludes by now: they leave the document, and are the run's excluded ones.</summary>
    public IReadOnlyList<long> Excluded { get; init; } = [];

    /// <summary>Accounts that the mapping excludes by now.</summary>
    public IReadOnlyList<ExcludedAccount> ExcludedAccounts { get; init; } = [];
}
