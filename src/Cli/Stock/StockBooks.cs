using Ledger.Cli.Shell;
using Ledger.EventStore;
using Ledger.Inventory;
using Ledger.Inventory.Policy;
using Ledger.Inventory.Queries;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Ledger.Cli.Stock;

/// <summary>
/// The inventory, opened for a command. It writes beside a running worker: writers of one schema take turns, and the worker's
/// relay publishes what any of them has written.
/// </summary>
sealed class StockBooks : IAsyncDisposable
{
    /// <summary>Schema of the inventory.</summary>
    public const string Schema = "inventory";

    /// <summary>For how long a server that is away is waited for.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    readonly NpgsqlDataSource _source;
    readonly TimeProvider _time;

    /// <summary>The one that the environment or the local stack names.</summary>
    public StockBooks(CommandContext context)
    {
        var database = context.Connections.Inventory ?? throw CliError.Missing(
            "STACK_NOT_FOUND", "LEDGER_POSTGRES_INVENTORY is not set, and no local stack runs that could tell it.",
            "Start one with './ledger up --detach', or set LEDGER_POSTGRES_INVENTORY or LEDGER_POSTGRES.");
        (_source, _time) = (NpgsqlDataSource.Create(database), context.Time);
    }

    /// <summary>The one in a database.</summary>
    internal StockBooks(string database, TimeProvider time) => (_source, _time) = (NpgsqlDataSource.Create(database), time);

    /// <summary>Connections to its server.</summary>
    public NpgsqlDataSource Source => _source;

    /// <summary>What can be sold.</summary>
    public StockLevels Levels => new(_source, Schema, _time);

    /// <summary>Who keeps what until when.</summary>
    public StockReservations Reservations => new(_source, Schema, _time);

    /// <summary>What happened to a stock.</summary>
    public StockHistory History => new(_source, Schema);

    /// <summary>What waits for a person.</summary>
    public StockWork Work => new(_source, Schema);

    /// <summary>Opens the way to write.</summary>
    /// <exception cref="CliError">The clocks of this machine and the server differ.</exception>
    public async Task<InventoryWriter> WriterAsync(CancellationToken ct)
    {
        await ServerClock.RequireAsync(_source, _time, Patience, ct);
        return Writer();
    }

    InventoryWriter Writer() => new(
        _source, Schema, Policy(), new BatchQueueOptions { HoldFor = Patience }, _time, NullLogger<InventoryWriter>.Instance);

    /// <summary>The policy that <c>LEDGER_STOCK_POLICY</c> names, or the one that comes with the product.</summary>
    public static StockPolicy Policy()
    {
        try
        {
            return StockPolicyYaml.Load(
                Environment.GetEnvironmentVariable("LEDGER_STOCK_POLICY") is { Length: > 0 } path ? path : null);
        }
        catch (PolicyRefusedException refused)
        {
            throw CliError.Missing("STOCK_POLICY_REFUSED", refused.Message, "Correct the file that LEDGER_STOCK_POLICY names.");
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
