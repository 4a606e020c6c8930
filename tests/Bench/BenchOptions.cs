namespace Ledger.Bench;

/// <summary>What the caller chose.</summary>
public sealed record BenchOptions
{
    /// <summary>Fewest events that a round may have.</summary>
    public const int EventsMin = 1_000;

    /// <summary>Most events that a round may have: they are kept ready in memory, about 2 kB each.</summary>
    public const int EventsMax = 1_000_000;

    /// <summary>Most rounds.</summary>
    public const int RoundsMax = 100;

    /// <summary>Rounds when nothing is said.</summary>
    public const int RoundsUsual = 5;

    /// <summary>Fewest stored events: more than the few that they stand beside.</summary>
    public const int StoredMin = 200_000;

    /// <summary>Most stored events.</summary>
    public const int StoredMax = 20_000_000;

    /// <summary>Stored events when nothing is said: less than the target's, for the time and the room that takes.</summary>
    public const int StoredUsual = 1_000_000;

    /// <summary>Events or webhooks per round; null for what the scenario has by itself.</summary>
    public int? Events { get; init; }

    /// <summary>Measured rounds of each scenario.</summary>
    public int Rounds { get; init; } = RoundsUsual;

    /// <summary>Events that are stored already where a scenario asks for it.</summary>
    public int Stored { get; init; } = StoredUsual;

    /// <summary>File with pgledger's SQL; null when the caller has none.</summary>
    public string? Pgledger { get; init; }

    /// <summary>Events of a round: the caller's choice, else the scenario's.</summary>
    public int EventsOr(int ofScenario) => Events ?? ofScenario;
}
