using Ledger.ErpExport.TieOuts;

namespace Ledger.ErpExport.Queries;

/// <summary>How the export to one target goes.</summary>
public sealed record TargetStatus
{
    /// <summary>The target.</summary>
    public required string Target { get; init; }

    /// <summary>Its last run; 0 before the first.</summary>
    public required long RunNumber { get; init; }

    /// <summary>Last position of the journal that is cut.</summary>
    public required long CutTo { get; init; }

    /// <summary>Position of the last entry that has arrived; 0 when none has.</summary>
    public required long LastEntry { get; init; }

    /// <summary>Entries that are posted and not cut yet: those that have arrived, and those of <see cref="NotReceived"/>.</summary>
    public required long Waiting { get; init; }

    /// <summary>
    /// Entries that the journal has posted behind the last one that has arrived; null when the journal lies in another database.
    /// </summary>
    public long? NotReceived { get; init; }

    /// <summary>Documents by the word of their state; only states that some are in.</summary>
    public required IReadOnlyDictionary<string, long> Documents { get; init; }

    /// <summary>Unknown for longer than an hour.</summary>
    public long UnknownLong { get; init; }

    /// <summary>Entries in the ERP that no document stands for as posted, and that nobody has closed.</summary>
    public long OpenFindings { get; init; }

    /// <summary>True when a process sends for it.</summary>
    public bool HasSender { get; init; }

    /// <summary>True when a person has paused it.</summary>
    public bool Paused { get; init; }

    /// <summary>Why; null when nobody said.</summary>
    public string? PauseReason { get; init; }

    /// <summary>True when it was paused and is no longer in the file of targets: nobody expects it to go on.</summary>
    public bool Retired { get; init; }

    /// <summary>What keeps it from going on; null when nothing does.</summary>
    public string? Trouble { get; init; }

    /// <summary>How far its changes are read, by the ERP's clock; null when they never were.</summary>
    public DateTimeOffset? Watermark { get; init; }

    /// <summary>When its changes were read last; null when they never were.</summary>
    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>The last comparison of balances; null when there was none.</summary>
    public TieOutSummary? TieOut { get; init; }

    /// <summary>Documents of a state.</summary>
    public long Count(string state) => Documents.GetValueOrDefault(state);

    /// <summary>What a person must look at; empty when all goes by itself.</summary>
    public IReadOnlyList<string> NeedsPerson => field ??= Retired ? [] : [.. new[]
    {
        Paused ? $"paused{(PauseReason is null ? "" : $": {PauseReason}")}" : null,
        Trouble,
        // A process that ends without a word is missed when its right to send has run out: nobody has sent for as long as that lasts.
        HasSender ? null : "no process sends for it",
        Told(Count("held"), "held"), Told(Count("rejected"), "rejected"), Told(Count("mismatch"), "not as sent"),
        Told(UnknownLong, "unknown for over an hour"),
        OpenFindings == 0 ? null : $"{OpenFindings} {(OpenFindings == 1 ? "entry" : "entries")} in the ERP that no document stands for",
        TieOut is { Result: TieOutResult.Differs } ? $"balances differ ({TieOut.Unexplained} unexplained)" : null,
    }.OfType<string>()];

    static string? Told(long count, string what) => count == 0 ? null : $"{count} {(count == 1 ? "document" : "documents")} {what}";
}
