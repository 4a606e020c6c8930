using Npgsql;

namespace Ledger.Reporting.Verifying;

/// <summary>
/// What a check may read: one snapshot of the journal, shared by all checks, the archive, the inventory and the ERP export.
/// </summary>
public sealed class VerificationScope
{
    readonly Snapshot _journal;

    internal VerificationScope(
        Snapshot journal, SchemaSource journalSource, SchemaSource evidence, VerificationOptions options,
        TimeProvider time)
    {
        _journal = journal;
        (JournalSource, Evidence, Options, Time) = (journalSource, evidence, options, time);
    }

    /// <summary>Where the journal lies, for reads that bring their own connection.</summary>
    public SchemaSource JournalSource { get; }

    /// <summary>Where the archive lies; possibly on another server.</summary>
    public SchemaSource Evidence { get; }

    /// <summary>Where the inventory lies; null when nobody named it.</summary>
    public SchemaSource? Inventory { get; internal init; }

    /// <summary>The inventory as of one moment; null when this ledger keeps no stock.</summary>
    internal Snapshot? StockSnapshot { get; init; }

    /// <summary>Where the export to ERPs lies; null when nobody named it.</summary>
    public SchemaSource? Erp { get; internal init; }

    /// <summary>The export as of one moment; null when this ledger exports to no ERP.</summary>
    internal Snapshot? ErpSnapshot { get; init; }

    /// <summary>Where the reads of the providers' APIs lie; null when this ledger confirms nothing.</summary>
    public SchemaSource? Confirmation { get; internal init; }

    /// <summary>Gives a master key of archived bodies by its name; null when it is not at hand.</summary>
    internal Func<string, byte[]?> ArchiveKey { get; init; } = _ => null;

    /// <summary>How patient to be.</summary>
    public VerificationOptions Options { get; }

    /// <summary>The clock of whatever must be waited for.</summary>
    public TimeProvider Time { get; }

    /// <summary>Position of the last event in the snapshot; 0 when there is none.</summary>
    public long Position { get; internal set; }

    /// <summary>A command over the journal's snapshot; statements name tables without their schema.</summary>
    public NpgsqlCommand Journal(string sql, params ReadOnlySpan<object?> values) => _journal.Command(sql, values);

    /// <summary>A command over the inventory's snapshot.</summary>
    /// <exception cref="InvalidOperationException">This ledger keeps no stock.</exception>
    public NpgsqlCommand Stock(string sql) => StockSnapshot is { } stock
        ? stock.Command(sql)
        : throw new InvalidOperationException("This ledger keeps no stock: there is nothing to check.");

    /// <summary>A command over the snapshot of a schema.</summary>
    /// <exception cref="InvalidOperationException">This ledger has no such schema.</exception>
    internal NpgsqlCommand Command(VerifiedPart part, string sql, params ReadOnlySpan<object?> values) => part switch
    {
        VerifiedPart.Journal => _journal.Command(sql, values),
        VerifiedPart.Inventory => Stock(sql),
        _ => ErpSnapshot?.Command(sql, values)
            ?? throw new InvalidOperationException("This ledger exports to no ERP: there is nothing to check."),
    };

    /// <summary>
    /// The difference that a probe over the journal shows: a query that returns nothing when its rule holds, else what,
    /// where, expected, found as text in its first row.
    /// </summary>
    public async Task<Difference?> FirstDifferenceAsync(string probe, CancellationToken ct)
    {
        await using var command = Journal(probe);
        return await SqlCheck.FirstAsync(command, ct);
    }

    internal async Task MarkAsync(CancellationToken ct)
    {
        await _journal.MarkAsync(ct);
        await (StockSnapshot?.MarkAsync(ct) ?? Task.CompletedTask);
        await (ErpSnapshot?.MarkAsync(ct) ?? Task.CompletedTask);
    }

    internal async Task BackToMarkAsync(CancellationToken ct)
    {
        await _journal.BackToMarkAsync(ct);
        await (StockSnapshot?.BackToMarkAsync(ct) ?? Task.CompletedTask);
        await (ErpSnapshot?.BackToMarkAsync(ct) ?? Task.CompletedTask);
    }
}

/// <summary>How patient a verification is with deliveries that are still on their way to archive or journal.</summary>
/// <param name="Wait">How long to wait for missing deliveries.</param>
/// <param name="InFlight">How many may still be missing after that (0 = none).</param>
public sealed record VerificationOptions(TimeSpan Wait = default, long InFlight = 0);
