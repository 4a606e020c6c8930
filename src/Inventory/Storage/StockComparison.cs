namespace Ledger.Inventory.Storage;

/// <summary>How the read models compare with a fold of the events.</summary>
/// <param name="Events">Events folded.</param>
/// <param name="Position">Position up to which they were folded.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="Gap">The first movement that does not go on where the one before it ended; null when all do.</param>
/// <param name="Twice">The first movement that stands a second time; it counts once. Null when none does.</param>
/// <param name="Tables">Every read model with its differences, in a fixed order.</param>
/// <param name="Applied">True when the differences were put right; false when only compared.</param>
public sealed record StockComparison(
    long Events, long Position, TimeSpan Elapsed, string? Gap, RepeatedMovement? Twice,
    IReadOnlyList<StockTableDifference> Tables, bool Applied)
{
    /// <summary>Rows that differed, over all tables.</summary>
    public long RowsDiffering => Tables.Sum(table => table.RowsDiffering);
}

/// <summary>A movement whose number its stock has had before.</summary>
/// <param name="Movement">Its number and its stock.</param>
/// <param name="First">Where it stands first; null where that number was left out.</param>
/// <param name="Again">Where it stands again.</param>
public sealed record RepeatedMovement(string Movement, long? First, long Again);

/// <summary>How a read model differed.</summary>
/// <param name="Table">Name of the table.</param>
/// <param name="Rows">Rows that the events give.</param>
/// <param name="Missing">Rows that the table lacked.</param>
/// <param name="Extra">Rows that the table had and no event gives.</param>
/// <param name="Changed">Rows that were there with other content.</param>
/// <param name="Examples">The first few rows that differed.</param>
public sealed record StockTableDifference(
    string Table, long Rows, long Missing, long Extra, long Changed, IReadOnlyList<string> Examples)
{
    /// <summary>Rows that differed.</summary>
    public long RowsDiffering => Missing + Extra + Changed;
}
