using System.Text.Json.Serialization;
using Ledger.ErpExport.Operating;
using Ledger.ErpExport.Queries;
using Ledger.ErpExport.TieOuts;

namespace Ledger.Cli.Erp;

/// <summary>Source-generated JSON of the ERP commands: camelCase, enums as words, amounts in minor units.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(PrintedTargets))]
[JsonSerializable(typeof(PrintedStatus))]
[JsonSerializable(typeof(PrintedRuns))]
[JsonSerializable(typeof(RunEvidence))]
[JsonSerializable(typeof(PrintedDocuments))]
[JsonSerializable(typeof(DocumentView))]
[JsonSerializable(typeof(PrintedCommand))]
[JsonSerializable(typeof(PrintedMoves))]
[JsonSerializable(typeof(PrintedFindings))]
[JsonSerializable(typeof(TieOutReport))]
[JsonSerializable(typeof(PrintedReplay))]
sealed partial class ErpJson : JsonSerializerContext;

/// <summary>What <c>erp targets --json</c> prints.</summary>
/// <param name="Targets">In the order of the file.</param>
sealed record PrintedTargets(IReadOnlyList<PrintedTarget> Targets);

/// <summary>What <c>erp status --json</c> prints.</summary>
/// <param name="Ok">True when nothing needs a person.</param>
/// <param name="Targets">By name.</param>
sealed record PrintedStatus(bool Ok, IReadOnlyList<TargetStatus> Targets);

/// <summary>What <c>erp runs --json</c> prints.</summary>
/// <param name="Target">The target.</param>
/// <param name="Runs">The last first.</param>
/// <param name="More">True when there are more than were asked for.</param>
sealed record PrintedRuns(string Target, IReadOnlyList<RunSummary> Runs, bool More);

/// <summary>What <c>erp documents --json</c> prints.</summary>
/// <param name="Target">The target.</param>
/// <param name="Documents">Those of the last run first.</param>
/// <param name="More">True when there are more than were asked for.</param>
sealed record PrintedDocuments(string Target, IReadOnlyList<DocumentSummary> Documents, bool More);

/// <summary>What a command about a whole target prints with <c>--json</c>.</summary>
/// <param name="Target">The target.</param>
/// <param name="Command">What it was told.</param>
/// <param name="Actor">Who told it.</param>
/// <param name="Reason">Why; null when nobody said.</param>
sealed record PrintedCommand(string Target, string Command, string Actor, string? Reason);

/// <summary>What a command about documents prints with <c>--json</c>.</summary>
/// <param name="Target">The target.</param>
/// <param name="Command">What was to be done.</param>
/// <param name="Actor">Who said it.</param>
/// <param name="Documents">What became of each.</param>
sealed record PrintedMoves(string Target, string Command, string Actor, IReadOnlyList<PrintedMove> Documents);

/// <summary>What became of a document.</summary>
/// <param name="Reference">The document.</param>
/// <param name="State">Where it stands now.</param>
/// <param name="Refusal">Name of the refusal; null when it was not refused.</param>
/// <param name="Detail">What was found, for people; may be null.</param>
/// <param name="Beside">Documents that came in its place or beside it.</param>
sealed record PrintedMove(string Reference, string State, string? Refusal, string? Detail, IReadOnlyList<string> Beside)
{
    /// <summary>Of an outcome.</summary>
    public static PrintedMove Of(DeskOutcome outcome) =>
        new(outcome.Reference, outcome.State, outcome.Refusal?.WireName(), outcome.Detail, outcome.Beside);
}

/// <summary>What <c>erp findings --json</c> prints.</summary>
/// <param name="Findings">The oldest first.</param>
/// <param name="More">True when there are more than were asked for.</param>
sealed record PrintedFindings(IReadOnlyList<FindingView> Findings, bool More);

/// <summary>What <c>erp replay --json</c> prints.</summary>
/// <param name="From">Position behind which it began.</param>
/// <param name="To">Last position that was looked at.</param>
/// <param name="Entries">Entries that were sent.</param>
sealed record PrintedReplay(long From, long To, long Entries);
