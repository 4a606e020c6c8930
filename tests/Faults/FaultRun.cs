using Ledger.Faults.Checking;
using Ledger.Faults.Injecting;
using Ledger.Faults.Parts;
using Ledger.Faults.Sending;
using Ledger.Faults.Subscribing;
using Ledger.LocalStack;
using Ledger.TestKit;

namespace Ledger.Faults;

/// <summary>A whole run: start, send and break, settle, check, report.</summary>
sealed class FaultRun(FaultRunOptions options, StackFolder checkout, IProgress<string> progress)
{
    const double WebhooksPerSecond = 80;
    const int DiskMegabytes = 450;
    const int DiskMegabytesPerMinute = 80;
    static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5); // A queue killed within a second of its making may not come back.
    static readonly TimeSpan LeftoversWithin = TimeSpan.FromSeconds(180);
    static readonly TimeSpan CheckpointEvery = TimeSpan.FromSeconds(20);
    readonly List<string> _violations = [];

    /// <summary>Runs it.</summary>
    public async Task<FaultReport> RunAsync(CancellationToken ct)
    {
        var plan = FaultPlan.Of(options.Seed, options.Minutes);
        progress.Report($"seed {options.Seed}; {plan.Count} steps planned, in this order as time allows:");
        foreach (var (number, step) in plan.Index())
        {
            progress.Report($"  {number + 1,3} {step}");
        }

        var stack = await FaultStack.StartAsync(
            checkout, options.Name, DiskMegabytes + (DiskMegabytesPerMinute * options.Minutes), progress, ct);
        var keep = false;
        try
        {
            var report = await RunAsync(stack, plan, ct);
            keep = !report.Ok;
            return report with { Kept = keep ? stack.Folder.Home : null };
        }
        finally
        {
            progress.Report("stopping");
            await (keep ? stack.KeepAsync() : stack.DisposeAsync().AsTask());
        }
    }

    async Task<FaultReport> RunAsync(FaultStack stack, IReadOnlyList<FaultStep> plan, CancellationToken ct)
    {
        var subscribers = await SubscribeAsync(stack, ct);
        try
        {
            using var sender = new ProviderSender(stack.Webhooks, stack.Secret, options.Seed);
            var flow = new Flow(stack, sender);
            await using var shop = new Shop(stack);
            var steps = await BreakAsync(stack, sender, shop, flow, plan, ct);
            var settled = await new Settlement(stack, sender, subscribers).WaitAsync(progress, ct);
            foreach (var damage in options.Sabotage)
            {
                await Sabotage.DoAsync(damage, stack, ct);
            }

            progress.Report("checking");
            var facts = await LedgerFacts.ReadAsync(stack, ct);
            _violations.AddRange(steps.Violations);
            _violations.AddRange(stack.Workers.Append(stack.Gateway).SelectMany(part => part.Ends));
            _violations.AddRange(subscribers.Where(subscriber => subscriber.Fault is not null)
                .Select(subscriber => $"the subscriber of {subscriber.Topic} has stopped reading: {subscriber.Fault}"));
            _violations.AddRange(await CheckAsync(stack, sender.Webhooks, shop, facts, subscribers, ct));
            _violations.AddRange(await CheckStockAsync(stack, shop, facts, subscribers[3], ct));
            return Report(sender, steps, settled, facts, subscribers);
        }
        finally
        {
            foreach (var subscriber in subscribers)
            {
                await subscriber.DisposeAsync();
            }
        }
    }

    static async Task<IReadOnlyList<TopicSubscriber>> SubscribeAsync(FaultStack stack, CancellationToken ct) =>
    [
        await TopicSubscriber.StartAsync(stack.RabbitMq.Uri, MessageBus.Topics.Payments.Exchange, ["eventId"], cause: null, ct),
        await TopicSubscriber.StartAsync(stack.RabbitMq.Uri, MessageBus.Topics.Deliveries.Exchange, ["deliveryId"], "providerEventId", ct),
        await TopicSubscriber.StartAsync(stack.RabbitMq.Uri, MessageBus.Topics.Journal.Exchange, ["entryId", "position"], cause: null, ct),
        await TopicSubscriber.StartAsync(
            stack.RabbitMq.Uri, MessageBus.Topics.Stock.Exchange, ["movementId", "noticeId", "sku+location+sequence"], cause: null, ct),
    ];

    async Task<FaultSteps> BreakAsync(
        FaultStack stack, ProviderSender sender, Shop shop, Flow flow, IReadOnlyList<FaultStep> plan, CancellationToken ct)
    {
        using var end = new CancellationTokenSource();
        using var given = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var telling = new Storytelling(stack, sender, shop, new StoryBook(options.Seed), WebhooksPerSecond).RunAsync(end.Token, given.Token);
        var checkpoints = CheckpointsAsync(stack, given.Token);
        await Task.Delay(WarmUp, ct);
        var steps = new FaultSteps(new FaultInjector(stack), flow, progress);
        var breaking = steps.RunAsync(plan, TimeSpan.FromMinutes(options.Minutes), given.Token);
        if (await Task.WhenAny(breaking, telling) == telling)
        {
            await given.CancelAsync(); // Only a fault of this program ends it early.
            await breaking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await telling;
        }

        await breaking;
        var elapsed = steps.Elapsed;
        await end.CancelAsync();
        progress.Report($"no more faults after {elapsed.TotalSeconds:0} s; sending what is left of the stories");
        given.CancelAfter(LeftoversWithin);
        try
        {
            await telling;
            await sender.AllSentAsync();
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            _violations.Add($"{LeftoversWithin.TotalSeconds:0} s after the last fault not all was taken and settled");
        }

        await given.CancelAsync();
        await checkpoints.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return steps;
    }

    // Keeps the log of the database as small as its disk.
    static async Task CheckpointsAsync(FaultStack stack, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            await Task.Delay(CheckpointEvery, ct);
            try
            {
                await stack.QueryAsync("checkpoint", _ => Task.FromResult(true), ct);
            }
            catch (Exception away) when (FaultStack.IsAway(away))
            {
                // Broken at the moment.
            }
        }
    }

    async Task<IReadOnlyList<string>> CheckAsync(
        FaultStack stack, IReadOnlyList<Webhook> webhooks, Shop shop, LedgerFacts facts, IReadOnlyList<TopicSubscriber> subscribers,
        CancellationToken ct)
    {
        var environment = new Dictionary<string, string>
        {
            ["LEDGER_POSTGRES"] = stack.Postgres.ConnectionString,
            ["LEDGER_RABBITMQ"] = stack.RabbitMq.Uri.ToString(),
            [TestArchiveKeys.Setting] = TestArchiveKeys.Text,
        };
        var (verified, verdict, remarks) = await LedgerProcess.RunAsync(environment, "verify", "--json");
        var (balanced, balances, complaint) = await LedgerProcess.RunAsync(environment, "trial-balance", "--json");
        var entries = facts.Lines.Select(line => line.EntryId).Distinct();
        return
        [
            .. EffectCheck.Run(webhooks, facts.OfProvider()),
            .. balanced == 0 ? BalanceCheck.Run(webhooks, shop.Goods, balances) : [$"ledger trial-balance: {balances}{complaint}"],
            .. verified == 0 ? (string[])[] : [$"ledger verify: {verdict}{remarks}"],
            .. await ParkedCheck.RunAsync(stack.RabbitMq.Uri, ct),
            .. facts.RelayPosition == facts.LastPosition
                ? (string[])[] : [$"the relay stands at {facts.RelayPosition}, the last event at {facts.LastPosition}"],
            .. TopicCheck.Run(subscribers[0].Topic, subscribers[0].Seen, facts.Inbox.Select(row => row.FactKey)),
            .. TopicCheck.Run(subscribers[1].Topic, subscribers[1].Seen, facts.Deliveries, new UnansweredAttempts(webhooks)),
            .. TopicCheck.Run(subscribers[2].Topic, subscribers[2].Seen, entries),
        ];
    }

    static async Task<IReadOnlyList<string>> CheckStockAsync(
        FaultStack stack, Shop shop, LedgerFacts facts, TopicSubscriber feed, CancellationToken ct)
    {
        var stock = await StockFacts.ReadAsync(stack, ct);
        return
        [
            .. StockCheck.Run(shop.Expected, shop.ExpectedRefusals, shop.Given, stock, facts, feed.Seen.Subjects),
            .. StockCheck.Goods(shop.Goods, facts),
            .. feed.Seen.Mistaken.Select(mistaken => $"{feed.Topic}: a repeat that its id does not tell: {mistaken}"),
        ];
    }

    FaultReport Report(
        ProviderSender sender, FaultSteps steps, TimeSpan settled, LedgerFacts facts, IReadOnlyList<TopicSubscriber> subscribers)
    {
        var answers = sender.Webhooks.SelectMany(webhook => webhook.Attempts).CountBy(attempt => attempt.Status);
        var recoveries = steps.Recoveries.OrderBy(recovery => recovery.Seconds).ToList();
        return new FaultReport
        {
            Seed = options.Seed,
            Minutes = options.Minutes,
            Seconds = steps.Elapsed.TotalSeconds,
            Webhooks = sender.Webhooks.Count,
            Requests = sender.Attempts,
            Answers = answers.ToDictionary(one => one.Key.ToString(), one => one.Value),
            Duplicates = sender.Duplicates,
            Events = facts.Inbox.Count,
            EventRepeats = facts.Repeats.Count,
            Entries = facts.Lines.DistinctBy(line => line.EntryId).Count(),
            Deliveries = facts.Deliveries.Count,
            Faults = steps.Happened,
            Skipped = steps.Skipped,
            LongestRecovery = recoveries[^1],
            MedianRecoverySeconds = recoveries[recoveries.Count / 2].Seconds,
            SettledSeconds = settled.TotalSeconds,
            Repeats = subscribers.ToDictionary(subscriber => subscriber.Topic, subscriber => subscriber.Seen.Repeats),
            Violations = [.. _violations],
            Schedule = [.. steps.Log],
            Replay = $"./ledger faults --minutes {options.Minutes} --seed {options.Seed}",
        };
    }
}

/// <summary>What a run is asked to do.</summary>
/// <param name="Minutes">How long faults are injected.</param>
/// <param name="Seed">Seed of chance.</param>
/// <param name="Sabotage">Damage done before the checks, to show that they see it; usually none.</param>
/// <param name="Name">Folder below the stack's home.</param>
sealed record FaultRunOptions(int Minutes, int Seed, IReadOnlyList<string> Sabotage, string Name = "faults");
