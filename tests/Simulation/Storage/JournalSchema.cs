using Ledger.Accounting;
using Ledger.JournalPosting.States;
using Ledger.JournalPosting.Storage;
using Ledger.Simulation.Kernel;
using States = System.Collections.Generic.IReadOnlyDictionary<string, Ledger.JournalPosting.States.PaymentState>;

namespace Ledger.Simulation.Storage;

/// <summary>How the journal reads and writes its tables.</summary>
sealed class JournalSchema(JournalTables tables) : ISimulatedSchema<States, ReadModelChanges>
{
    public Task<States> LoadAsync(Session session, Step step, IReadOnlyCollection<string> keys) =>
        session.CallAsync<States>(step, () => keys.Where(tables.States.ContainsKey).ToDictionary(
            stream => stream, stream => PaymentStateJson.Read(tables.States[stream].State), StringComparer.Ordinal));

    public Action Write(ReadModelChanges changes)
    {
        foreach (var line in changes.Lines)
        {
            if (tables.Lines.ContainsKey((line.Position, line.Index)))
            {
                throw StoreException.Duplicate("journal_line_pk");
            }

            if (line.Line.MinorUnits <= 0)
            {
                throw new StoreException("23514", "journal_line_amount_is_positive");
            }
        }

        var states = changes.Streams.ToDictionary(
            stream => stream.Key,
            stream => new StateRow(
                stream.Value.After.Status,
                PaymentStateJson.Write(stream.Value.After), stream.Value.Version),
            StringComparer.Ordinal);
        return () =>
        {
            foreach (var (stream, state) in states)
            {
                tables.States[stream] = state;
            }

            WriteHoldsAndKeys(changes);
            foreach (var line in changes.Lines)
            {
                tables.Lines.Add((line.Position, line.Index), new JournalLineRow(
                    line.Position, line.Index, line.Line.Account, line.Line.Currency, line.Line.Side == Side.Debit,
                    line.Line.MinorUnits, line.BookingDate));
            }

            JournalTables.AddUp(tables.Balances, changes.Totals.Accounts);
            JournalTables.AddUp(tables.Days, changes.Totals.Days);
        };
    }

    /// <summary>As the statements do it: holds of a moved stream are replaced, keys are only ever added.</summary>
    void WriteHoldsAndKeys(ReadModelChanges changes)
    {
        foreach (var (stream, change) in changes.Streams)
        {
            if (!ReferenceEquals(change.Before.Held, change.After.Held))
            {
                tables.ReplaceHolds(stream, [.. change.After.Held.Select(held => new HeldRow(
                    held.Event.EventId, stream, held.Reason, WrittenRows.Micro(held.Deadline), held.Overdue))]);
            }

            foreach (var key in change.After.TraceKeys.Skip(change.Before.TraceKeys.Count))
            {
                tables.TraceKeys.Add((key, stream));
            }
        }
    }
}
