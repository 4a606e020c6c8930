using System.CommandLine;
using Ledger.Cli.Shell;
using Ledger.Evidence.Keeping;

namespace Ledger.Cli.Archive;

/// <summary><c>ledger archive hold</c>: legal holds.</summary>
static class HoldCommands
{
    /// <summary>Builds the command.</summary>
    public static Command Build() => new("hold", "Legal holds: what they keep is neither removed by retention nor erased.")
    {
        Add(), List(), Release(),
    };

    static Command Add()
    {
        var (from, to) = (InstantOption.Month("--from", "First month"), InstantOption.Month("--to", "Last month"));
        var events = new Option<string?>("--event") { Description = "The provider's event id." };
        var subject = new SubjectOptions(required: false);
        var (actor, reason) = (ArchiveOptions.Actor(), ArchiveOptions.Reason(required: true));
        var command = new Command("add", "Places a hold on what meets all the conditions that are given.")
        {
            from, to, events, actor, reason,
        };
        return subject.AddTo(command)
            .Runs(async (context, ct) =>
            {
                await using var books = new ArchiveBooks(context);
                var terms = new HoldTerms
                {
                    From = context.Get(from) is { } first ? BeginOf(first) : null,
                    To = context.Get(to) is { } last ? BeginOf(last.AddMonths(1)) : null,
                    Provider = ProviderName.Known(context.Get(subject.Provider)),
                    ProviderEventId = context.Get(events),
                };
                var customers = await subject.ReadAsync(context, new Erasure(books.Source, ArchiveBooks.Schema, context.Time), ct);
                if ((terms == new HoldTerms() && customers.Count == 0) || terms.To <= terms.From)
                {
                    throw CliError.WrongUsage(
                        "A hold needs a condition, and months in their order.", "Give --from, --to, --provider, --event or --subject.");
                }

                var (why, by) = (ArchiveOptions.ReasonOf(context, reason)!, ArchiveOptions.ActorOf(context, actor));
                var holds = new LegalHolds(books.Source, ArchiveBooks.Schema, context.Time);
                IEnumerable<HoldTerms> all = customers.Count == 0
                    ? [terms]
                    : customers.Select(customer => terms with { SubjectSha256 = customer.Sha256 });
                var placed = new List<long>();
                foreach (var each in all)
                {
                    placed.Add(await holds.PlaceAsync(each, why, by, ct));
                }

                return Print(context.Output, [.. (await holds.ListAsync(released: false, ct)).Where(hold => placed.Contains(hold.HoldId))]);
            });
    }

    static Command List()
    {
        var all = new Option<bool>("--all") { Description = "Those that were released, too." };
        return new Command("list", "Lists the holds.") { all }.Runs(async (context, ct) =>
        {
            await using var books = new ArchiveBooks(context);
            var holds = new LegalHolds(books.Source, ArchiveBooks.Schema, context.Time);
            return Print(context.Output, await holds.ListAsync(context.Get(all), ct));
        });
    }

    static Command Release()
    {
        var id = new Argument<long>("hold") { Description = "Number of the hold, as 'ledger archive hold list' shows it." };
        var (actor, reason) = (ArchiveOptions.Actor(), ArchiveOptions.Reason(required: true));
        return new Command("release", "Releases a hold; its record stays.") { id, actor, reason }.Runs(async (context, ct) =>
        {
            var (why, by) = (ArchiveOptions.ReasonOf(context, reason)!, ArchiveOptions.ActorOf(context, actor));
            await using var books = new ArchiveBooks(context);
            var holds = new LegalHolds(books.Source, ArchiveBooks.Schema, context.Time);
            return await holds.ReleaseAsync(context.Get(id), why, by, ct)
                ? Print(context.Output, [.. (await holds.ListAsync(released: true, ct)).Where(hold => hold.HoldId == context.Get(id))])
                : throw CliError.No(
                    "HOLD_NOT_FOUND", $"There is no hold {context.Get(id)} that still holds.",
                    "'ledger archive hold list --all' shows all.");
        });
    }

    static int Print(Output output, IReadOnlyList<LegalHold> holds)
    {
        if (output.IsJson)
        {
            output.Json(holds, ArchiveJson.Default.IReadOnlyListLegalHold);
        }

        var table = new TextTable(">Hold", "Keeps", "Reason", "By", "At (UTC)", "Released");
        foreach (var hold in holds)
        {
            table.Row(
                $"{hold.HoldId}", Keeps(hold.Terms), hold.Reason, hold.By, $"{hold.At.UtcDateTime:yyyy-MM-dd HH:mm}",
                hold.ReleasedAt is { } at ? $"{at.UtcDateTime:yyyy-MM-dd HH:mm} by {hold.ReleasedBy}: {hold.ReleaseReason}" : null);
        }

        output.Table(table);
        return ExitCode.Ok;
    }

    static string Keeps(HoldTerms terms) => string.Join(", ", new[]
    {
        terms.From is { } from ? $"from {from.UtcDateTime:yyyy-MM-dd}" : null,
        terms.To is { } to ? $"before {to.UtcDateTime:yyyy-MM-dd}" : null,
        terms.Provider, terms.ProviderEventId is { } id ? $"event {id}" : null,
        terms.SubjectSha256 is { } hash ? $"customer {hash[..12]}…" : null,
    }.OfType<string>());

    static DateTimeOffset BeginOf(DateOnly month) => new(month, TimeOnly.MinValue, TimeSpan.Zero);
}
