using System.Globalization;
using System.Net;

namespace Ledger.Storage.Tests.LocalStack;

/// <summary>The ports some processes listen on, from <c>/proc</c> (proc(5), tcp(7)).</summary>
static class Listeners
{
    public static IReadOnlyList<IPEndPoint> Of(IReadOnlyList<int> pids)
    {
        var sockets = pids.SelectMany(pid => Directory.EnumerateFiles($"/proc/{pid}/fd"))
            .Select(path => new FileInfo(path).LinkTarget ?? "")
            .Where(target => target.StartsWith("socket:[", StringComparison.Ordinal))
            .Select(target => target["socket:[".Length..^1])
            .ToHashSet(StringComparer.Ordinal);
        return [.. new[] { "/proc/net/tcp", "/proc/net/tcp6" }.Where(File.Exists).SelectMany(File.ReadLines)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length > 9 && fields[3] == "0A" && sockets.Contains(fields[9]))
            .Select(fields => EndPoint(fields[1]))];
    }

    static IPEndPoint EndPoint(string text)
    {
        var parts = text.Split(':');

        // The address is printed as 32-bit words in the machine's own order.
        var bytes = Enumerable.Range(0, parts[0].Length / 8)
            .SelectMany(i => BitConverter.GetBytes(uint.Parse(parts[0].AsSpan(i * 8, 8), NumberStyles.HexNumber)))
            .ToArray();
        return new IPEndPoint(new IPAddress(bytes), int.Parse(parts[1], NumberStyles.HexNumber));
    }
}
