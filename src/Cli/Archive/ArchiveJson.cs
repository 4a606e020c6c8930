using System.Text.Json.Serialization;

namespace Ledger.Cli.Archive;

/// <summary>Source-generated JSON of the archive commands.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(PrintedKeys))]
[JsonSerializable(typeof(PrintedRotation))]
[JsonSerializable(typeof(PrintedSealing))]
sealed partial class ArchiveJson : JsonSerializerContext;
