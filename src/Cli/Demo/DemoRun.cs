using Ledger.Cli.Demo.Stock;
using Ledger.Cli.Reports;
using Ledger.Reporting.Verifying;
using LedgerVerification = Ledger.Reporting.Verifying.Verification;

namespace Ledger.Cli.Demo;

/// <summary>Plays a trading day against a running stack and reads what became of it.</summary>
/// <param name="stack">The running stack.</param>
/// <param name="progress">Told what happens.</param>
/// <param name="time">The clock.</param>
sealed class DemoRun(DemoStack stack, DemoProgress progress, TimeProvider time)
{
    const int Clients = 10, OneInMany = 10, OtherPaymentsMin = 10;
    static readonly TimeSpan ArchiveLag = TimeSpan.FromSeconds(10);

    /// <summary>Plays it.</summary>
    public async Task<DemoRunResult> PlayAsync(int payments, int seed, CancellationToken ct)
    {
        var run = Payloads.StripeIds.RunToken(time.GetUtcNow());
        var day = TradingDay.Of(
            run, payments, seed, time.GetUtcNow(),
            (stack.Providers is null ? [] : OtherProviders.All, Math.Max(payments / OneInMany, OtherPaymentsMin)));
        day = stack.Providers is null ? day : day.Confirmed();
        var ledger = new RunLedger(stack.Books, stack.Broker, day.Ids.Mark) { Confirms = stack.Providers is not null };
        var deadLettersBefore = await ledger.DeadLetteredAsync(ct);
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        var endpoints = new ProviderEndpoints(http, stack.Gateway, stack.SecretsFile, stack.Providers);
        var sender = new DeliverySender(http, endpoints, time);

        await using var warehouse = await ledger.KeepsStockAsync(ct)
            ? new DemoWarehouse(stack.Books.Inventory!.Source, stack.Books.Inventory.Schema, day.Shelf, day.Orders, time)
            : null;
        await (warehouse?.OpenAsync(ct) ?? Task.CompletedTask);
        await TellAsync(endpoints, day.Happened, ct);
        await SendAndSettleAsync(ledger, sender, day.Day, [], "The trading day", warehouse?.Facts.Count, ct);
        if (warehouse is not null)
        {
            progress.Say("The warehouse ships, takes back and grades");
            await warehouse.CloseAsync(ct);
        }

        await TellAsync(endpoints, day.HappenedLater, ct);
        await SendAndSettleAsync(ledger, sender, day.Later, day.Day, "What comes days later", warehouse?.Facts.Count, ct);

        var export = await ExportAsync(ledger, http, ct);

        progress.Say("Verifying the whole ledger");
        var verification = new LedgerVerification(
            stack.Books.Journal, stack.Books.Evidence, time, new PaymentStateCheck())
        {
            Inventory = stack.Books.Inventory,
            Erp = stack.Books.Erp,
            Confirmation = stack.Books.Confirmation,
            ArchiveKey = stack.Books.ArchiveKey,
            OfStock = [new StockStateCheck()],
        };
        return new DemoRunResult(
            run, day,
            Tally.Of(day.Day.Concat(day.Later), warehouse?.Facts),
            await ledger.FiguresAsync(sender, await ledger.DeadLetteredAsync(ct) - deadLettersBefore, ct),
            warehouse?.Expected(), warehouse is null ? null : await ledger.StockAsync(ct),
            sender.Repeated, export,
            await verification.RunAsync(new VerificationOptions(ArchiveLag), null, ct));
    }

    /// <summary>
    /// In the order in which it happened, before any of it is sent: what is read is what has become of each object by then.
    /// </summary>
    async Task TellAsync(ProviderEndpoints endpoints, IReadOnlyList<Delivery> happened, CancellationToken ct)
    {
        foreach (var delivery in happened.Where(delivery => delivery.IsRead))
        {
            await endpoints.TellAsync(delivery, time.GetUtcNow(), ct);
        }
    }

    async Task<ExportResult> ExportAsync(RunLedger ledger, HttpClient http, CancellationToken ct)
    {
        if (stack.Erp is not { } erp)
        {
            return new ExportResult([], [], []);
        }

        var export = new DemoExport(erp.Source, time);
        var targets = await export.TargetsAsync(ct);
        if (targets.Count == 0)
        {
            return new ExportResult([], [], []);
        }

        var quickBooks = stack.QuickBooks is { } address ? new DroppedAnswers(http, address, stack.QuickBooksSecret) : null;
        var droppedBefore = quickBooks is null ? 0 : await quickBooks.ArmAsync(ct);
        progress.Say($"Exporting to {string.Join(", ", targets)}"
            + (quickBooks is null ? "" : "; quickbooks will carry a document out and not answer"));
        var figures = await export.RunAsync(targets, await ledger.LastEntryAsync(ct), _ => { }, ct);
        progress.Say("Comparing balances with the ERPs");
        return new ExportResult(
            figures, await DemoTieOut.RunAsync(erp, targets, ct), quickBooks is null ? [] : await quickBooks.MetAsync(droppedBefore, ct))
        {
            AsksForDrop = quickBooks is not null,
        };
    }

    async Task SendAndSettleAsync(
        RunLedger ledger, DeliverySender sender, IReadOnlyList<Delivery> deliveries, IReadOnlyList<Delivery> before,
        string title, int? goods, CancellationToken ct)
    {
        await progress.RunAsync($"{title}: sending", deliveries.Count, async step =>
        {
            await sender.SendAllAsync(deliveries, Clients, step, ct);
            return deliveries.Count;
        });
        Delivery[] all = [.. before, .. deliveries];
        var settled = await progress.RunAsync(
            $"{title}: posting", Settling.EventsIn(all) + (goods ?? 0),
            step => new Settling(ledger, time) { Goods = goods }.WaitAsync(all, step, ct));
        if (!settled)
        {
            progress.Say($"{title}: not everything arrived, and nothing moves any more. Going on with what is there.");
        }
    }
}

/// <summary>What became of a run.</summary>
/// <param name="Run">Token of the run.</param>
/// <param name="Day">What was played.</param>
/// <param name="Expected">The tally.</param>
/// <param name="Found">What the ledger says.</param>
/// <param name="ExpectedStock">The warehouse's tally; null when no stock is kept.</param>
/// <param name="FoundStock">What the inventory says.</param>
/// <param name="Repeated">Requests that had to be sent again.</param>
/// <param name="Export">What became of the export.</param>
/// <param name="Verification">The verdict over the whole ledger.</param>
sealed record DemoRunResult(
    string Run, TradingDay Day, DemoFigures Expected, DemoFigures Found, StockFigures? ExpectedStock, StockFigures? FoundStock,
    int Repeated, ExportResult Export, VerificationReport Verification);
