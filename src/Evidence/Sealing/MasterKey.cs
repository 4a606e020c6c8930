namespace Ledger.Evidence.Sealing;

/// <summary>A master key: it wraps data keys and never meets a body.</summary>
/// <param name="id">Its name, which stands beside every key that it wraps.</param>
/// <param name="bytes">32 bytes; never printed.</param>
public sealed class MasterKey(string id, byte[] bytes)
{
    /// <summary>Length of a master key.</summary>
    public const int Length = 32;

    /// <summary>Its name.</summary>
    public string Id { get; } = id;

    /// <summary>The key itself; never printed.</summary>
    public byte[] Bytes { get; } = bytes;

    /// <summary>The name alone.</summary>
    public override string ToString() => Id;
}
