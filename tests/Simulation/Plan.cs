using Ledger.Simulation.Kernel;
using Ledger.Simulation.Stories;

namespace Ledger.Simulation;

/// <summary>All that a run depends on: what is sent, what goes wrong, and by which rules the ledger is kept.</summary>
public sealed record Plan
{
    /// <summary>Active phases; between them the clock jumps by hours.</summary>
    public const int Phases = 6;

    /// <summary>How long a phase lasts.</summary>
    public static readonly TimeSpan PhaseLasts = TimeSpan.FromSeconds(5);

    static readonly TimeSpan FaultsWithin = TimeSpan.FromSeconds(4);

    /// <summary>Seed of everything.</summary>
    public required long Seed { get; init; }

    /// <summary>Payment stories before anything was dropped.</summary>
    public required int Steps { get; init; }

    /// <summary>Other salt, other delays: the same is sent and the same goes wrong, but not at quite the same instant.</summary>
    public int Salt { get; init; }

    /// <summary>First instant; often the end of a month.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>How the ledger day is derived.</summary>
    public required string BookingDay { get; init; }

    /// <summary>Profiles of the matrix.</summary>
    public required IReadOnlyList<string> Profiles { get; init; }

    /// <summary>Most messages that the writer takes at once; few, and it decides ahead.</summary>
    public required int MaxBatch { get; init; }

    /// <summary>What the shop sells, and by which stock policy.</summary>
    public required ShopPlan Shop { get; init; }

    /// <summary>What is sent.</summary>
    public required IReadOnlyList<Sending> Sendings { get; init; }

    /// <summary>What goes wrong.</summary>
    public required IReadOnlyList<Fault> Faults { get; init; }

    /// <summary>Stories that are still told.</summary>
    public int Stories => Sendings.Select(sending => sending.Story).Distinct().Count();

    /// <summary>Makes the plan of a seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="steps">How many payments, payouts and fees there are.</param>
    public static Plan Of(long seed, int steps)
    {
        var dice = new Dice(seed, 0);
        var month = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(dice.Next(24));
        var start = month - TimeSpan.FromHours(dice.Next(90)) - dice.Upto(TimeSpan.FromHours(1));
        var shop = ShopPlan.Of(seed, steps);
        return new Plan
        {
            Seed = seed,
            Steps = steps,
            Start = start,
            BookingDay = dice.Of("utc-day", "utc-day", "zone:Europe/Berlin", "zone:Asia/Kolkata", "zone:America/Phoenix", "zone:Asia/Tokyo"),
            Profiles = dice.Percent(20) ? ["cash-on-capture"] : [],
            MaxBatch = new Dice(seed, 8).Of(2, 5, 40),
            Shop = shop,
            Sendings =
            [
                .. Enumerable.Range(0, steps).SelectMany(story => StoryTeller.Tell(seed, story, Phases, start, shop)),
                .. ShopStories.FirstDelivery(seed, steps, shop),
            ],
            Faults = [.. Enumerable.Range(0, 2 + (steps / 6)).Select(n => FaultOf(seed, n))],
        };
    }

    /// <summary>How long the clock jumps behind a phase: now and then past the deadline of holds.</summary>
    public static TimeSpan JumpAfter(long seed, int phase) => new Dice(seed, 3, phase).Upto(TimeSpan.FromHours(40));

    /// <summary>When a phase begins.</summary>
    public static DateTimeOffset StartOf(int phase, long seed, DateTimeOffset start) => Enumerable.Range(0, phase)
        .Aggregate(start, (at, before) => at + PhaseLasts + JumpAfter(seed, before));

    /// <summary>The plan without what is not named in the list of <see cref="Keys"/>.</summary>
    /// <exception cref="FormatException">The list names what is not in the plan.</exception>
    public Plan Keeping(string list)
    {
        var keys = list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToHashSet(StringComparer.Ordinal);
        var kept = this with
        {
            Sendings = [.. Sendings.Where(sending => keys.Contains(sending.Key))],
            Faults = [.. Faults.Where(fault => keys.Contains(fault.Key))],
        };
        var unknown = keys.Except(kept.Keys(), StringComparer.Ordinal).ToList();
        return unknown.Count == 0
            ? kept
            : throw new FormatException($"The plan of seed {Seed} with {Steps} steps has no {string.Join(", ", unknown)}.");
    }

    /// <summary>Names of all that is sent, such as <c>12.0</c>, and of all faults, such as <c>f3</c>.</summary>
    public IEnumerable<string> Keys() => Sendings.Select(sending => sending.Key).Concat(Faults.Select(fault => fault.Key));

    static Fault FaultOf(long seed, int number)
    {
        var dice = new Dice(seed, 2, number);
        var kind = dice.Of(
            FaultKind.Kill, FaultKind.Kill, FaultKind.Break, FaultKind.Break, FaultKind.Break, FaultKind.Pause, FaultKind.Away,
            FaultKind.ForeignAppend);
        var step = dice.Percent(35) ? Step.Commit : (Step)dice.Next(Enum.GetValues<Step>().Length);
        var lasts = dice.Percent(25) ? dice.Upto(TimeSpan.FromSeconds(40)) : dice.Upto(TimeSpan.FromSeconds(2));
        return new Fault(number, dice.Next(Phases), dice.Upto(FaultsWithin), kind, step, dice.Percent(50), lasts);
    }
}
