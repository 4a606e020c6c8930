using Ledger.ErpExport.Delivery;

namespace Ledger.ErpExport.Operating;

/// <summary>What became of one document by a person's word.</summary>
/// <param name="Reference">The document.</param>
/// <param name="State">Where it stands now, as a word.</param>
public sealed record DeskOutcome(string Reference, string State)
{
    /// <summary>Why nothing was done; null when something was, or when there was nothing to do.</summary>
    public ErpCommandReason? Refusal { get; init; }

    /// <summary>What was found or done, for people; null when the state says it all.</summary>
    public string? Detail { get; init; }

    /// <summary>Documents that came in its place or beside it.</summary>
    public IReadOnlyList<string> Beside { get; init; } = [];

    internal static DeskOutcome Of(DocumentStanding standing, string? detail = null) =>
        new(standing.Reference.Value, standing.State.Word()) { Detail = detail };

    internal static DeskOutcome Refused(DocumentStanding standing, ErpCommandReason refusal, string detail) =>
        Of(standing, detail) with { Refusal = refusal };
}
