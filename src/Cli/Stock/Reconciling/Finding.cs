using System.Collections.Frozen;

namespace Ledger.Cli.Stock.Reconciling;

/// <summary>What one comparison comes to.</summary>
/// <param name="Code">The code.</param>
/// <param name="Detail">What was found on both sides.</param>
sealed record Finding(ReconcileCode Code, string Detail)
{
    /// <summary>Both sides agree.</summary>
    public const string Matched = "matched";

    /// <summary>They differ as they may.</summary>
    public const string Deferred = "deferred";

    /// <summary>They differ, and somebody must act.</summary>
    public const string Unmatched = "unmatched";

    static readonly FrozenDictionary<ReconcileCode, string> Names = Enum.GetValues<ReconcileCode>().ToFrozenDictionary(
        code => code,
        code => string.Concat(code.ToString().Select((letter, at) =>
            at > 0 && char.IsAsciiLetterUpper(letter) ? $"_{letter}" : $"{char.ToUpperInvariant(letter)}")));

    /// <summary>Wire name of a code.</summary>
    public static string NameOf(ReconcileCode code) => Names[code];

    /// <summary>What a code means for whoever asked.</summary>
    public static string OutcomeOf(ReconcileCode code) => code switch
    {
        <= ReconcileCode.CountAgrees => Matched,
        <= ReconcileCode.MovedDuringCount => Deferred,
        _ => Unmatched,
    };

    /// <summary>The item that the report lists.</summary>
    public ReconcileItem Item(string subject, string id, string? orderRef, DateTimeOffset since) =>
        new(OutcomeOf(Code), NameOf(Code), subject, id, orderRef, Detail, since);
}
