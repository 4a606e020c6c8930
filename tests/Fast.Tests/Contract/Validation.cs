using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace Ledger.Fast.Tests.Contract;

/// <summary>A JSON Schema validator that is none of ours: JSON Schema 2020-12, formats too.</summary>
sealed class Validation
{
    static readonly EvaluationOptions Strict = new() { OutputFormat = OutputFormat.List, RequireFormatValidation = true };

    readonly JsonSchema _schema;

    public Validation(string schema) => _schema = JsonSchema.FromText(schema, new BuildOptions { SchemaRegistry = new SchemaRegistry() });

    /// <summary>What of a value is not as the schema has it; empty when it fits.</summary>
    public IReadOnlyList<string> Faults(JsonNode? value)
    {
        var result = _schema.Evaluate(JsonSerializer.SerializeToElement(value), Strict);
        return result.IsValid
            ? []
            : [.. (result.Details ?? []).Where(detail => detail.Errors is { Count: > 0 }).SelectMany(
                detail => detail.Errors!.Select(error => $"{detail.InstanceLocation}: {error.Key}: {error.Value}")), "It is not valid."];
    }
}
