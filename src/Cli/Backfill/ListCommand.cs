using System.CommandLine;
using Ledger.Backfill;
using Ledger.Backfill.Listing;
using Ledger.Cli.Shell;
using Ledger.ProviderAccess;
using Ledger.Providers;

namespace Ledger.Cli.Backfill;

/// <summary><c>ledger backfill PROVIDER</c>: from the provider's own list.</summary>
static class ListCommand
{
    /// <summary>Builds the command of one provider.</summary>
    public static Command Build(IPaymentProvider provider)
    {
        var listing = provider.Api!.Events!;
        var since = new Option<string>("--since")
        {
            Description =
                $"The oldest event: a day, a time with offset, or how long ago, such as 7d or 12h; at most {listing.Window.TotalDays:0}d.",
            Required = true,
        };
        var until = new Option<string?>("--until") { Description = "The newest event; without it all that there are." };
        var undelivered = new Option<bool>("--undelivered") { Description = "Only what the provider could not deliver." };
        var fromWindow = new Option<bool>("--from-window")
        {
            Description = "Where --since is older than the provider lists, begin with what it lists.",
        };
        var command = new Command(
            provider.Name,
            $"From the list of {provider.Name}'s API: {listing.PageMax} events a page, {listing.Window.TotalDays:0} days back.")
        {
            since, until, fromWindow, BackfillOptions.Endpoint, BackfillOptions.Plan, BackfillOptions.Actor,
        };
        if (listing.TellsUndelivered)
        {
            command.Options.Add(undelivered);
        }

        return command.Runs((context, ct) =>
        {
            var now = context.Time.GetUtcNow();
            var onlyUndelivered = listing.TellsUndelivered && context.Get(undelivered);
            var (from, to) = (context.Get(since)!, context.Get(until));
            var request = new ListRequest(
                BackfillBooks.Endpoint(context, provider.Name, context.Get(BackfillOptions.Endpoint)!),
                $"since {from}{(to is null ? "" : $" until {to}")}{(onlyUndelivered ? " undelivered" : "")}",
                MomentOption.Read(since.Name, from, now), to is null ? null : MomentOption.Read(until.Name, to, now),
                onlyUndelivered, context.Get(fromWindow),
                context.Get(BackfillOptions.Plan), context.Get(BackfillOptions.Actor)!);
            return request.Until <= request.Since || request.Since >= now
                ? throw CliError.WrongUsage("The window is empty: --since is not before its end.", "Give an older --since.")
                : RunAsync(context, request, ct);
        });
    }

    static async Task<int> RunAsync(CommandContext context, ListRequest request, CancellationToken ct)
    {
        await using var books = await BackfillBooks.OpenAsync(context, ct);
        using var clients = new ApiClients(books.Turn, context.Time);
        var backfill = new ListBackfill(await books.IntakeAsync(ct), books.Store, books.Known, clients, context.Time);
        IReadOnlyList<BackfillRun> runs;
        try
        {
            runs = await backfill.RunAsync(request, run => RunPrint.ProgressAsync(context.Output, run), ct);
        }
        catch (BackfillRefusedException refused)
        {
            throw BackfillAdvice.Of(refused);
        }

        RunPrint.Done(context.Output, runs, request.Plan);
        return ExitCode.Ok;
    }
}
