using System.CommandLine;
using Ledger.Cli.Shell;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Targets;

namespace Ledger.Cli.Erp;

/// <summary><c>ledger erp targets</c>: the ERPs that entries go to, what each can do, and against what that was tested.</summary>
static class TargetsCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build() => new Command("targets", "Lists the targets of the file LEDGER_ERP_TARGETS, and what their ERPs can do.")
        .Runs((context, _) => Task.FromResult(Run(context)));

    static int Run(CommandContext context)
    {
        var read = new TargetsFile(context).Read();
        var mappings = TargetsFile.Mappings(read);
        var targets = read.Select(target => PrintedTarget.Of(target, mappings[target.Name].Version)).ToList();
        if (context.Output.IsJson)
        {
            context.Output.Json(new PrintedTargets(targets), ErpJson.Default.PrintedTargets);
            return ExitCode.Ok;
        }

        var table = new TextTable(
            "Target", "Kind", "Mode", "Mapping", "Closed period", "Sent twice", "Fails together", "Currencies", ">Lines", "Tested");
        foreach (var target in targets)
        {
            var can = target.Capabilities;
            table.Row(
                target.Target, $"{target.Kind}: {target.Title}", target.Mode, target.MappingVersion, target.ClosedPeriod,
                Words(can.Idempotency),
                Words(can.Atomicity) + (can.TwoStepPosting ? ", draft first" : ""), Words(can.Currency), $"{can.MaxLinesPerDocument}",
                Words(target.Tested));
        }

        context.Output.Table(table);
        return ExitCode.Ok;
    }

    static string Words(Idempotency idempotency) => idempotency switch
    {
        Idempotency.ReplayKey => "answered as before",
        Idempotency.UniqueReference => "refused there",
        Idempotency.SearchFirst => "searched for first",
        Idempotency.FileRun => "the same file",
    };

    static string Words(Atomicity atomicity) => atomicity switch
    {
        Atomicity.PerDocument => "each document",
        Atomicity.WholeBatch => "those of a call",
        Atomicity.PerFile => "those of a run",
    };

    static string Words(CurrencyMode mode) => mode switch
    {
        CurrencyMode.HomeOnly => "its own only",
        CurrencyMode.OnePerDocument => "one a document",
        CurrencyMode.PerLine => "each line its own",
    };

    static string Words(Tested tested) => tested switch
    {
        Tested.AgainstTheProduct => "against the product",
        Tested.AgainstSimulator => "against a simulator",
        Tested.Untested => "untested",
        Tested.ByOthers => "by whoever wrote it",
    };
}

/// <summary>A target of the file. No setting is printed: they may hold addresses and ids that are nobody's business.</summary>
/// <param name="Target">Its name.</param>
/// <param name="Kind">The adapter's kind.</param>
/// <param name="Title">The ERP, for people.</param>
/// <param name="Prefix">Start of all its references.</param>
/// <param name="Mode">summary or detail.</param>
/// <param name="ClosedPeriod">hold or next-open.</param>
/// <param name="MappingVersion">Version of its mapping.</param>
/// <param name="Capabilities">What the ERP can do.</param>
/// <param name="Tested">Against what that was tested.</param>
sealed record PrintedTarget(
    string Target, string Kind, string Title, string Prefix, string Mode, string ClosedPeriod, string MappingVersion,
    ErpCapabilities Capabilities,
    Tested Tested)
{
    /// <summary>Of a target.</summary>
    public static PrintedTarget Of(ErpTarget target, string mappingVersion)
    {
        var kind = AllErpAdapters.ByKind[target.Kind];
        return new(
            target.Name, target.Kind, kind.Title, target.Prefix, target.Mode.Word(),
            target.ClosedPeriod == ClosedPeriodPolicy.NextOpenPeriod ? "next-open" : "hold", mappingVersion,
            kind.Capabilities(target.Settings), kind.Tested);
    }
}
