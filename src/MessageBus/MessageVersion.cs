using System.Globalization;

namespace Ledger.MessageBus;

/// <summary>CloudEvents types end in <c>.v{major}</c>; a build reads the current version and the one before.</summary>
public static class MessageVersion
{
    /// <summary>Whether a type is read by a build whose current version is a number; while that is 1, there is none before it.</summary>
    /// <param name="type">CloudEvents type, such as <c>ledger.journal.entry-posted.v1</c>.</param>
    /// <param name="prefix">What it must begin with.</param>
    /// <param name="knows">Whether what stands between prefix and version is known.</param>
    /// <param name="current">The version that this build writes.</param>
    public static bool Reads(string type, string prefix, Func<string, bool> knows, int current)
    {
        var dot = type.LastIndexOf(".v", StringComparison.Ordinal);
        return type.StartsWith(prefix, StringComparison.Ordinal)
            && dot >= prefix.Length
            && int.TryParse(type.AsSpan(dot + 2), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            && version >= Math.Max(1, current - 1) && version <= current
            && knows(type[prefix.Length..dot]);
    }
}
