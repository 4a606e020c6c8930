using System.Security.Cryptography;
using Ledger.Confirmation.Storage;
using Ledger.MessageBus;
using Ledger.ProviderAccess;
using Ledger.Providers.Api;
using Microsoft.Extensions.Logging;

namespace Ledger.Confirmation;

/// <summary>
/// Confirms one report: reads the object, settles in the table what goes out, sends the bytes to the archive and the facts to the others,
/// and only then calls it done. A crash in between repeats what is settled, word for word.
/// </summary>
public sealed class ReportConfirmer(
    ReadStore store, EndpointDirectory endpoints, ApiClients clients, IMessagePublisher publisher, ConfirmationOptions options,
    TimeProvider time, ILogger<ReportConfirmer> logger)
{
    internal async Task ConfirmAsync(GivenReport given, CancellationToken ct)
    {
        switch (given.State)
        {
            case ReadState.Decided:
                await ReleaseAsync(given, given.Decided!, ct);
                break;
            case ReadState.Expired:
                await publisher.PublishAsync(given.Report, ct);
                await store.SentBackAsync(given.Report.ReportId, ct);
                break;
            default:
                await SettleAsync(given, ct);
                break;
        }
    }

    /// <summary>Whatever keeps a read from its end counts towards the deadline, a fault of ours too: nothing is tried for ever.</summary>
    async Task SettleAsync(GivenReport given, CancellationToken ct)
    {
        DecidedRead? decided;
        try
        {
            decided = await ReadAsync(given, ct);
            if (decided is null || !await store.DecideAsync(given.Report.ReportId, decided, ct))
            {
                return; // What another has settled, that one lets out.
            }
        }
        catch (ApiAwayException away)
        {
            await LaterAsync(given, away.RetryAfter, away.Message, ct);
            return;
        }
        catch (Exception broken) when (!ct.IsCancellationRequested)
        {
            logger.ReadBroke(given.Report.ReportId, given.Report.Provider, broken);
            await LaterAsync(given, retryAfter: null, $"The read broke off: {broken.GetType().Name}.", ct);
            return;
        }

        await ReleaseAsync(given, decided, ct);
    }

    /// <summary>What the object says of a report; null when it is read again later.</summary>
    async Task<DecidedRead?> ReadAsync(GivenReport given, CancellationToken ct)
    {
        var endpoint = endpoints.Current.Of(given.Report.Provider, given.Report.Endpoint);
        if (endpoint is null || clients.Of(endpoint) is not { } client)
        {
            return await LaterAsync(
                given, retryAfter: null, "The secrets file gives no access to the provider's API for this endpoint.", ct);
        }

        if (endpoint.Provider.Api!.ReadOf(given.Report.Events, endpoint.Settings) is not { } read)
        {
            return new DecidedRead(
                new ReadDecision(ReadOutcome.NotOffered, given.Report.Events, "The provider's API has nothing to read for such a message."),
                Read: null);
        }

        var answer = await client.ReadAsync(read, ct);
        if (!answer.IsOk)
        {
            return await LaterAsync(given, retryAfter: null, $"{read.Path} answered HTTP {answer.Status}.", ct);
        }

        var reading = endpoint.Provider.Api.Read(given.Report.Events, answer.Body, endpoint.Settings);
        return reading.Unreadable is { } why
            ? await LaterAsync(given, retryAfter: null, $"{read.Path} answered what is not the object: {why}", ct)
            : await CompareAsync(given, read, answer.Body, reading, ct);
    }

    async Task<DecidedRead?> CompareAsync(GivenReport given, ApiRead read, byte[] body, ObjectReading reading, CancellationToken ct)
    {
        var decision = ReadComparison.Decide(given.Report.Events, reading);
        var mayBeStale = decision.Outcome is ReadOutcome.Denied or ReadOutcome.Incomplete or ReadOutcome.NoFact;
        if (mayBeStale && given.Denials < options.StaleWaits.Count)
        {
            await store.LaterAsync(given.Report.ReportId, options.StaleWaits[given.Denials], decision.Detail!, isDenial: true, ct);
            return null;
        }

        var now = time.GetUtcNow();
        return new DecidedRead(decision, new ObjectRead(
            Guid.CreateVersion7(now), read.Path, Convert.ToHexStringLower(SHA256.HashData(body)), now, reading.State, body));
    }

    async Task ReleaseAsync(GivenReport given, DecidedRead decided, CancellationToken ct)
    {
        if (decided.Read is { Body.Length: > 0 } read)
        {
            await publisher.PublishAsync(ReadEvidence.Of(given.Report, decided.Decision, read), ct);
        }

        await Task.WhenAll(decided.Decision.Facts.Select(fact => publisher.PublishAsync(fact, ct)));
        await store.FinishAsync(given.Report.ReportId, decided.Decision.IsHeld ? ReadState.Held : ReadState.Released, ct);
        ConfirmationMetrics.Ended(given.Report, decided.Decision, time.GetUtcNow());
        if (decided.Decision.Outcome is ReadOutcome.Contradicted or ReadOutcome.Denied or ReadOutcome.Incomplete)
        {
            logger.NotAsReported(
                given.Report.ReportId, given.Report.Provider, given.Report.ProviderEventId, decided.Decision.Outcome,
                decided.Decision.Detail ?? "");
        }
    }

    /// <summary>Reads it again later; gives null, for nothing is decided.</summary>
    async Task<DecidedRead?> LaterAsync(GivenReport given, TimeSpan? retryAfter, string problem, CancellationToken ct)
    {
        var doubled = options.RetryMin * Math.Pow(2, Math.Min(given.Tries - 1, 16));
        var wait = retryAfter ?? (doubled < options.RetryMax ? doubled : options.RetryMax);
        ConfirmationMetrics.Failed(given.Report);
        await store.LaterAsync(given.Report.ReportId, wait, problem, isDenial: false, ct);
        if (given.IsLate)
        {
            ConfirmationMetrics.GivenUp(given.Report);
            logger.FetchFailed(given.Report.ReportId, given.Report.Provider, given.Report.ProviderEventId, problem);
        }

        return null;
    }
}
