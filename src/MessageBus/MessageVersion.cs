using System.Globalization;

namespace Ledger.MessageBus;

/// <summary>CloudEvents types end in <c>.v{major}</c>; a build reads the current version and the one before.</summary>
static class MessageVersion
{
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
