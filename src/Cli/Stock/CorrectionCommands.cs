using System.CommandLine;
using System.Text;
using Ledger.Cli.Shell;
using Ledger.Inventory;
using Ledger.Inventory.Commands;
using Ledger.Inventory.Queries;
using Ledger.Inventory.Stock;

namespace Ledger.Cli.Stock;

/// <summary><c>ledger stock correct</c> and <c>approve</c>: a number set right by force, with evidence and a second person.</summary>
static class CorrectionCommands
{
    const int EvidenceMax = 256 * 1024;

    /// <summary><c>ledger stock correct</c>.</summary>
    public static Command Correct()
    {
        var (sku, location) = (GoodsCommands.Sku(), GoodsCommands.Location());
        var to = new Option<long>("--to") { Description = "Units on hand as they are to be booked.", Required = true };
        var countedAt = MomentOption.Of("--counted-at", "When the units were looked at", required: true);
        var found = Text("--event", "The provider's event, or the incident.");
        var about = Text("--object", "Order or SKU that the evidence is about.");
        var evidence = new Option<string?>("--evidence-file")
        {
            Description = "Output of 'ledger stock reconcile --json', or an extract of a payout (at most 256 KiB).",
        };
        var reason = Text("--reason", "Why the rules are overridden, in words.");
        var (cost, currency) = (GoodsCommands.AddedCost(), GoodsCommands.AddedCurrency());
        var options = new CommandOptions();
        return options.AddTo(new Command("correct", "Asks that the units on hand be set by force; 'approve' does it.")
        {
            sku, location, to, countedAt, found, about, evidence, reason, cost, currency,
        }).Runs(async (context, ct) =>
        {
            var asked = new Correction
            {
                Sku = context.Get(sku)!,
                Location = context.Get(location)!,
                OnHandAfter = context.Get(to),
                CountedAt = context.Get(countedAt, context.Time.GetUtcNow())!.Value,
                ProviderEventId = context.Get(found)!,
                ObjectId = context.Get(about)!,
                Evidence = context.Get(evidence) is { } file ? Read(file) : "",
                Reason = context.Get(reason)!,
                Cost = context.Get(cost),
                Currency = context.Get(currency)?.ToUpperInvariant(),
            };
            await using var books = new StockBooks(context);
            var command = await options.BeforeAsync(context, books, ct) is RequestCorrection { Correction: var before }
                ? asked with { OnHandBefore = before.OnHandBefore, Sequence = before.Sequence }
                : await AsBookedAsync(books, asked, ct);
            return await options.GiveAsync(context, books, new RequestCorrection(command), ct);
        });
    }

    /// <summary><c>ledger stock approve</c>.</summary>
    public static Command Approve()
    {
        var id = new Argument<Guid>("correction-id") { Description = "The request, as 'ledger stock holds' shows it." };
        var options = new CommandOptions();
        return options.AddTo(new Command("approve", "Approves a correction that another person has asked for.") { id })
            .Runs(async (context, ct) =>
            {
                await using var books = new StockBooks(context);
                var correctionId = context.Get(id);
                var command = await options.BeforeAsync(context, books, ct) is ApproveCorrection same && same.CorrectionId == correctionId
                    ? same
                    : ApprovalOf(await books.Work.CasesAsync($"{correctionId}", ct), correctionId);
                return await options.GiveAsync(context, books, command, ct);
            });
    }

    /// <summary>Adds what is booked now; a stock that has moved since the count is counted again.</summary>
    static async Task<Correction> AsBookedAsync(StockBooks books, Correction asked, CancellationToken ct)
    {
        var key = new StockKey(asked.Sku, asked.Location);
        var stock = await books.Levels.FindAsync(key, ct);
        if ((await books.History.ReadAfterAsync(key, asked.CountedAt, ct)) is [var since, ..])
        {
            throw CliError.No(
                StockReason.StockMovedSince.WireName(),
                $"STOCK_MOVED_SINCE: {key} has moved since {asked.CountedAt:O} (movement {since.Movement.Sequence}, {since.Cause}).",
                RefusalAdvice.For(StockReason.StockMovedSince));
        }

        return asked with { OnHandBefore = stock?.OnHand ?? 0, Sequence = stock?.Sequence ?? 0 };
    }

    static ApproveCorrection ApprovalOf(IReadOnlyList<OpenStockCase> open, Guid correctionId)
    {
        if (open is not [{ StreamId: var stream }] || !stream.StartsWith(StockKey.Prefix, StringComparison.Ordinal))
        {
            throw CliError.No(
                StockReason.CorrectionUnknown.WireName(), $"CORRECTION_UNKNOWN: No correction {correctionId} waits for approval.",
                RefusalAdvice.For(StockReason.CorrectionUnknown));
        }

        var key = StockKey.Parse(stream);
        return new ApproveCorrection(correctionId, key.Sku, key.Location);
    }

    /// <summary>A part of the evidence; the inventory tells which are missing, all at once.</summary>
    static Option<string> Text(string name, string description) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => "",
    };

    static string Read(string path)
    {
        try
        {
            return new FileInfo(path).Length <= EvidenceMax
                ? File.ReadAllText(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true))
                : throw CliError.WrongUsage(
                    $"{path} is larger than {EvidenceMax / 1024} KiB.", "Attach the part that shows the difference.");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            throw CliError.Missing("EVIDENCE_UNREADABLE", unreadable.Message, "Name a text file that can be read.");
        }
    }
}
