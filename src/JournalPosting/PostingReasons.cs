using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Ledger.JournalPosting;

/// <summary>The wire names of <see cref="PostingReason"/>: upper case with underscores.</summary>
public static partial class PostingReasons
{
    static readonly FrozenDictionary<PostingReason, string> Names = Enum.GetValues<PostingReason>()
        .ToFrozenDictionary(reason => reason, reason => WordStart().Replace(reason.ToString(), "_").ToUpperInvariant());

    static readonly FrozenDictionary<string, PostingReason> ByName =
        Names.ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    /// <summary>All wire names, in order of precedence.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Enum.GetValues<PostingReason>().Select(WireName)];

    /// <summary>The name stored and shown, such as <c>LATE_CAPTURE</c>.</summary>
    public static string WireName(this PostingReason reason) => Names[reason];

    /// <summary>
    /// True for an exception that says that the matrix or the chart lacks something: once that is mended, the same
    /// message sent again is decided anew.
    /// </summary>
    public static bool IsCurable(this PostingReason reason) =>
        reason is PostingReason.UnmappedClass or PostingReason.CurrencyNotAllowed;

    /// <summary>Finds a reason by its wire name.</summary>
    public static bool TryParse(string? name, out PostingReason reason)
    {
        reason = default;
        return name is not null && ByName.TryGetValue(name, out reason);
    }

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex WordStart();
}
