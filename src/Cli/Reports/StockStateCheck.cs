using Ledger.Inventory.Storage;
using Ledger.Reporting.Verifying;

namespace Ledger.Cli.Reports;

/// <summary>Folds all stock anew from its events, in memory, and compares every row of every table with it.</summary>
sealed class StockStateCheck : IVerificationCheck
{
    /// <inheritdoc/>
    public string Name => "stock-states";

    /// <inheritdoc/>
    public string Rule => "Stocks, orders, payments, reservations, holds and cases equal a fold of the inventory's events";

    /// <inheritdoc/>
    public async Task<CheckFinding> RunAsync(VerificationScope scope, CancellationToken ct)
    {
        var inventory = scope.Inventory!;
        try
        {
            var found = await new InventoryRebuild(inventory.Source, inventory.Schema).CompareAsync(progress: null, ct);
            return new CheckFinding(found.Events, Difference(found));
        }
        catch (Exception unreadable) when (unreadable is System.Text.Json.JsonException or InvalidOperationException)
        {
            return new CheckFinding(0, new Difference(
                "a stored body cannot be folded", inventory.Schema, "bodies of the inventory's events", unreadable.Message));
        }
    }

    static Difference? Difference(StockComparison found) =>
        found.Twice is { } twice
            ? new Difference(
                "a movement stands twice", $"position {twice.Again}, {twice.Movement}", "every number of a stock once, rising",
                twice.First is { } first ? $"it stands at position {first} already" : "higher numbers stand before it")
        : found.Gap is { } gap ? new Difference("movements of a stock", gap, "each begins where the one before ended", "a gap")
        : found.Tables.FirstOrDefault(table => table.RowsDiffering > 0) is { } table
            ? new Difference(
                table.Table, table.Examples[0], "the rows that the events give",
                $"{table.Missing} missing, {table.Extra} too many, {table.Changed} with other content")
        : null;
}
