using System.Text.Json;
using Ledger.Providers.Reading;

namespace Ledger.Providers.Amounts;

/// <summary>Minor units as JSON writes them: a whole number, and nothing that merely looks like one.</summary>
static class WholeUnits
{
    /// <summary>The number, or why there is none.</summary>
    /// <param name="source">The object.</param>
    /// <param name="field">Its member.</param>
    internal static (long Units, RefusalReason? Reason, string? Detail) Read(JsonElement source, string field)
    {
        if (source.Field(field) is not { ValueKind: JsonValueKind.Number } number)
        {
            return (0, RefusalReason.FieldMissing, $"{field} is missing or no number.");
        }

        if (number.TryGetInt64(out var units))
        {
            return (units, null, null);
        }

        return number.GetRawText().AsSpan().IndexOfAny(".eE") < 0
            ? (0, RefusalReason.AmountOutOfRange, $"{field} does not fit 64 bits.")
            : (0, RefusalReason.FieldMissing, $"{field} is not written as a whole number.");
    }
}
