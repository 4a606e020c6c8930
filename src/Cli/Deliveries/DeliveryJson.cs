using System.Text.Json.Serialization;
using Ledger.Evidence;

namespace Ledger.Cli.Deliveries;

/// <summary>Source-generated JSON of what the commands print.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
[JsonSerializable(typeof(PrintedRejections))]
sealed partial class DeliveryJson : JsonSerializerContext;

/// <summary>Refused deliveries as JSON.</summary>
/// <param name="Since">From when on (UTC).</param>
/// <param name="SecretsChangedAt">When the secrets file or a file that it names was written last (UTC); null when it is not known.</param>
/// <param name="SecretsFault">Why the secrets file cannot be used now; null when it can.</param>
/// <param name="Rejected">By endpoint and reason, the latest first.</param>
sealed record PrintedRejections(
    DateTimeOffset Since, DateTimeOffset? SecretsChangedAt, string? SecretsFault, IReadOnlyList<PrintedRejection> Rejected);

/// <summary>One endpoint and reason.</summary>
/// <param name="Group">What was found.</param>
/// <param name="Advice">What to do, one or two sentences.</param>
sealed record PrintedRejection(RejectedGroup Group, string Advice);
