using System.Security.Cryptography;
using System.Text;

namespace Ledger.PaymentEvents;

/// <summary>Ids that come out the same whenever the same thing is named: UUID version 5 (RFC 9562, section 5.5).</summary>
public static class DeterministicId
{
    /// <summary>Namespace of all ids that Ledger derives.</summary>
    public static readonly Guid LedgerNamespace = new("6f1d0c2e-58a3-5f0e-9a53-2f6f4c1f7b10");

    /// <summary>Derives an id from the parts; parts are joined by a unit separator, so they cannot run together.</summary>
    public static Guid Of(params ReadOnlySpan<string?> parts)
    {
        var name = string.Join('\u001f', parts!);
        return Of(LedgerNamespace, name);
    }

    /// <summary>UUIDv5 of a name in a namespace.</summary>
    public static Guid Of(Guid namespaceId, string name)
    {
        var bytes = new byte[16 + Encoding.UTF8.GetByteCount(name)];
        namespaceId.TryWriteBytes(bytes, bigEndian: true, out _);
        Encoding.UTF8.GetBytes(name, bytes.AsSpan(16));
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // RFC 9562 prescribes SHA-1 for version 5; it identifies, it does not protect.
        SHA1.HashData(bytes, hash);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
