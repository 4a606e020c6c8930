using Ledger.Backfill.Storage;
using Ledger.Intake;
using Ledger.PaymentEvents;
using Ledger.ProviderAccess;
using Ledger.ProviderAccess.Certificates;

namespace Ledger.Backfill.Files;

/// <summary>
/// Takes in what an operator hands over in files, a bounded lane for what no list has any more (R-FF-01). All of it is checked against its
/// manifest first; then each delivery or row goes its own way, and one that cannot be used stops none of the others (R-FF-09).
/// </summary>
/// <param name="intake">The way in.</param>
/// <param name="store">Runs and what they settled.</param>
/// <param name="known">What the archive has.</param>
/// <param name="certificates">Fetches those that providers sign with.</param>
/// <param name="time">The clock.</param>
public sealed class FileBackfill(
    ChannelIntake intake, BackfillStore store, KnownDeliveries known, CertificateStore certificates, TimeProvider time)
{
    readonly EventSettler _settler = new(intake, store, known);

    /// <summary>Takes a folder or a file in. A second time it takes what was not taken the first time (R-FF-08).</summary>
    /// <param name="request">What is handed over.</param>
    /// <param name="told">Told after each part.</param>
    /// <param name="ct">Stops between parts.</param>
    /// <exception cref="BackfillRefusedException">It is refused as a whole, or cannot go on.</exception>
    public async Task<FileOutcome> RunAsync(FileRequest request, Func<BackfillRun, Task> told, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        request = request with { Endpoint = certificates.Complete(new WebhookEndpoints([request.Endpoint])).All.Single() };
        IItemSource source = Directory.Exists(request.Path)
            ? DeliveryFolder.Open(request.Path, request.Manifest)
            : EventRowsFile.Open(request.Path, request.Manifest, request.Endpoint, now);
        var run = new BackfillRun
        {
            RunId = Guid.CreateVersion7(now),
            Kind = source.Kind,
            Provider = request.Endpoint.Provider.Name,
            Endpoint = request.Endpoint.Name,
            Account = request.Endpoint.Settings.Account,
            StartedBy = request.Actor,
            StartedAt = now,
            Asked = CardNumbers.Mask(Path.GetFileName(Path.TrimEndingDirectorySeparator(request.Path))),
            ManifestSha256 = source.Manifest.Sha256,
        };
        var work = new FileWork(intake, _settler, store, request, source, certificates, time, told);
        if (request.Plan)
        {
            return new FileOutcome((await work.RunAsync(run, ct)) with { State = RunState.Finished }, work.Unsettled, work.OnTrust);
        }

        await using var own = await store.TryLockAsync(run.Provider, run.Endpoint, ct)
            ?? throw new BackfillRefusedException(
                BackfillReason.AlreadyRunning, $"Another backfill of {run.Provider}/{run.Endpoint} is at work.");
        await store.BeginAsync(run, isResumed: false, ct);
        var done = await RunEnding.OfAsync(store, run.RunId, time, () => work.RunAsync(run, ct), ct);
        return new FileOutcome(done, work.Unsettled, work.OnTrust);
    }
}
