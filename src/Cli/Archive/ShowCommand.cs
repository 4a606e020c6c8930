using System.CommandLine;
using Ledger.Cli.Shell;
using Ledger.Evidence;

namespace Ledger.Cli.Archive;

/// <summary><c>ledger archive show</c>: all that is kept of a delivery, and its body into a file.</summary>
static class ShowCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        var id = new Argument<Guid>("delivery") { Description = "The delivery's id." };
        var body = new Option<string?>("--body") { Description = "A file to write the body to, which only its owner may read." };
        return new Command("show", "Shows what is kept of a delivery.") { id, body }
            .Runs((context, ct) => RunAsync(context, context.Get(id), context.Get(body), ct));
    }

    static async Task<int> RunAsync(CommandContext context, Guid id, string? file, CancellationToken ct)
    {
        await using var books = new ArchiveBooks(context);
        var delivery = await new ArchiveSearch(books.Source, ArchiveBooks.Schema, books.KeysIfAny).ShowAsync(id, ct)
            ?? throw CliError.No("NOT_RECEIVED", $"No delivery {id} is archived.", "'ledger archive find' looks others up.");
        if (file is not null)
        {
            Write(file, delivery);
        }

        if (context.Output.IsJson)
        {
            context.Output.Json(PrintedDelivery.Of(delivery), ArchiveJson.Default.PrintedDelivery);
        }
        else
        {
            Print(context.Output, delivery);
        }

        return ExitCode.Ok;
    }

    static void Write(string file, ArchivedDelivery delivery)
    {
        var body = delivery.Body ?? throw (delivery.Standing switch
        {
            BodyStanding.Locked => CliError.Missing(
                "ARCHIVE_KEY_MISSING", "The body lies under a master key that is not at hand.",
                "Set LEDGER_ARCHIVE_KEYS to a file that holds it; 'ledger archive keys show' tells which are needed."),
            BodyStanding.Damaged => CliError.No(
                "BODY_DAMAGED", "What lies there does not open under its keys.",
                "Restore the row from a backup; 'ledger verify' shows all such."),
            _ => CliError.No("BODY_DESTROYED", $"The body was {PrintedDelivery.BodyOf(delivery)}.", "It cannot be had any more."),
        });
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var stream = new FileStream(file, options);
            stream.Write(body);
        }
        catch (Exception unwritten) when (unwritten is IOException or UnauthorizedAccessException)
        {
            throw CliError.Missing("FILE_NOT_WRITTEN", $"{file} cannot be written: {unwritten.Message}", "Name a place where it can.");
        }
    }

    static void Print(Output output, ArchivedDelivery delivery)
    {
        output.Heading($"Delivery {delivery.DeliveryId}");
        void Line(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                output.Line($"  {name,-10} {value}");
            }
        }

        Line("received", $"{delivery.ReceivedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}Z");
        Line("archived", $"{delivery.ArchivedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}Z");
        Line("endpoint", $"{delivery.Provider}/{delivery.Endpoint}, account {delivery.Account ?? "not known"}");
        Line("verdict", delivery.Reason is null ? delivery.Verdict : $"{delivery.Verdict}: {delivery.Reason}");
        Line("", delivery.Detail);
        Line("event", $"{delivery.ProviderEventId} {delivery.ProviderEventType}".Trim());
        Line("SHA-256", $"{delivery.BodySha256} as sent, {delivery.BodyBytes:N0} bytes");
        Line("", delivery.Masked || delivery.Truncated ? $"{delivery.StoredSha256} as stored" : null);
        Line("body", PrintedDelivery.BodyOf(delivery) + (delivery.StoredBytes is { } bytes ? $", {bytes:N0} bytes as it lies" : ""));
        Line("trace", delivery.TraceId);
        foreach (var (fact, stream) in delivery.EventIds.Zip(delivery.StreamIds))
        {
            Line("fact", $"{fact} in {stream}");
        }

        foreach (var (name, value) in ArchivedHeaders.Read(delivery.Headers))
        {
            Line("header", $"{name}: {value}");
        }
    }
}
