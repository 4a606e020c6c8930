namespace Ledger.Inventory.Commands;

/// <summary>A command with who gave it and the bytes that it came in.</summary>
/// <param name="CommandId">Identity: the same command sent again carries the same id and has no second effect.</param>
/// <param name="Actor">Who gave it.</param>
/// <param name="ReceivedAt">When it came in (UTC).</param>
/// <param name="Body">Its bytes; kept as evidence.</param>
/// <param name="Command">What they say.</param>
public sealed record ShopCommand(Guid CommandId, string Actor, DateTimeOffset ReceivedAt, byte[] Body, StockCommand Command);
