using System.Security.Cryptography;
using Ledger.Accounting;
using Ledger.EventStore;
using Ledger.Inventory;
using Ledger.Inventory.Commands;
using Ledger.Inventory.Policy;
using Ledger.Inventory.Storage;
using Ledger.PaymentEvents;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Ledger.Bench.Load;

/// <summary>Stock to sell, and authorizations that want it.</summary>
public static class StockLoad
{
    /// <summary>Where everything lies.</summary>
    public const string Location = "MAIN";

    static readonly string BodyHash = Convert.ToHexStringLower(SHA256.HashData("bench"u8));

    /// <summary>Names a SKU.</summary>
    public static string Sku(int n) => $"SKU-{n:D4}";

    /// <summary>Opens the inventory as the product does.</summary>
    public static InventoryWriter Open(NpgsqlDataSource source, string schema, int maxBatch) => new(
        source, schema, StockPolicyYaml.Load(path: null), new BatchQueueOptions { MaxBatch = maxBatch }, TimeProvider.System,
        NullLogger<InventoryWriter>.Instance);

    /// <summary>Makes an empty inventory schema.</summary>
    public static async Task CreateSchemaAsync(NpgsqlDataSource source, string schema, CancellationToken ct)
    {
        await using (var drop = source.CreateCommand($"drop schema if exists {schema} cascade"))
        {
            await drop.ExecuteNonQueryAsync(ct);
        }

        await SchemaMigrations.ApplyAsync(source, schema, InventoryMigrations.Scripts, ct);
    }

    /// <summary>Receives so many units of each of so many SKUs.</summary>
    public static async Task ReceiveAsync(InventoryWriter inventory, int skus, long units, CancellationToken ct)
    {
        var now = TimeProvider.System.GetUtcNow();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, skus).Select(n =>
        {
            var command = new ReceiveStock(Sku(n), Location, units, 250 * units, "EUR", "bench");
            return inventory.CommandAsync(
                new ShopCommand(Guid.CreateVersion7(now), "bench", now, StockCommandJson.Write(command), command), ct);
        }));
        if (outcomes.FirstOrDefault(outcome => outcome.Disposition != Disposition.Moved) is { } refused)
        {
            throw new InvalidOperationException($"A receipt became {refused.Disposition} {refused.Reason}: {refused.Detail}");
        }
    }

    /// <summary>An authorization of a payment of its own for one unit.</summary>
    public static PaymentEvent Authorization(string run, int n, string sku, DateTimeOffset at) => new()
    {
        EventId = DeterministicId.Of("bench-stock", run, n.ToString()),
        MessageKey = DeterministicId.Of("bench-stock-message", run, n.ToString()),
        Class = EventClass.AuthCreated,
        Subject = Subject.Payment,
        Provider = "stripe",
        Account = "acct_bench",
        ProviderEventId = $"evt_{run}{n:D8}",
        ProviderEventType = "payment_intent.amount_capturable_updated",
        ProviderObjectId = $"pi_{run}{n:D8}",
        PaymentId = $"pi_{run}{n:D8}",
        OrderRef = $"order-{run}-{n:D8}",
        OccurredAt = at,
        ReceivedAt = at,
        Amounts = new PaymentAmounts(Gross: new Money(1_000, Currency.Parse("EUR"))),
        OrderLines = [new OrderLine(sku, 1, Location)],
        DeliveryId = DeterministicId.Of("bench-stock-delivery", run, n.ToString()),
        BodySha256 = BodyHash,
    };
}
