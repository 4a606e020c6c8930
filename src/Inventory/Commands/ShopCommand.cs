using System.Security.Cryptography;

namespace Ledger.Inventory.Commands;

/// <summary>A command with who gave it and the bytes that it came in.</summary>
/// <param name="CommandId">Identity: the same command sent again carries the same id and has no second effect.</param>
/// <param name="Actor">Who gave it.</param>
/// <param name="ReceivedAt">When it came in (UTC).</param>
/// <param name="Body">Its bytes; kept as evidence.</param>
/// <param name="Command">What they say.</param>
public sealed record ShopCommand(Guid CommandId, string Actor, DateTimeOffset ReceivedAt, byte[] Body, StockCommand Command)
{
    /// <summary>SHA-256 of the bytes as they came in, whatever of them is masked: a repeat is told by it.</summary>
    public byte[] BodySha256 { get; private init; } = SHA256.HashData(Body);

    /// <summary>SHA-256 of the bytes that are kept; null where these are the ones that came in.</summary>
    public byte[]? StoredSha256 { get; private init; }

    /// <summary>The command as it is decided and kept: card-like digits in its words for people are masked.</summary>
    public ShopCommand WithoutCardNumbers()
    {
        var masked = CardScreen.Masked(Command);
        if (masked == Command)
        {
            return this;
        }

        var body = StockCommandJson.Write(masked);
        return this with { Command = masked, Body = body, StoredSha256 = SHA256.HashData(body) };
    }
}
