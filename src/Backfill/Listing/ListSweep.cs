using System.Globalization;
using Ledger.Backfill.Storage;
using Ledger.Intake;
using Ledger.MessageBus.Messages;
using Ledger.PaymentEvents;
using Ledger.ProviderAccess;
using Ledger.Providers.Api;

namespace Ledger.Backfill.Listing;

/// <summary>
/// Reads a provider's list page by page and takes each page in before it reads the next: what a run has behind it is confirmed by the
/// broker and written down.
/// </summary>
sealed class ListSweep(ChannelIntake intake, EventSettler settler, BackfillStore store, ApiClients clients)
{
    /// <summary>A list that changes under its cursor is begun anew so many times; what was taken in is known then.</summary>
    const int RestartsMax = 3;

    static readonly Dictionary<string, string> NoHeaders = [];

    /// <summary>Reads a list to its end.</summary>
    /// <param name="run">The run as it stands; its next page is where it goes on.</param>
    /// <param name="endpoint">Whose list it is.</param>
    /// <param name="plan">True to tell what would become of the events, and to write and publish nothing.</param>
    /// <param name="told">Told after each page.</param>
    /// <param name="ct">Stops between pages.</param>
    /// <returns>The run at its end.</returns>
    /// <exception cref="BackfillRefusedException">It cannot go on; what was told is written down.</exception>
    public async Task<BackfillRun> RunAsync(
        BackfillRun run, WebhookEndpoint endpoint, bool plan, Func<BackfillRun, Task> told, CancellationToken ct)
    {
        var listing = endpoint.Provider.Api!.Events!;
        var first = listing.First(new EventsAsked(run.Since!.Value, run.Until, run.Undelivered));
        var read = run.NextPage is { } page ? first with { Path = page } : first;
        for (var restarts = 0; read is not null;)
        {
            ct.ThrowIfCancellationRequested();
            var answer = await AskAsync(endpoint, read, ct);
            if (answer.Unreadable is { } why)
            {
                read = read.Path != first.Path && restarts++ < RestartsMax
                    ? first
                    : throw new BackfillRefusedException(BackfillReason.ListUnreadable, why);
                continue;
            }

            var settled = await settler.SettleAsync(endpoint, [.. answer.Events.Select(each => Candidate(endpoint, run, each))], plan, ct);
            read = answer.Next;
            run = run with
            {
                Counts = settled.Aggregate(run.Counts with { Pages = run.Counts.Pages + 1 }, (counts, each) => counts.With(each.Outcome)),
                NextPage = read?.Path,
            };
            if (!plan)
            {
                await store.SaveAsync(run, settled, [], ct);
            }

            BackfillMetrics.Settled(run, settled);
            await told(run);
        }

        return run;
    }

    async Task<EventPage> AskAsync(WebhookEndpoint endpoint, ApiRead read, CancellationToken ct)
    {
        var client = clients.Of(endpoint) ?? throw new BackfillRefusedException(
            BackfillReason.ApiNotConfigured, $"The secrets file gives no access to the API of {endpoint.Provider.Name}/{endpoint.Name}.");
        try
        {
            var answer = await client.ReadAsync(read, ct);
            return answer.IsOk
                ? endpoint.Provider.Api!.Events!.Read(read, answer.Body)
                : EventPage.Not($"The list answered HTTP {answer.Status}.");
        }
        catch (ApiAwayException away)
        {
            throw new BackfillRefusedException(BackfillReason.ApiAway, away.Message, away);
        }
    }

    Candidate Candidate(WebhookEndpoint endpoint, BackfillRun run, ListedEvent listed)
    {
        var notes = new Dictionary<string, string>
        {
            ["ledger-run"] = run.RunId.ToString(),
            ["ledger-listed-id"] = CardNumbers.Mask(listed.Id),
        };
        if (listed.CreatedAt is { } created)
        {
            notes["ledger-listed-created"] = created.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        }

        var delivery = intake.Read(endpoint, listed.Body, DeliverySource.ApiList, NoHeaders, notes, secretIndex: null);
        return new Candidate(CardNumbers.Mask(listed.Id), listed.Id, listed.CreatedAt, listed.IsDelivered, delivery);
    }
}
