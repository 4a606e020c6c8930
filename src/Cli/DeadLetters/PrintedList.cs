using System.Text.Json.Serialization;
using Ledger.DeadLetters;

namespace Ledger.Cli.DeadLetters;

/// <summary>What <c>list --json</c> prints.</summary>
sealed record PrintedList(IReadOnlyList<PrintedCount> Queues, IReadOnlyList<DeadLetter> Messages);

/// <summary>How many messages a queue holds.</summary>
sealed record PrintedCount(string Queue, string SetAsideIn, bool Skipped, long Messages);

/// <summary>What <c>redrive --json</c> prints.</summary>
sealed record PrintedRedrive(long Redriven, IReadOnlyList<RedriveOutcome> Queues, IReadOnlyList<string> NotFound);

/// <summary>JSON of these commands.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PrintedList))]
[JsonSerializable(typeof(PrintedRedrive))]
[JsonSerializable(typeof(DeadLetterContent))]
sealed partial class DeadLetterJson : JsonSerializerContext;
