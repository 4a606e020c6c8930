using System.Security.Cryptography;
using Ledger.PaymentEvents;

namespace Ledger.Intake;

/// <summary>A body as it came in, and as it is kept: without card-like numbers.</summary>
public sealed class DeliveryBody(byte[] sent)
{
    byte[]? _kept;
    bool _masked;

    /// <summary>No bytes at all.</summary>
    public static DeliveryBody None { get; } = new([]);

    /// <summary>The exact bytes that came in.</summary>
    public byte[] Sent => sent;

    /// <summary>SHA-256 of the bytes that came in, lower-case hex.</summary>
    public string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(sent));

    /// <summary>What may be stored; found out once, and only when it is to be stored.</summary>
    /// <param name="masked">True when card-like numbers were masked in it.</param>
    public byte[] Kept(out bool masked)
    {
        if (_kept is null)
        {
            var safe = CardNumbers.Mask(sent, out _masked);
            _kept = _masked ? safe.ToArray() : sent;
        }

        masked = _masked;
        return _kept;
    }
}
