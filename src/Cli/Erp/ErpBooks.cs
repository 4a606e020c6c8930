using System.Data.Common;
using Ledger.Cli.Shell;
using Ledger.Cli.Stock;
using Ledger.ErpExport;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;
using Ledger.ErpExport.Operating;
using Ledger.ErpExport.Queries;
using Ledger.ErpExport.Storage;
using Ledger.ErpExport.TieOuts;
using Ledger.EventStore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Ledger.Cli.Erp;

/// <summary>
/// The export's schema, opened for a command. It writes beside a running worker: writers of one schema take turns, every move names the
/// version that it has seen, and the worker's relay publishes what any of them has written.
/// </summary>
sealed class ErpBooks : IAsyncDisposable
{
    /// <summary>Schema of the export.</summary>
    public const string Schema = "erp_export";

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The one that the environment or the local stack names.</summary>
    public ErpBooks(CommandContext context)
    {
        var database = context.Connections.Erp ?? throw CliError.Missing(
            "STACK_NOT_FOUND", "LEDGER_POSTGRES_ERP is not set, and no local stack runs that could tell it.",
            "Start one with './ledger up --detach', or set LEDGER_POSTGRES_ERP or LEDGER_POSTGRES.");
        (Source, Time, File) = (NpgsqlDataSource.Create(database), context.Time, new TargetsFile(context));
    }

    /// <summary>Connections to its server.</summary>
    public NpgsqlDataSource Source { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>The file of targets.</summary>
    public TargetsFile File { get; }

    /// <summary>Documents with their payloads.</summary>
    public ErpReads Reads => new(Source, Schema);

    /// <summary>Lines with their way back to the journal.</summary>
    public LineReads Lines => new(Source, Schema);

    /// <summary>How the export goes.</summary>
    public StatusQuery Status => new(Source, Schema);

    /// <summary>Its runs.</summary>
    public RunQuery Runs => new(Source, Schema);

    /// <summary>Its documents, for people.</summary>
    public DocumentQuery Documents => new(Source, Schema);

    /// <summary>What others have posted on our accounts.</summary>
    public FindingQuery Findings => new(Source, Schema);

    /// <summary>All targets that are known, each with the position behind which its export begins.</summary>
    public async Task<IReadOnlyDictionary<string, long>> TargetsAsync(CancellationToken ct)
    {
        var known = (await Status.BegunAsync(ct)).ToDictionary(name => name, _ => 0L, StringComparer.Ordinal);
        foreach (var target in File.ReadIfAny())
        {
            known[target.Name] = target.StartAfter;
        }

        return known;
    }

    /// <summary>Requires that a target is known, so that a slip of the pen does not make a new one.</summary>
    /// <exception cref="CliError">It is not.</exception>
    public async Task RequireAsync(string target, CancellationToken ct)
    {
        if (!(await Status.BegunAsync(ct)).Contains(target, StringComparer.Ordinal)
            && !File.ReadIfAny().Any(each => each.Name == target))
        {
            throw ErpAdvice.Refused(ErpCommandReason.TargetUnknown, $"No target is called '{target}'.");
        }
    }

    /// <summary>A document of a target.</summary>
    /// <exception cref="CliError">There is none of that reference.</exception>
    public async Task<KeptDocument> DocumentAsync(string target, string reference, CancellationToken ct)
    {
        await RequireAsync(target, ct);
        return DocumentReference.IsReference(reference) && await Reads.ByReferenceAsync(target, [reference], ct) is [var kept]
            ? kept
            : throw ErpAdvice.Refused(ErpCommandReason.DocumentUnknown, $"Target {target} has no document '{reference}'.");
    }

    /// <summary>Compares the balances of a target's mapped accounts with its ERP's.</summary>
    /// <param name="target">Its name.</param>
    /// <param name="through">Last posting date that counts; null for all.</param>
    /// <param name="ct">Stops asking.</param>
    /// <exception cref="CliError">The target, its mapping or its secrets cannot be used.</exception>
    /// <exception cref="ErpAwayException">The ERP cannot be asked.</exception>
    public async Task<TieOutReport> TieOutAsync(string target, DateOnly? through, CancellationToken ct)
    {
        var known = File.Target(target);
        await using var adapter = File.Adapter(known, Source);
        return await new TieOut(known, adapter, TargetsFile.Mapping(known), Source, Schema, Time).CompareAsync(through, ct);
    }

    /// <summary>Writes, once the clocks of this machine and the server agree.</summary>
    /// <exception cref="CliError">They differ, the server is away, or somebody else was faster.</exception>
    public async Task<T> WriteAsync<T>(Func<ErpWriter, Task<T>> write, CancellationToken ct)
    {
        try
        {
            await ServerClock.RequireAsync(Source, Time, Patience, ct);
            await using var writer = new ErpWriter(
                Source, Schema, new BatchQueueOptions { HoldFor = Patience }, Time, NullLogger<ErpWriter>.Instance);
            return await write(writer);
        }
        catch (PostgresException twice) when (twice.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw ErpAdvice.Refused(ErpCommandReason.MovedMeanwhile, "Another command was faster; nothing was done.");
        }
        catch (DbException away) when (StorageOutage.Is(away))
        {
            var cause = away is StorageAwayException ? away.InnerException : away;
            throw StorageOutage.Refusal(cause) is not null && Failures.Explain(cause!) is { } known
                ? known
                : CliError.Unreachable(
                    "POSTGRES_UNREACHABLE",
                    $"PostgreSQL cannot be reached; whether the command was taken is not known. {cause?.Message}",
                    "Look with 'ledger erp show', and give it again if need be: a document that has moved refuses it.");
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Source.DisposeAsync();
}
