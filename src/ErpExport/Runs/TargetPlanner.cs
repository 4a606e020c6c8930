using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Mapping;
using Ledger.ErpExport.Storage;
using Ledger.ErpExport.Targets;
using Ledger.MessageBus.Messages;
using Microsoft.Extensions.Logging;

namespace Ledger.ErpExport.Runs;

/// <summary>
/// Cuts the runs of a target: by positions of the journal, from where the last run ended to the last entry before which none is missing.
/// When a run is cut is a matter of time; what is in it is not.
/// </summary>
sealed class TargetPlanner(
    ErpTarget target, ErpCapabilities capabilities, ErpMapping mapping, ErpReads reads, ErpWriter writer, ErpTroubles troubles,
    TimeProvider time, ILogger logger)
{
    /// <summary>Most entries of a run. More follow at once.</summary>
    const int SummaryEntriesMax = 20_000;

    /// <summary>Most entries of a run in detail mode, each of which is a document.</summary>
    const int DetailEntriesMax = 2_000;

    /// <summary>
    /// Least time between two runs where entries do not wait for others: an entry that comes after a rest is cut at once, and the count
    /// of runs lasts for years.
    /// </summary>
    static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);

    readonly DocumentBuilder _builder = new(target, mapping, capabilities);
    long _toldMissingBehind = -1;
    long? _lastCut;

    /// <summary>Cuts a run if it is time for one.</summary>
    /// <returns>True when one was cut: more may wait.</returns>
    public async Task<bool> CutAsync(CancellationToken ct)
    {
        if (target.CutEvery < Pace && _lastCut is { } last && Pace - time.GetElapsedTime(last) is { Ticks: > 0 } rest)
        {
            await Task.Delay(rest, time, ct);
        }

        var standing = await reads.TargetAsync(target.Name, ct);
        if (standing.Paused)
        {
            return false;
        }

        var from = standing.RunNumber == 0 ? Math.Max(standing.CutTo, target.StartAfter) : standing.CutTo;
        var most = target.Mode == ExportMode.Detail ? DetailEntriesMax : SummaryEntriesMax;
        var entries = Unbroken(await reads.EntriesAfterAsync(from, most, ct), from);
        await TellMissingAsync(ct);
        if (entries.Count == 0 || !IsTime(entries, most, standing.CutRequested))
        {
            return false;
        }

        var run = new RunHead(Guid.CreateVersion7(time.GetUtcNow()), standing.RunNumber + 1, target.Mode);
        _lastCut = time.GetTimestamp();
        var built = _builder.Build(run, entries);
        var cut = new ErpMessage.Cut(target.Name, run, from, entries[^1].Position, mapping.Version, entries.Count, built);
        var outcome = await writer.CommitAsync(cut, ct);
        if (outcome.IsDone)
        {
            logger.RunCut(target.Name, run.Number, from, cut.CutTo, cut.Entries, built.Documents.Count);
        }

        return true;
    }

    bool IsTime(IReadOnlyList<JournalEntryMessage> entries, int most, bool requested) =>
        requested || entries.Count == most || time.GetUtcNow() - entries[0].RecordedAt >= target.CutEvery;

    /// <summary>Entries up to the first before which one is missing.</summary>
    IReadOnlyList<JournalEntryMessage> Unbroken(IReadOnlyList<JournalEntryMessage> entries, long from)
    {
        _missing = null;
        for (var n = 0; n < entries.Count; n++)
        {
            if (entries[n].PreviousPosition > (n == 0 ? from : entries[n - 1].Position))
            {
                _missing = (n == 0 ? from : entries[n - 1].Position, entries[n]);
                return [.. entries.Take(n)];
            }
        }

        return entries;
    }

    (long Behind, JournalEntryMessage Next)? _missing;

    /// <summary>A gap is ordinary for a moment: messages overtake one another. One that stays is told.</summary>
    async Task TellMissingAsync(CancellationToken ct)
    {
        if (_missing is { } gap && time.GetUtcNow() - gap.Next.RecordedAt > TimeSpan.FromSeconds(10))
        {
            if (_toldMissingBehind != gap.Behind)
            {
                _toldMissingBehind = gap.Behind;
                logger.EntriesMissing(target.Name, gap.Behind, gap.Next.Position, gap.Next.PreviousPosition ?? 0);
            }

            await troubles.TellAsync(
                "entries",
                $"entries between positions {gap.Behind} and {gap.Next.Position} have not arrived; "
                + $"'ledger erp replay --from {gap.Behind}' sends them again",
                ct);
        }
        else
        {
            await troubles.TellAsync("entries", null, ct);
        }
    }
}
