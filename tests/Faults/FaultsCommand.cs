using System.CommandLine;
using System.Security.Cryptography;
using Ledger.Faults.Checking;
using Ledger.Faults.Injecting;
using Ledger.Faults.Parts;
using Ledger.LocalStack;

namespace Ledger.Faults;

/// <summary><c>ledger faults</c>: breaks whatever can break while webhooks come in, and proves that none was lost or doubled.</summary>
static class FaultsCommand
{
    const int MinutesMax = 24 * 60;

    /// <summary>Builds the command.</summary>
    public static RootCommand Build()
    {
        var minutes = new Option<int>("--minutes")
        {
            Description = $"How long things are broken (1 to {MinutesMax:N0}); each fault happens at least once, which takes three.",
            DefaultValueFactory = _ => 10,
        };
        minutes.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > MinutesMax)
            {
                result.AddError($"--minutes must be from 1 to {MinutesMax}.");
            }
        });
        var seed = new Option<int?>("--seed") { Description = "Seed of chance: same seed, same stories and same order of faults." };
        var json = new Option<bool>("--json") { Description = "One JSON object on standard output; all else on standard error." };
        var sabotage = new Option<string[]>("--sabotage") { Hidden = true };
        sabotage.AcceptOnlyFromAmong([.. Sabotage.Names]);
        var root = new RootCommand(
            "Sends webhooks as a provider does while processes are killed and stopped, servers restarted, disks filled, "
            + "connections cut and clocks moved; then proves that everything acknowledged has exactly one effect. "
            + $"Faults: {string.Join(", ", FaultPlan.Names.Order(StringComparer.Ordinal))}.")
        {
            minutes, seed, json, sabotage, Role("worker", ProductRoles.WorkerAsync), Role("gateway", ProductRoles.GatewayAsync),
        };
        root.SetAction((parsed, ct) => RunAsync(
            new FaultRunOptions(
                parsed.GetValue(minutes), parsed.GetValue(seed) ?? RandomNumberGenerator.GetInt32(1, 1_000_000),
                parsed.GetValue(sabotage) ?? []),
            parsed.GetValue(json), ct));
        return root;
    }

    static async Task<int> RunAsync(FaultRunOptions options, bool json, CancellationToken ct)
    {
        var progress = new ProgressWriter(Console.Error);
        var report = await new FaultRun(options, StackFolder.OfThisProgram(), progress).RunAsync(ct);
        report.Print(json);
        return report.Ok ? 0 : 1;
    }

    // Hidden: how the run starts the product's processes.
    static Command Role(string name, Func<Task<int>> run)
    {
        var role = new Command(name) { Hidden = true };
        role.SetAction((_, _) => run());
        return role;
    }
}
