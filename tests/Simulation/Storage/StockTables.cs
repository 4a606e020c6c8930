using Ledger.Inventory.Commands;
using Ledger.Inventory.Stock;
using Ledger.Inventory.Storage;

namespace Ledger.Simulation.Storage;

/// <summary>The tables of the inventory besides those of its store.</summary>
sealed class StockTables : StoreTables
{
    /// <summary><c>stock_level</c>.</summary>
    public Dictionary<StockKey, StockLevel> Levels { get; } = [];

    /// <summary><c>stock_movement</c>.</summary>
    public Dictionary<(StockKey Stock, long Sequence), MovementRow> Movements { get; } = [];

    /// <summary><c>stock_order</c>: the states as text.</summary>
    public Dictionary<string, byte[]> Orders { get; } = new(StringComparer.Ordinal);

    /// <summary><c>stock_payment</c>: the order, and the states as text.</summary>
    public Dictionary<string, (string? OrderRef, byte[] State)> Payments { get; } = new(StringComparer.Ordinal);

    /// <summary><c>stock_reservation</c>.</summary>
    public Dictionary<(DateTimeOffset ExpiresAt, string OrderRef, StockKey Stock), long> Reservations { get; } = [];

    /// <summary><c>stock_held_event</c>: the stream and the order that the event names.</summary>
    public Dictionary<Guid, (string Stream, string? OrderRef)> Held { get; } = [];

    /// <summary><c>stock_case</c>.</summary>
    public Dictionary<(string CaseId, string OrderRef), CaseRow> Cases { get; } = [];

    /// <summary><c>stock_command</c>.</summary>
    public Dictionary<Guid, ShopCommand> Commands { get; } = [];

    /// <summary>When the last event was recorded; null when there is none.</summary>
    public DateTimeOffset? LastRecorded => Events.Count == 0 ? null : Events[^1].At;
}
