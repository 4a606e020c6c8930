using System.Diagnostics;
using Ledger.Faults.Injecting;

namespace Ledger.Faults;

/// <summary>Takes the steps of a plan, one after the other, and measures how long effects need to flow again.</summary>
sealed class FaultSteps(FaultInjector injector, Flow flow, IProgress<string> progress)
{
    static readonly TimeSpan RecoverWithin = TimeSpan.FromSeconds(90);
    readonly Stopwatch _clock = Stopwatch.StartNew();
    readonly Lock _gate = new();

    /// <summary>How often each fault happened.</summary>
    public Dictionary<string, int> Happened { get; } = new(StringComparer.Ordinal);

    /// <summary>Faults that cannot happen here, and why.</summary>
    public Dictionary<string, string> Skipped { get; } = new(StringComparer.Ordinal);

    /// <summary>What was found on the way, in words.</summary>
    public List<string> Violations { get; } = [];

    /// <summary>The steps as they happened.</summary>
    public List<string> Log { get; } = [];

    /// <summary>All recoveries.</summary>
    public List<Recovery> Recoveries { get; } = [];

    /// <summary>How long it has been at it.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>
    /// Takes steps until the time is over, but at least until each fault has happened once; the first of a plan's
    /// steps make sure of that.
    /// </summary>
    public async Task RunAsync(IReadOnlyList<FaultStep> plan, TimeSpan time, CancellationToken ct)
    {
        var missing = FaultPlan.Names.ToHashSet(StringComparer.Ordinal);
        foreach (var (number, step) in plan.Index())
        {
            if (missing.Count == 0 && _clock.Elapsed >= time)
            {
                return;
            }

            Tell($"{number + 1}/{plan.Count} {step}");
            await StepAsync(step, ct);
            Elapsed = _clock.Elapsed;
            missing.ExceptWith(step.All.Select(fault => fault.Name));
        }
    }

    async Task StepAsync(FaultStep step, CancellationToken ct)
    {
        await Task.WhenAll(ApplyAsync(step.ToPart is null ? [] : [step.ToPart], ct), ApplyAsync(step.Beside, ct));
        var moved = await flow.AgainWithinAsync(RecoverWithin, ct);
        var parts = string.Join(", ", Flow.Stages.Select(name => moved.TryGetValue(name, out var after)
            ? $"{name} {after.TotalSeconds:0.0} s" : $"{name} NOT"));
        var complete = moved.Count == Flow.Stages.Count;
        Recoveries.Add(new Recovery((complete ? moved.Values.Max() : RecoverWithin).TotalSeconds, step.ToString()));
        Tell($"  flows again: {parts}; {flow.OnTheirWay} webhooks on their way");
        if (!complete)
        {
            Violations.Add($"{RecoverWithin.TotalSeconds:0} s after '{step}' not everything flowed again: {parts}");
        }
    }

    async Task ApplyAsync(IReadOnlyList<Fault> faults, CancellationToken ct)
    {
        foreach (var fault in faults)
        {
            var failure = injector.WhyNot(fault) is null ? await TryAsync(fault, ct) : null;
            lock (_gate)
            {
                if (injector.WhyNot(fault) is { } reason)
                {
                    Skipped[fault.Name] = reason;
                }
                else if (failure is not null)
                {
                    Violations.Add($"'{fault}' could not be injected or undone: {failure.Message}");
                }
                else
                {
                    Happened[fault.Name] = Happened.GetValueOrDefault(fault.Name) + 1;
                }
            }
        }
    }

    async Task<Exception?> TryAsync(Fault fault, CancellationToken ct)
    {
        try
        {
            await injector.ApplyAsync(fault, ct);
            return null;
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            return failure;
        }
    }

    void Tell(string text)
    {
        var line = $"[{_clock.Elapsed:mm\\:ss}] {text}";
        Log.Add(line);
        progress.Report(line);
    }
}
