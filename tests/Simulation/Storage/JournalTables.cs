using Ledger.JournalPosting.Events;
using Ledger.JournalPosting.Storage;

namespace Ledger.Simulation.Storage;

/// <summary>The tables of the journal besides those of its store.</summary>
sealed class JournalTables : StoreTables
{
    /// <inheritdoc/>
    public override bool MustBeUnique(string type) => type == JournalEventTypes.EntryPosted;

    public Dictionary<string, StateRow> States { get; } = new(StringComparer.Ordinal);

    public Dictionary<(long Position, int Number), JournalLineRow> Lines { get; } = [];

    public Dictionary<(string Account, string Currency), (decimal Debits, decimal Credits)> Balances { get; } = [];

    public Dictionary<(DateOnly Day, string Account, string Currency), (decimal Debits, decimal Credits)> Days { get; } = [];

    public Dictionary<string, HeldRow[]> Held { get; } = new(StringComparer.Ordinal);

    public HashSet<(string Key, string Stream)> TraceKeys { get; } = [];

    public void ReplaceHolds(string stream, HeldRow[] holds)
    {
        if (holds.Length == 0)
        {
            Held.Remove(stream);
        }
        else
        {
            Held[stream] = holds;
        }
    }

    /// <summary>Adds a batch's sums to the rows that are there.</summary>
    public static void AddUp<TKey>(Dictionary<TKey, (decimal Debits, decimal Credits)> rows, AccountTotals<TKey> sums)
        where TKey : notnull
    {
        var (keys, debits, credits) = (sums.Keys, sums.Debits, sums.Credits);
        for (var n = 0; n < keys.Length; n++)
        {
            var (d, c) = rows.GetValueOrDefault(keys[n]);
            rows[keys[n]] = (d + debits[n], c + credits[n]);
        }
    }
}

/// <summary>A row of <c>payment_state</c>.</summary>
sealed record StateRow(string Status, byte[] State, long Version);

/// <summary>A row of <c>journal_line</c>.</summary>
sealed record JournalLineRow(
    long Position, int Number, string Account, string Currency, bool Debit, long MinorUnits, DateOnly Day);

/// <summary>A row of <c>held_event</c>.</summary>
sealed record HeldRow(Guid EventId, string Stream, string Reason, DateTimeOffset Deadline, bool Overdue);
