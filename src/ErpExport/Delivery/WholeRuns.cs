using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Storage;
using Ledger.ErpExport.Targets;

namespace Ledger.ErpExport.Delivery;

/// <summary>
/// Runs that go as files. A file holds all documents of its run as they were cut: it is written when none of them waits for a person, and
/// until then the others are held, without a clock: they go on when what they wait for has left its state, by whatever way.
/// </summary>
sealed class WholeRuns(ErpTarget target, ErpReads reads, StepWriter steps, TimeProvider time)
{
    const int NamedMax = 3;

    /// <summary>Documents of the first run among those that are due which may be sent now; what may not is held.</summary>
    public async Task<IReadOnlyList<KeptDocument>> ReadyAsync(IReadOnlyList<KeptDocument> due, CancellationToken ct)
    {
        var run = await reads.OfRunAsync(target.Name, due.Min(kept => kept.Standing.RunNumber), ct);
        var open = run.Where(kept => kept.Standing.State is DocumentState.Planned or DocumentState.Unknown or DocumentState.Throttled);
        if (!run.Any(KeepsOpen))
        {
            return [.. open, .. await ReleaseAsync(run.Where(GoesOnByItself), ct)];
        }

        // Those with a date of their own (the folder was not to be written) are due again by it, and wait with the others from then on.
        var again = await ReleaseAsync(
            run.Where(kept => kept.Standing is { State: DocumentState.Held, DueAt: { } at } && at <= time.GetUtcNow()), ct);
        await steps.TakeAsync(
            [.. open.Where(IsOfRunsFile), .. again], DocumentState.Held, step => step with { Why = Incomplete(run) }, ct);
        return [.. open.Where(kept => !IsOfRunsFile(kept))];
    }

    /// <summary>All documents that stand in the files in which some are sent: a file is written anew with all that is in it.</summary>
    public async Task<IReadOnlyList<KeptDocument>> FiledWithAsync(IReadOnlyList<KeptDocument> sending, CancellationToken ct)
    {
        var references = sending.Select(kept => kept.Standing.Reference).ToHashSet();
        var withRunsFile = sending.Any(IsOfRunsFile);
        return [.. (await reads.OfRunAsync(target.Name, sending[0].Standing.RunNumber, ct))
            .Where(kept => references.Contains(kept.Standing.Reference) || (withRunsFile && IsOfRunsFile(kept)))];
    }

    /// <summary>Why a run cannot be written; null when it can.</summary>
    public static ErpRefusal? Incomplete(IReadOnlyList<KeptDocument> run)
    {
        string[] named = [.. run.Where(KeepsOpen).Select(kept => $"{kept.Standing.Reference} is {kept.Standing.State.Word()}")];
        var more = named.Length > NamedMax ? $", and {named.Length - NamedMax} more wait" : "";
        return named.Length == 0 ? null : new ErpRefusal(
            ErpReason.RunIncomplete,
            $"Its file is written with all documents of run {run[0].Standing.RunNumber}; {string.Join(", ", named.Take(NamedMax))}{more}.");
    }

    // What the reader of a file refuses is in it.
    static bool KeepsOpen(KeptDocument kept) => IsOfRunsFile(kept) && kept.Standing switch
    {
        { State: DocumentState.Rejected, Reason: not ErpReason.RefusedByErp } => true,
        { State: DocumentState.Held } => !GoesOnByItself(kept),
        _ => false,
    };

    static bool GoesOnByItself(KeptDocument kept) =>
        kept.Standing is { State: DocumentState.Held, Reason: ErpReason.RunIncomplete } or { State: DocumentState.Held, DueAt: not null };

    // What was mapped anew goes in a file of its own.
    static bool IsOfRunsFile(KeptDocument kept) => kept.Standing.Generation == 1;

    Task<IReadOnlyList<KeptDocument>> ReleaseAsync(IEnumerable<KeptDocument> held, CancellationToken ct) =>
        steps.TakeAsync([.. held], DocumentState.Planned, step => step with { DueAt = time.GetUtcNow() }, ct);
}
