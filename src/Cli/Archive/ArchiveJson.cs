using System.Text.Json.Serialization;
using Ledger.Evidence.Keeping;

namespace Ledger.Cli.Archive;

/// <summary>Source-generated JSON of the archive commands.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(PrintedKeys))]
[JsonSerializable(typeof(PrintedRotation))]
[JsonSerializable(typeof(PrintedSealing))]
[JsonSerializable(typeof(PrintedDelivery))]
[JsonSerializable(typeof(IReadOnlyList<PrintedDelivery>))]
[JsonSerializable(typeof(IReadOnlyList<MonthStatistics>))]
[JsonSerializable(typeof(IReadOnlyList<PrintedMonth>))]
[JsonSerializable(typeof(IReadOnlyList<PrintedErasure>))]
[JsonSerializable(typeof(IReadOnlyList<LegalHold>))]
sealed partial class ArchiveJson : JsonSerializerContext;
