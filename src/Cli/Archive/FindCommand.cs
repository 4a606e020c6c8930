using System.CommandLine;
using Ledger.Cli.Shell;
using Ledger.Evidence;

namespace Ledger.Cli.Archive;

/// <summary><c>ledger archive find</c>: looks deliveries up by id, event, hash or time.</summary>
static class FindCommand
{
    const int LimitMax = 100_000;

    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        var delivery = new Option<Guid?>("--delivery") { Description = "The delivery's id." };
        var events = new Option<string?>("--event") { Description = "The provider's event id, or a canonical event's." };
        var hash = new Option<string?>("--hash") { Description = "SHA-256 of the body as it was sent, or as it is stored." };
        var (from, to) = (InstantOption.Of("--from", "Received from then on"), InstantOption.Of("--to", "Received before"));
        var provider = new Option<string?>("--provider") { Description = "Of this provider." };
        var limit = new Option<int>("--limit") { Description = $"Most deliveries (1 to {LimitMax}).", DefaultValueFactory = _ => 100 };
        return new Command("find", "Looks up deliveries, oldest first; exit code 1 when there is none.")
        {
            delivery, events, hash, from, to, provider, limit,
        }.Runs((context, ct) =>
        {
            var asked = new ArchiveQuestion
            {
                DeliveryId = context.Get(delivery),
                Event = context.Get(events),
                Sha256 = context.Get(hash) is { } text ? HashOf(text) : null,
                From = context.Get(from),
                To = context.Get(to),
                Provider = context.Get(provider),
            };
            if (asked with { Provider = null } == new ArchiveQuestion())
            {
                throw CliError.WrongUsage("Nothing is asked.", "Give --delivery, --event, --hash, --from or --to.");
            }

            return context.Get(limit) is var most and >= 1 and <= LimitMax
                ? RunAsync(context, asked, most, ct)
                : throw CliError.WrongUsage("--limit is out of range.", $"Give a number from 1 to {LimitMax}.");
        });
    }

    static async Task<int> RunAsync(CommandContext context, ArchiveQuestion asked, int limit, CancellationToken ct)
    {
        await using var books = new ArchiveBooks(context);
        var found = await new ArchiveSearch(books.Source, ArchiveBooks.Schema, null).FindAsync(asked, limit, ct);
        if (found.Count == 0 && ProviderName.IsUnknown(asked.Provider))
        {
            // Not before it is asked for: what was sent to a name that no provider has is in the archive, as refused.
            throw ProviderName.Unknown(asked.Provider);
        }

        if (context.Output.IsJson)
        {
            context.Output.Json([.. found.Select(PrintedDelivery.Of)], ArchiveJson.Default.IReadOnlyListPrintedDelivery);
        }

        var table = new TextTable("Received (UTC)", "Delivery", "Endpoint", "Verdict", "Event", "Type", ">Bytes", "Body");
        foreach (var delivery in found)
        {
            table.Row(
                $"{delivery.ReceivedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss.fff}", $"{delivery.DeliveryId}",
                $"{delivery.Provider}/{delivery.Endpoint}",
                delivery.Reason is null ? delivery.Verdict : $"{delivery.Verdict}: {delivery.Reason}", delivery.ProviderEventId,
                delivery.ProviderEventType, $"{delivery.BodyBytes:N0}", PrintedDelivery.BodyOf(delivery));
        }

        context.Output.Table(table);
        if (found.Count == limit)
        {
            context.Output.Progress.WriteLine($"There may be more than {limit}: --limit.");
        }

        return found.Count > 0 ? ExitCode.Ok : ExitCode.No;
    }

    static string HashOf(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigit)
        ? text.ToLowerInvariant()
        : throw CliError.WrongUsage($"'{text}' is no SHA-256.", "Give 64 hex digits.");
}
