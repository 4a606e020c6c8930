using System.Text.Json.Serialization;
using Ledger.Confirmation.Operating;

namespace Ledger.Cli.Confirm;

/// <summary>Source-generated JSON of the commands: camelCase.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PrintedStatus))]
[JsonSerializable(typeof(PrintedReads))]
[JsonSerializable(typeof(PrintedDecision))]
sealed partial class ConfirmJson : JsonSerializerContext;

/// <summary>How many reports there are.</summary>
sealed record PrintedStatus(IReadOnlyList<ReadCount> Counts);

/// <summary>Reports.</summary>
/// <param name="Reads">The reports.</param>
/// <param name="More">True when there are more than were asked for.</param>
sealed record PrintedReads(IReadOnlyList<ReadRecord> Reads, bool More);

/// <summary>What was decided.</summary>
sealed record PrintedDecision(Guid ReportId, string Decision, string Actor, string Reason);
