using Npgsql;

namespace Ledger.Reporting.Verifying;

/// <summary>
/// Proves the ledger: every rule of the trust bar, over one snapshot of the journal, without loading events into
/// memory. Safe beside a running ledger; needs a role that may only read.
/// </summary>
/// <param name="journal">Where the journal lies.</param>
/// <param name="evidence">Where the archive lies; possibly on another server.</param>
/// <param name="time">Clock.</param>
/// <param name="more">Checks of others, such as of the payment states; run at the end.</param>
public sealed class Verification(
    SchemaSource journal, SchemaSource evidence, TimeProvider time, params IReadOnlyList<IVerificationCheck> more)
{
    static readonly IReadOnlyList<IVerificationCheck> Own =
    [
        JournalChecks.TrialBalance, JournalChecks.Balanced, JournalChecks.AccountBalances, JournalChecks.DailyBalances,
        JournalChecks.JournalLines, new ChainCheck("hash-chain", VerifiedPart.Journal), StreamChecks.Inbox, StreamChecks.Entries,
        StreamChecks.Streams,
        new StoredBodiesCheck(), new EntryEvidenceCheck(), new DeliveryReachedCheck("journal"),
    ];

    /// <summary>Where the inventory lies, which keeps the commands behind goods events; null when there is none.</summary>
    public SchemaSource? Inventory { get; init; }

    /// <summary>Further checks of the inventory; run only where stock is kept.</summary>
    public IReadOnlyList<IVerificationCheck> OfStock { get; init; } = [];

    /// <summary>Where the export to ERPs lies; null when there is none.</summary>
    public SchemaSource? Erp { get; init; }

    /// <summary>Where the reads of the providers' APIs lie; null when there is none.</summary>
    public SchemaSource? Confirmation { get; init; }

    /// <summary>Gives a master key of archived bodies by its name, null when it is not at hand; without it none is.</summary>
    public Func<string, byte[]?> ArchiveKey { get; init; } = _ => null;

    /// <summary>Runs all checks; a check that fails does not keep the others from running.</summary>
    public async Task<VerificationReport> RunAsync(
        VerificationOptions options, IProgress<VerificationProgress>? progress, CancellationToken ct)
    {
        var started = time.GetTimestamp();
        await using var snapshot = await Snapshot.TakeAsync(journal, ct);
        await snapshot.ExpectWholeTablesAsync(ct);
        await using var stock = await SnapshotAsync(Inventory, "stock_level", ct);
        await using var erp = await SnapshotAsync(Erp, "run_exclusion", ct);
        await using var reads = await SnapshotAsync(Confirmation, "provider_read", ct);
        var scope = new VerificationScope(snapshot, journal, evidence, options, time)
        {
            Inventory = Inventory,
            StockSnapshot = stock,
            Erp = Erp,
            ErpSnapshot = erp,
            Confirmation = reads is null ? null : Confirmation,
            ArchiveKey = ArchiveKey,
            Position = await snapshot.ScalarAsync<long>("select coalesce(max(seq_id), 0) from mt_events", ct),
        };
        IReadOnlyList<IVerificationCheck> checks =
        [
            .. Own, .. more, .. stock is null ? [] : StockChecks.All.Concat(OfStock), .. erp is null ? [] : ErpChecks.All,
            .. reads is null ? [] : (IVerificationCheck[])[new ReadsCheck()],
        ];
        var results = new List<CheckResult>();
        foreach (var check in checks)
        {
            progress?.Report(new(results.Count + 1, checks.Count, check.Name, null));
            var result = await RunAsync(check, scope, ct);
            results.Add(result);
            progress?.Report(new(results.Count, checks.Count, check.Name, result));
        }

        var first = results.Find(result => !result.Ok);
        return new VerificationReport(
            first is null, scope.Position, time.GetElapsedTime(started).TotalSeconds, first?.FirstDifference, results);
    }

    /// <summary>A snapshot of a schema; null when this ledger has none with such a table.</summary>
    static async Task<Snapshot?> SnapshotAsync(SchemaSource? schema, string table, CancellationToken ct)
    {
        if (schema is null)
        {
            return null;
        }

        var snapshot = await Snapshot.TakeAsync(schema, ct);
        if (await snapshot.ScalarAsync<bool>($"select to_regclass('{table}') is not null", ct))
        {
            await snapshot.ExpectWholeTablesAsync(ct);
            return snapshot;
        }

        await snapshot.DisposeAsync();
        return null;
    }

    async Task<CheckResult> RunAsync(IVerificationCheck check, VerificationScope scope, CancellationToken ct)
    {
        var started = time.GetTimestamp();
        var finding = await FindAsync(check, scope, ct);
        return new CheckResult(
            check.Name, check.Rule, finding.FirstDifference is null, finding.Count, finding.FirstDifference,
            finding.Remark, time.GetElapsedTime(started).TotalSeconds);
    }

    /// <summary>A body that cannot be read as what it should be (SQLSTATE class 22) is a difference, not a failure.</summary>
    static async Task<CheckFinding> FindAsync(IVerificationCheck check, VerificationScope scope, CancellationToken ct)
    {
        await scope.MarkAsync(ct);
        try
        {
            return await check.RunAsync(scope, ct);
        }
        catch (PostgresException unreadable) when (unreadable.SqlState.StartsWith("22", StringComparison.Ordinal))
        {
            await scope.BackToMarkAsync(ct);
            return new CheckFinding(0, new Difference(
                "a stored value cannot be read", $"check {check.Name}", "a value of its type", unreadable.MessageText));
        }
    }
}
