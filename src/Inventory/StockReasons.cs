using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Ledger.Inventory;

/// <summary>The wire names of <see cref="StockReason"/>: upper case with underscores.</summary>
public static partial class StockReasons
{
    static readonly FrozenDictionary<StockReason, string> Names = Enum.GetValues<StockReason>()
        .ToFrozenDictionary(reason => reason, reason => WordStart().Replace(reason.ToString(), "_").ToUpperInvariant());

    static readonly FrozenDictionary<string, StockReason> ByName =
        Names.ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    /// <summary>All wire names, in order of declaration.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Enum.GetValues<StockReason>().Select(WireName)];

    /// <summary>The name stored and shown, such as <c>OUT_OF_STOCK</c>.</summary>
    public static string WireName(this StockReason reason) => Names[reason];

    /// <summary>Finds a reason by its wire name; null when there is none.</summary>
    public static StockReason? Find(string? name) =>
        name is not null && ByName.TryGetValue(name, out var reason) ? reason : null;

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex WordStart();
}
