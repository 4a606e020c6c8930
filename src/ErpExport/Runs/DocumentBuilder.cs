using System.Runtime.InteropServices;
using Ledger.Accounting;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;
using Ledger.ErpExport.Mapping;
using Ledger.ErpExport.Targets;
using Ledger.MessageBus.Messages;

namespace Ledger.ErpExport.Runs;

/// <summary>
/// Turns entries into documents. Pure: the same entries, mapping and target give the same documents, byte for byte. No entry is taken
/// apart but by currency, so each document balances by itself; none is in two.
/// </summary>
/// <param name="target">The target.</param>
/// <param name="mapping">Its mapping.</param>
/// <param name="capabilities">What its ERP takes.</param>
public sealed class DocumentBuilder(ErpTarget target, ErpMapping mapping, ErpCapabilities capabilities)
{
    /// <summary>Most entries of one document, so that its links stay of a size that can be read.</summary>
    const int EntriesMax = 20_000;

    readonly EntryMapping _entries = new(mapping, capabilities.Currency != CurrencyMode.PerLine);

    /// <summary>Builds the documents of a run.</summary>
    /// <param name="run">Which run it is.</param>
    /// <param name="entries">Its entries, by position.</param>
    /// <param name="firstNumber">Number of its first document; above 1 when documents of the run are built anew.</param>
    public BuiltRun Build(RunHead run, IEnumerable<JournalEntryMessage> entries, int firstNumber = 1)
    {
        var open = new Dictionary<DraftKey, DocumentDraft>();
        var drafts = new List<DocumentDraft>();
        var excluded = new List<long>();
        var accounts = new HashSet<ExcludedAccount>();
        foreach (var entry in entries)
        {
            var mapped = _entries.Map(entry);
            accounts.UnionWith(mapped.ExcludedAccounts.Select(account => new ExcludedAccount(account, entry.BookingDate)));
            if (mapped.Parts.Count == 0)
            {
                excluded.Add(entry.Position);
            }

            foreach (var part in mapped.Parts)
            {
                DraftFor(open, drafts, mapped, part, run).Add(entry, part);
            }
        }

        var finishing = new DocumentFinishing(target, mapping, capabilities);
        return new BuiltRun([.. drafts.Select((draft, n) => finishing.Finish(draft, run, firstNumber + n))], excluded)
        {
            ExcludedAccounts = [.. accounts],
        };
    }

    DocumentDraft DraftFor(
        Dictionary<DraftKey, DocumentDraft> open, List<DocumentDraft> drafts, MappedEntry mapped, MappedPart part, RunHead run)
    {
        // What cannot be mapped stands in documents of its own, so that it stops nothing else.
        var key = new DraftKey(mapped.Company, mapped.Entry.BookingDate, mapped.Journal, part.Currency, mapped.Missing.Count > 0);
        if (run.Mode == ExportMode.Summary && open.TryGetValue(key, out var draft)
            && draft.EntryCount < EntriesMax && draft.LinesWith(part) <= capabilities.MaxLinesPerDocument - 1)
        {
            draft.Missing.UnionWith(mapped.Missing);
            return draft;
        }

        draft = new DocumentDraft(key, mapped, run.Mode);
        open[key] = draft;
        drafts.Add(draft);
        return draft;
    }
}

/// <summary>Which run documents are built for.</summary>
/// <param name="RunId">Its identity.</param>
/// <param name="Number">The target's count of it, from 1.</param>
/// <param name="Mode">Summary or detail.</param>
public sealed record RunHead(Guid RunId, long Number, ExportMode Mode);

/// <summary>The documents of a run.</summary>
/// <param name="Documents">In order of their numbers.</param>
/// <param name="Excluded">Positions of the entries that the mapping excludes as a whole.</param>
public sealed record BuiltRun(IReadOnlyList<BuiltDocument> Documents, IReadOnlyList<long> Excluded)
{
    /// <summary>Accounts whose lines are in no document, because the mapping excludes them on that day.</summary>
    public IReadOnlyList<ExcludedAccount> ExcludedAccounts { get; init; } = [];
}

/// <summary>An account of ours that does not go to the ERP.</summary>
/// <param name="LedgerAccount">Its code.</param>
/// <param name="BookingDate">The booking date on which it does not.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ExcludedAccount(string LedgerAccount, DateOnly BookingDate);

/// <summary>A document with its way back to the journal.</summary>
/// <param name="Document">The document.</param>
/// <param name="Positions">The entries in it, by position.</param>
/// <param name="Links">For each of its lines which entries it is of.</param>
/// <param name="Refusal">Why it cannot be sent as it is; null when it can.</param>
public sealed record BuiltDocument(
    PostingDocument Document, IReadOnlyList<long> Positions, IReadOnlyList<LineLink> Links, ErpRefusal? Refusal);

/// <summary>The entries of one line.</summary>
/// <param name="Line">Number of the line.</param>
/// <param name="Positions">Positions of the journal, rising.</param>
/// <param name="Sha256">Over the entries' positions and ids, in order.</param>
/// <param name="Booked">What was booked, where the line says it in another currency; null where it says it as booked.</param>
public sealed record LineLink(int Line, IReadOnlyList<long> Positions, byte[] Sha256, Money? Booked = null);

/// <summary>What the entries of one document have in common.</summary>
sealed record DraftKey(MappedCompany? Company, DateOnly Date, string? Journal, Currency? Currency, bool Incomplete);
