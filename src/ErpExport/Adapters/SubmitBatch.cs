using Ledger.ErpExport.Documents;

namespace Ledger.ErpExport.Adapters;

/// <summary>Documents of one run that go together.</summary>
/// <param name="RunId">The run.</param>
/// <param name="RunNumber">The target's count of it, from 1.</param>
/// <param name="Mode"><c>summary</c> or <c>detail</c>.</param>
/// <param name="CutFrom">Position of the journal behind which the run begins.</param>
/// <param name="CutTo">Last position of the journal in the run.</param>
/// <param name="Documents">Each with the attempt it is.</param>
public sealed record SubmitBatch(
    Guid RunId, long RunNumber, string Mode, long CutFrom, long CutTo, IReadOnlyList<Submission> Documents);

/// <summary>A document on its way.</summary>
/// <param name="Document">The document.</param>
/// <param name="Generation">
/// Counts the payloads of one reference, from 1: a rejected document that was mapped anew is the next one. A replay key must contain it,
/// or the ERP would answer with what it said to the payload before.
/// </param>
public sealed record Submission(PostingDocument Document, int Generation)
{
    /// <summary>Key for ERPs that answer a repeat with their first answer; at most 20 characters.</summary>
    public string ReplayKey => Generation == 1 ? Document.Reference.Value : $"{Document.Reference.Value}-{Generation}";
}

/// <summary>Where to go on with a document: a draft's id, or a job's.</summary>
/// <param name="Text">The ERP's own id of it; at most 200 characters.</param>
public readonly record struct SubmissionHandle(string Text);

/// <summary>A document that was begun, and where to go on with it.</summary>
/// <param name="Document">The document.</param>
/// <param name="Handle">Where to go on.</param>
public sealed record Begun(PostingDocument Document, SubmissionHandle Handle);

/// <summary>What the ERP said, so that it can be shown later; the body itself is not kept.</summary>
/// <param name="Status">HTTP status; 0 where there is none.</param>
/// <param name="BodySha256">SHA-256 of the body as it came, lower-case hex; empty without one.</param>
public readonly record struct ErpAnswerEvidence(int Status, string BodySha256)
{
    /// <summary>Nothing was answered, or no answer was needed.</summary>
    public static ErpAnswerEvidence None { get; } = new(0, "");
}
