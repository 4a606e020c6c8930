using System.CommandLine;
using System.Text.Json.Serialization;
using Ledger.Cli.Shell;
using Ledger.Contract;

namespace Ledger.Cli.Contract;

/// <summary><c>ledger contract</c>: what others may read on the bus and say there, as JSON Schemas and an AsyncAPI document.</summary>
static class ContractCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        var folder = new Option<string>("--out")
        {
            Description = "Where asyncapi.yaml and schemas/ are; below schemas/frozen/ stand the released ones, which are only read.",
            DefaultValueFactory = _ => "docs",
        };
        var check = new Option<bool>("--check")
        {
            Description = "Writes nothing; exit code 1 with the difference when a file is not what the code gives.",
        };
        return new Command(
            "contract",
            "Writes the JSON Schemas and the AsyncAPI document of all messages, and compares them with those that were released.")
        {
            folder, check,
        }.Runs((context, _) => Task.FromResult(Run(context, context.Get(folder)!, context.Get(check))));
    }

    static int Run(CommandContext context, string folder, bool check)
    {
        var (files, breaks) = Read(folder);
        var differences = files.Differences(folder);
        if (!check)
        {
            Write(files, folder);
        }

        var good = breaks.Count == 0 && (!check || differences.Count == 0);
        if (context.Output.IsJson)
        {
            var printed = new PrintedContract(folder, [.. files.All.Keys], differences, breaks);
            context.Output.Json(printed, ContractJson.Default.PrintedContract);
            return good ? ExitCode.Ok : ExitCode.No;
        }

        foreach (var line in differences.Where(_ => check).Concat(breaks.Select(broken => $"Not compatible: {broken}")))
        {
            context.Output.Line(line);
        }

        context.Output.Verdict(good, Verdict(files, folder, check, breaks.Count > 0, differences.Count > 0));
        return good ? ExitCode.Ok : ExitCode.No;
    }

    static string Verdict(ContractFiles files, string folder, bool check, bool isBroken, bool differs) =>
        isBroken ? "Who reads messages by a released schema could not read these: a change like this needs a new major version."
        : !check ? $"{files.All.Count} files in {folder} are what the code gives."
        : differs ? $"{folder} is not what the code gives: run 'ledger contract --out {folder}' and look at the difference."
        : $"{files.All.Count} files in {folder} are what the code gives.";

    static (ContractFiles Files, IReadOnlyList<string> Breaks) Read(string folder)
    {
        try
        {
            return (new ContractFiles(), FrozenSchemas.Breaks(folder));
        }
        catch (ContractException e)
        {
            throw CliError.Missing(
                "CONTRACT_UNREADABLE", e.Message, "Build the product anew with its documentation files, or correct what is named.");
        }
    }

    static void Write(ContractFiles files, string folder)
    {
        try
        {
            files.Write(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliError.Missing("FILE_NOT_WRITTEN", $"{folder} cannot be written: {e.Message}", "Give another folder with --out.");
        }
    }
}

/// <summary>The contract as JSON.</summary>
/// <param name="Folder">Where it was looked for.</param>
/// <param name="Files">The files that belong to it.</param>
/// <param name="Differences">How the folder differed from the code, before anything was written.</param>
/// <param name="Breaks">What a reader of the released schemas could not read.</param>
sealed record PrintedContract(
    string Folder, IReadOnlyList<string> Files, IReadOnlyList<string> Differences, IReadOnlyList<string> Breaks);

/// <summary>Source-generated JSON of what the command prints.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(PrintedContract))]
sealed partial class ContractJson : JsonSerializerContext;
