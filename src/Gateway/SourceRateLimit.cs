using System.Net;
using System.Net.Sockets;

namespace Ledger.Gateway;

/// <summary>
/// Gives each source address its share. The sources are spread over a fixed number of buckets by a hash that differs
/// in every process, so a flood from any number of addresses costs no memory; an IPv6 source is its /64 network.
/// </summary>
sealed class SourceRateLimit(GatewayOptions options, TimeProvider time)
{
    const int Buckets = 8_192;
    readonly CellRate _rate = new(options.SourcePerSecond, options.SourceBurst, time);
    readonly long[] _fullAt = new long[Buckets];

    /// <summary>True when the source may send now; otherwise how long it should wait.</summary>
    public bool TryTake(IPAddress? source, out TimeSpan wait) => _rate.TryTake(ref _fullAt[BucketOf(source)], out wait);

    static int BucketOf(IPAddress? source)
    {
        if (source is null)
        {
            return 0;
        }

        Span<byte> bytes = stackalloc byte[16];
        var address = source.IsIPv4MappedToIPv6 ? source.MapToIPv4() : source;
        address.TryWriteBytes(bytes, out var written);
        var hash = new HashCode();
        hash.AddBytes(address.AddressFamily == AddressFamily.InterNetworkV6 ? bytes[..8] : bytes[..written]);
        return (int)(unchecked((uint)hash.ToHashCode()) % Buckets);
    }
}
