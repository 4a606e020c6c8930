namespace Ledger.Faults.Injecting;

/// <summary>
/// Which faults happen in which order: rounds in which every fault occurs once, shuffled, from a seed alone. A run of a
/// few minutes has one round in which faults overlap as much as they can; a longer one also has faults by themselves.
/// </summary>
static class FaultPlan
{
    const double StopSeconds = 20;
    const double DiskSeconds = 10;
    const double SecondsPerStep = 11; // What a step takes with the recovery after it, on average.
    const int ShortMinutes = 5;

    static readonly (FaultKind Kind, FaultTarget Target)[] ToParts =
    [
        (FaultKind.Kill, FaultTarget.Worker), (FaultKind.Kill, FaultTarget.Relay), (FaultKind.Kill, FaultTarget.Gateway),
        (FaultKind.Kill, FaultTarget.Postgres), (FaultKind.Kill, FaultTarget.RabbitMq),
        (FaultKind.Restart, FaultTarget.Postgres), (FaultKind.Restart, FaultTarget.RabbitMq),
        (FaultKind.Stop, FaultTarget.Relay), (FaultKind.Stop, FaultTarget.Gateway), (FaultKind.Stop, FaultTarget.Postgres),
        (FaultKind.Stop, FaultTarget.RabbitMq), (FaultKind.FullDisk, FaultTarget.Postgres),
    ];

    static readonly FaultTarget[] Lines =
        [FaultTarget.SenderGateway, FaultTarget.GatewayBroker, FaultTarget.WorkerBroker, FaultTarget.WorkerDatabase];

    static readonly FaultKind[] ToLines = [FaultKind.Reset, FaultKind.Stall, FaultKind.HalfOpen, FaultKind.Slow];

    /// <summary>Names of all faults there are; each occurs in every run.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. ToParts.Select(one => new Fault(one.Kind, one.Target).Name), .. Beside(new Random(0), 1).Select(fault => fault.Name)];

    /// <summary>The steps of a run.</summary>
    /// <param name="seed">Seed of chance.</param>
    /// <param name="minutes">How long the run shall last.</param>
    public static IReadOnlyList<FaultStep> Of(int seed, int minutes)
    {
        var random = new Random(seed);
        var steps = new List<FaultStep>();
        do
        {
            steps.AddRange(minutes <= ShortMinutes ? Dense(random) : Loose(random));
        }
        while (steps.Sum(Estimate) < minutes * 60);

        return steps;
    }

    // Every fault to a part with a share of the others: more beside one that lasts.
    static List<FaultStep> Dense(Random random)
    {
        var beside = new Queue<Fault>(Beside(random, lineSeconds: 5));
        var parts = Parts(random);
        return
        [
            .. parts.Select((part, n) => new FaultStep(part, [.. Take(
                beside, n == parts.Length - 1 ? beside.Count : part.Kind == FaultKind.Stop ? 3 : 1)])),
        ];
    }

    static List<FaultStep> Loose(Random random)
    {
        var beside = new Queue<Fault>(Beside(random, lineSeconds: 2 + (random.NextDouble() * 18)));
        var steps = Parts(random).Select(part => new FaultStep(part, [.. Take(beside, random.Next(2))])).ToList();
        while (beside.Count > 0)
        {
            steps.Add(new FaultStep(null, [.. Take(beside, 1)]));
        }

        var shuffled = steps.ToArray();
        random.Shuffle(shuffled);
        return [.. shuffled];
    }

    static Fault[] Parts(Random random)
    {
        var parts = ToParts.Select(one => new Fault(one.Kind, one.Target, one.Kind switch
        {
            FaultKind.Stop => StopSeconds,
            FaultKind.FullDisk => DiskSeconds,
            _ => 0,
        })).ToArray();
        random.Shuffle(parts);
        return parts;
    }

    static Fault[] Beside(Random random, double lineSeconds)
    {
        Fault[] all =
        [
            .. from kind in ToLines
               from line in Lines
               select new Fault(kind, line, kind is FaultKind.Stall or FaultKind.Slow ? Math.Round(lineSeconds) : 0),
            .. from kind in (FaultKind[])[FaultKind.ClockAhead, FaultKind.ClockBack]
               from target in (FaultTarget[])[FaultTarget.Gateway, FaultTarget.Worker]
               select new Fault(kind, target, Math.Round(lineSeconds), random.Next(6, 600)),
        ];
        random.Shuffle(all);
        return all;
    }

    static IEnumerable<Fault> Take(Queue<Fault> faults, int most)
    {
        for (var n = 0; n < most && faults.Count > 0; n++)
        {
            yield return faults.Dequeue();
        }
    }

    static double Estimate(FaultStep step) =>
        SecondsPerStep + Math.Max(step.ToPart?.Seconds ?? 0, step.Beside.Sum(fault => fault.Seconds));
}
