using Ledger.Simulation.Kernel;
using Ledger.Simulation.Stories;

namespace Ledger.Simulation.Shrinking;

/// <summary>A plan in words, in order of time, and the command line that runs it again.</summary>
public static class History
{
    /// <summary>One line for each message and each fault.</summary>
    public static IReadOnlyList<string> Of(Plan plan) =>
    [
        .. plan.Sendings.Select(sending => (sending.Phase, sending.Offset, Line: Show(sending)))
            .Concat(plan.Faults.Select(fault => (fault.Phase, fault.Offset, Line: Show(fault))))
            .OrderBy(item => item.Phase).ThenBy(item => item.Offset)
            .Select(item => $"phase {item.Phase} +{item.Offset.TotalSeconds:0.000} s  {item.Line}"),
    ];

    /// <summary>The command that runs exactly this plan.</summary>
    public static string Replay(Plan plan) =>
        $"./ledger simulate --seed {plan.Seed} --steps {plan.Steps}{(plan.Salt == 0 ? "" : $" --salt {plan.Salt}")} --keep {string.Join(',', plan.Keys())}";

    static string Show(Sending sending)
    {
        var fact = sending.Fact;
        var amount = fact.Gross is { } gross ? $" {gross} {fact.Currency}" : "";
        return $"{sending.Key}: {fact.Class}{(fact.Variant is null ? "" : "/" + fact.Variant)} {fact.Thing}{amount}"
            + $" of {fact.At:yyyy-MM-dd HH:mm:ss}, message {sending.MessageName}"
            + (sending.Form == WireForm.Current ? "" : $", {sending.Form}");
    }

    static string Show(Fault fault) => $"{fault.Key}: {fault}";
}
