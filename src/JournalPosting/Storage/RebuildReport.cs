namespace Ledger.JournalPosting.Storage;

/// <summary>What a rebuild of the read models found.</summary>
/// <param name="Events">Events folded.</param>
/// <param name="Position">Position up to which they were folded: the end of the journal.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="Tables">Every read model with its differences, in a fixed order.</param>
/// <param name="Applied">True when the differences were taken over; false when only compared.</param>
public sealed record RebuildReport(
    long Events, long Position, TimeSpan Elapsed, IReadOnlyList<TableDifference> Tables, bool Applied)
{
    /// <summary>Rows that differed, over all tables.</summary>
    public long RowsDiffering => Tables.Sum(table => table.Missing + table.Extra + table.Changed);
}

/// <summary>How a read model differed from the fold of the events.</summary>
/// <param name="Table">Name of the table.</param>
/// <param name="Rows">Rows that the events give.</param>
/// <param name="Missing">Rows that the table lacked.</param>
/// <param name="Extra">Rows that the table had and no event gives.</param>
/// <param name="Changed">Rows that were there with other content.</param>
/// <param name="Examples">Keys of the first few rows that differed, in order of their keys.</param>
public sealed record TableDifference(
    string Table, long Rows, long Missing, long Extra, long Changed, IReadOnlyList<string> Examples);
