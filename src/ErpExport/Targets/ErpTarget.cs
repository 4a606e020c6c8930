namespace Ledger.ErpExport.Targets;

/// <summary>One ERP that entries go to, as the file of targets names it.</summary>
public sealed record ErpTarget
{
    readonly TimeSpan? _cutEvery;

    /// <summary>Its name: 1 to 30 of a–z, 0–9 and <c>-</c>; stands in streams, routing keys and commands.</summary>
    public required string Name { get; init; }

    /// <summary>The adapter's kind; <see cref="OutsideKind"/> for an adapter that somebody else runs.</summary>
    public required string Kind { get; init; }

    /// <summary>Start of all its references: 1 to 4 of A–Z and 0–9, one for each ledger that exports to the same ERP.</summary>
    public required string Prefix { get; init; }

    /// <summary>One document for each entry, or for each day of a run.</summary>
    public ExportMode Mode { get; init; } = ExportMode.Summary;

    /// <summary>
    /// How long the first entry waits for others before a run is cut; a run covers positions of the journal, whenever it is cut. Zero
    /// cuts at once. A quarter of an hour by default, and at once in detail mode.
    /// </summary>
    public TimeSpan CutEvery { get => _cutEvery ?? CutEveryOf(Mode); init => _cutEvery = value; }

    /// <summary>What becomes of documents for a closed period.</summary>
    public ClosedPeriodPolicy ClosedPeriod { get; init; } = ClosedPeriodPolicy.Hold;

    /// <summary>Position of the journal behind which the export begins; 0 for all of it. Counts only for the first run.</summary>
    public long StartAfter { get; init; }

    /// <summary>File of the mapping, relative to the file of targets.</summary>
    public required string MappingPath { get; init; }

    /// <summary>After how long a posted document that the ERP does not show becomes an exception.</summary>
    public TimeSpan MissingAfter { get; init; } = TimeSpan.FromHours(4);

    /// <summary>How often changes are read, to confirm what was posted.</summary>
    public TimeSpan ConfirmEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>What its adapter needs: addresses, ids, secrets.</summary>
    public TargetSettings Settings { get; init; } = TargetSettings.None;

    /// <summary>How long entries wait in a mode where nothing else is said.</summary>
    internal static TimeSpan CutEveryOf(ExportMode mode) => mode == ExportMode.Detail ? TimeSpan.Zero : TimeSpan.FromMinutes(15);

    /// <summary>Kind of a target whose adapter is outside: it takes documents from <c>ledger.erp</c> and acknowledges them.</summary>
    public const string OutsideKind = "outside";

    /// <summary>True when the adapter is somebody else's.</summary>
    public bool IsOutside => Kind == OutsideKind;
}

/// <summary>How entries become documents.</summary>
public enum ExportMode
{
    /// <summary>One document for each company, booking date, journal and run, its lines summed by account and dimensions, debits and
    /// credits gross.</summary>
    Summary,

    /// <summary>One document for each journal entry.</summary>
    Detail,
}

/// <summary>What becomes of documents for a closed period.</summary>
public enum ClosedPeriodPolicy
{
    /// <summary>They wait for a person to open it.</summary>
    Hold,

    /// <summary>A document dated on the first open day is made in place of it, once a person has approved that.</summary>
    NextOpenPeriod,
}
