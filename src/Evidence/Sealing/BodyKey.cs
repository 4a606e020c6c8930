namespace Ledger.Evidence.Sealing;

/// <summary>A key of bodies: of a month, or of a subject.</summary>
/// <param name="id">Its row.</param>
/// <param name="bytes">32 bytes; never printed.</param>
sealed class BodyKey(long id, byte[] bytes)
{
    /// <summary>Length of a data key.</summary>
    public const int Length = 32;

    /// <summary>Its row.</summary>
    public long Id { get; } = id;

    /// <summary>The key itself.</summary>
    public byte[] Bytes { get; } = bytes;
}
