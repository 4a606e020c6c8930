using System.Text.Json.Serialization;

namespace Ledger.Cli.Shell;

/// <summary>An error on standard output with <c>--json</c>.</summary>
sealed record PrintedError(PrintedError.Body Error)
{
    /// <summary>The error.</summary>
    public sealed record Body(string Name, string Message, string Hint);
}

/// <summary>Source-generated JSON of a printed error.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PrintedError))]
sealed partial class PrintedErrorJson : JsonSerializerContext;
