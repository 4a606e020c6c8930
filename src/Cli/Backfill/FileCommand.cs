using System.CommandLine;
using Ledger.Backfill;
using Ledger.Backfill.Files;
using Ledger.Cli.Shell;
using Ledger.ProviderAccess.Certificates;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ledger.Cli.Backfill;

/// <summary><c>ledger backfill file</c>: from a folder of raw deliveries, or a file of rows.</summary>
static class FileCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        var path = new Argument<string>("path")
        {
            Description = "A folder with one raw delivery in each file, or a CSV file with one event in each row.",
        };
        var provider = new Option<string>("--provider") { Description = "Whose events they are.", Required = true };
        var manifest = new Option<string?>("--manifest")
        {
            Description = "The manifest: without it 'manifest.json' in the folder, or the file's name with '.manifest.json'.",
        };
        var rejects = new Option<string?>("--rejects")
        {
            Description = "Where what was not taken is written; without it the name with '.rejects.csv'.",
        };
        return new Command("file", "From files that a manifest lists: raw deliveries in a folder, or rows in a CSV file.")
        {
            path, provider, BackfillOptions.Endpoint, manifest, rejects, BackfillOptions.Plan, BackfillOptions.Actor,
        }.Runs((context, ct) =>
        {
            var of = ProviderName.Of(context.Get(provider)!).Name;
            var from = Path.TrimEndingDirectorySeparator(context.Get(path)!);
            if (!Directory.Exists(from) && !File.Exists(from))
            {
                throw CliError.WrongUsage($"There is no folder and no file '{from}'.", "Name one that is there.");
            }

            var request = new FileRequest(
                BackfillBooks.Endpoint(context, of, context.Get(BackfillOptions.Endpoint)!), from,
                context.Get(manifest), context.Get(BackfillOptions.Plan), context.Get(BackfillOptions.Actor)!);
            return RunAsync(context, request, context.Get(rejects) ?? $"{from}.rejects.csv", ct);
        });
    }

    static async Task<int> RunAsync(CommandContext context, FileRequest request, string rejects, CancellationToken ct)
    {
        await using var books = await BackfillBooks.OpenAsync(context, ct);
        using var http = CertificateSource.NewClient();
        var certificates = new CertificateStore(
            new CertificateSource(http, context.Time), context.Time, NullLogger<CertificateStore>.Instance);
        var backfill = new FileBackfill(await books.IntakeAsync(ct), books.Store, books.Known, certificates, context.Time);
        FileOutcome outcome;
        try
        {
            outcome = await backfill.RunAsync(request, run => RunPrint.ProgressAsync(context.Output, run), ct);
        }
        catch (BackfillRefusedException refused)
        {
            throw BackfillAdvice.Of(refused);
        }

        RunPrint.Done(context.Output, [outcome.Run], request.Plan);
        if (outcome.OnTrust > 0)
        {
            context.Output.Progress.WriteLine(
                $"{outcome.OnTrust} of them carry no signature of the provider: they are taken on the word of {request.Actor}, "
                + "and the archive says so.");
        }

        if (outcome.Unsettled.Count == 0)
        {
            return ExitCode.Ok;
        }

        Write(rejects, outcome);
        context.Output.Progress.WriteLine($"{outcome.Unsettled.Count} were not taken, or taken and not translated: {rejects} says why.");
        return ExitCode.No;
    }

    static void Write(string rejects, FileOutcome outcome)
    {
        try
        {
            RejectsFile.Write(rejects, outcome.Unsettled);
        }
        catch (Exception unwritten) when (unwritten is IOException or UnauthorizedAccessException)
        {
            throw CliError.Missing(
                "FILE_NOT_WRITTEN", $"{rejects} cannot be written: {unwritten.Message}",
                $"What was taken is taken; 'ledger backfill runs {outcome.Run.RunId}' shows the rest.");
        }
    }
}
