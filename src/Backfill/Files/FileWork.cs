using System.Globalization;
using System.Security.Cryptography;
using Ledger.Backfill.Storage;
using Ledger.Intake;
using Ledger.MessageBus.Messages;
using Ledger.PaymentEvents;
using Ledger.ProviderAccess.Certificates;
using Ledger.Providers;

namespace Ledger.Backfill.Files;

/// <summary>One run through the items of a source.</summary>
sealed class FileWork(
    ChannelIntake intake, EventSettler settler, BackfillStore store, FileRequest request, IItemSource source,
    CertificateStore certificates, TimeProvider time, Func<BackfillRun, Task> told)
{
    /// <summary>Items that are settled and written down together.</summary>
    const int PartMax = 100;

    /// <summary>What was not taken so far, or taken and not translated.</summary>
    public List<UnsettledItem> Unsettled { get; } = [];

    /// <summary>Deliveries and rows so far that are taken on the operator's word.</summary>
    public long OnTrust { get; private set; }

    /// <summary>Takes all of them in.</summary>
    public async Task<BackfillRun> RunAsync(BackfillRun run, CancellationToken ct)
    {
        foreach (var part in source.Items().Chunk(PartMax))
        {
            ct.ThrowIfCancellationRequested();
            var items = new List<(FileItem Item, int? SecretIndex)>();
            foreach (var item in part)
            {
                items.Add(await CheckedAsync(item));
            }

            run = await SettleAsync(run, items, ct);
            await told(run);
        }

        return run;
    }

    async Task<BackfillRun> SettleAsync(BackfillRun run, List<(FileItem Item, int? SecretIndex)> part, CancellationToken ct)
    {
        var candidates = part.Where(each => each.Item.Rejected is null)
            .Select(each => Candidate(run, each.Item, each.SecretIndex)).ToList();
        var settled = await settler.SettleAsync(request.Endpoint, candidates, request.Plan, ct);
        var open = part.Where(each => each.Item.Rejected is not null)
            .Select(each => Of(each.Item, each.Item.Rejected!.Value, each.Item.Detail!))
            .Concat(settled.Select(Of).OfType<UnsettledItem>()).OrderBy(each => each.Line).ToList();
        Unsettled.AddRange(open);
        var counts = settled.Select(each => each.Outcome)
            .Concat(part.Where(each => each.Item.Rejected is not null).Select(_ => EventOutcome.Rejected))
            .Aggregate(run.Counts with { Pages = run.Counts.Pages + 1 }, (sum, outcome) => sum.With(outcome));
        run = run with { Counts = counts };
        if (!request.Plan)
        {
            var rejects = open.Where(each => each.Outcome == EventOutcome.Rejected)
                .Select(each => new Storage.Unsettled(each.Line, each.Name, each.Reason, each.Detail)).ToList();
            await store.SaveAsync(run, settled, rejects, ct);
        }

        BackfillMetrics.Settled(run, settled);
        return run;
    }

    /// <summary>What is signed must be signed by the provider, as of when it came in; what is not is the operator's word.</summary>
    async Task<(FileItem Item, int? SecretIndex)> CheckedAsync(FileItem item)
    {
        if (item.Rejected is not null || source.Kind == RunKind.Rows)
        {
            OnTrust += item.Rejected is null ? 1 : 0;
            return (item, null);
        }

        var at = item.ReceivedAt ?? time.GetUtcNow();
        var webhook = new RawWebhook(
            Guid.CreateVersion7(at), item.Headers, item.Body, Convert.ToHexStringLower(SHA256.HashData(item.Body)), at);
        switch (await VerifyAsync(webhook, at))
        {
            case Verification.Authentic authentic:
                return (item, authentic.SecretIndex);
            case Verification.Refused { Reason: RefusalReason.SignatureMissing }:
                OnTrust++;
                return (item, null);
            case Verification.Refused refused:
                return (item.Reject(RowReason.SignatureRefused, $"{RefusalTerms.WireName(refused.Reason)}: {refused.Detail}"), null);
            default:
                return (item.Reject(RowReason.SignatureRefused, "The certificate that signed it cannot be fetched now."), null);
        }
    }

    async Task<Verification> VerifyAsync(RawWebhook webhook, DateTimeOffset at)
    {
        var (provider, settings) = (request.Endpoint.Provider, request.Endpoint.Settings);
        var verification = provider.Verify(webhook, settings, at);
        if (verification is not Verification.NeedsCertificate needed)
        {
            return verification;
        }

        await certificates.FetchAsync(needed.Address, needed.IssuerHosts);
        return provider.Verify(webhook, settings, at);
    }

    Candidate Candidate(BackfillRun run, FileItem item, int? secretIndex)
    {
        var isRow = source.Kind == RunKind.Rows;
        var notes = new Dictionary<string, string>
        {
            ["ledger-run"] = run.RunId.ToString(),
            ["ledger-file"] = isRow ? $"{run.Asked}:{item.Line}" : CardNumbers.Mask(item.Name),
            ["ledger-authentic-by"] = secretIndex is null ? "operator" : "signature",
        };
        if (item.ReceivedAt is { } received)
        {
            notes["ledger-first-received"] = received.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        }

        var delivery = intake.Read(request.Endpoint, item.Body, DeliverySource.File, item.Headers, notes, secretIndex);
        return new Candidate(
            isRow ? item.Name : delivery.Record.Body.Sha256, delivery.Translation.ProviderEventId, CreatedAt: null, IsDelivered: null,
            delivery)
        {
            IsOneContent = isRow,
            Line = item.Line,
            Name = item.Name,
        };
    }

    static UnsettledItem Of(FileItem item, RowReason reason, string detail) =>
        new(item.Line, CardNumbers.Mask(item.Name), EventOutcome.Rejected, reason.WireName(), detail);

    static UnsettledItem? Of(Settled settled) => settled switch
    {
        { Rejected: { } reason } => new(
            settled.Candidate.Line, settled.Candidate.Name, settled.Outcome, reason.WireName(),
            "An earlier run applied this event id with other content."),
        { Outcome: EventOutcome.Refused } => new(
            settled.Candidate.Line, settled.Candidate.Name, settled.Outcome, settled.Candidate.Reason!,
            settled.Candidate.Delivery.Translation.Detail ?? ""),
        _ => null,
    };
}
