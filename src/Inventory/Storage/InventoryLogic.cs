using System.Security.Cryptography;
using System.Text;
using Ledger.EventStore;
using Ledger.Inventory.Commands;
using Ledger.Inventory.Deciding;
using Ledger.Inventory.Policy;
using Ledger.PaymentEvents;

namespace Ledger.Inventory.Storage;

/// <summary>The inventory inside the group commit: one load, pure decisions, one pipelined write.</summary>
sealed class InventoryLogic(StockPolicy policy) : ICommitLogic<InventoryMessage, StockOutcome, StockStates, InventoryChanges>
{
    public InboxClaim? ClaimOf(InventoryMessage message) => message switch
    {
        InventoryMessage.Received { Event: var e } => new InboxClaim(
            e.MessageKey, e.EventId, Fingerprint(e), $"{e.Provider}/{e.Account}", e.ProviderEventId, e.StreamId, e.DeliveryId),
        InventoryMessage.Commanded { Command: var c } => new InboxClaim(
            c.CommandId, c.CommandId, c.BodySha256, $"{GoodsSource.Provider}/{c.Actor}", c.CommandId.ToString(),
            c.Command.StreamId, c.CommandId),
        _ => null,
    };

    public string StreamOf(InventoryMessage message) => message switch
    {
        InventoryMessage.Received received => received.Event.StreamId,
        InventoryMessage.Commanded commanded => commanded.Command.Command.StreamId,
        InventoryMessage.Lapsed lapsed => OrderStream.Of(lapsed.OrderRef),
        _ => throw new InvalidOperationException($"{message.GetType()} is not a message of the inventory."),
    };

    public IEnumerable<string> KeysOf(InventoryMessage message) => message switch
    {
        InventoryMessage.Received { Event: var e } => [e.StreamId, OrderStream.WithoutPayment(e), .. OrderStream.KeysOf(e)],
        InventoryMessage.Commanded commanded => commanded.Command.Command.Keys,
        _ => [StreamOf(message)],
    };

    public ICommitBatch<InventoryMessage, StockOutcome, StockStates, InventoryChanges> Begin(StockStates states) =>
        new InventoryBatch(policy, states);

    /// <summary>
    /// What two messages about one fact must agree on as far as stock goes: the payment, the order and the lines. Amounts are
    /// the journal's to compare.
    /// </summary>
    static byte[] Fingerprint(PaymentEvent e) => SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u001f',
        e.Class, e.Variant, e.StreamId, e.OrderRef,
        string.Join('\u001e', e.OrderLines
            .Select(line => $"{line.Sku}\u001d{line.Location}\u001d{line.Quantity}").Order(StringComparer.Ordinal)))));
}
