using Ledger.Accounting;
using Ledger.Cli.Shell;
using Ledger.Evidence.Sealing;
using Ledger.JournalPosting.Matrix;
using Ledger.Reporting;
using Npgsql;

namespace Ledger.Cli.Reports;

/// <summary>The journal, the archive and the rules, opened for a report. Nothing is connected before it is read.</summary>
sealed class Books : IAsyncDisposable
{
    readonly Lazy<NpgsqlDataSource> _journal;
    readonly Lazy<NpgsqlDataSource> _evidence;
    readonly Lazy<NpgsqlDataSource?> _inventory;
    readonly Lazy<NpgsqlDataSource?> _erp;
    readonly Lazy<NpgsqlDataSource?> _confirmation;
    readonly Lazy<MasterKeys?> _archiveKeys;

    /// <summary>Those that the environment or the local stack names.</summary>
    public Books(CommandContext context)
    {
        _journal = new(() => NpgsqlDataSource.Create(context.Connections.Journal));
        _evidence = new(() => NpgsqlDataSource.Create(context.Connections.Evidence));
        _inventory = new(() => context.Connections.Inventory is { } database ? NpgsqlDataSource.Create(database) : null);
        _archiveKeys = new(() => context.Connections.ArchiveKeys);
        _erp = new(() => context.Connections.Erp is { } database ? NpgsqlDataSource.Create(database) : null);
        _confirmation = new(() => context.Connections.Confirmation is { } database ? NpgsqlDataSource.Create(database) : null);
    }

    /// <summary>Where the journal lies.</summary>
    public SchemaSource Journal => new(_journal.Value, "journal");

    /// <summary>Where the archive lies.</summary>
    public SchemaSource Evidence => new(_evidence.Value, "evidence");

    /// <summary>Master keys of archived bodies; null when nothing names any.</summary>
    public MasterKeys? ArchiveKeys => _archiveKeys.Value;

    /// <summary>A master key of archived bodies by its name; null when it is not at hand.</summary>
    public byte[]? ArchiveKey(string name) => ArchiveKeys?.Find(name)?.Bytes;

    /// <summary>Where the inventory lies; null when nothing names its database.</summary>
    public SchemaSource? Inventory => _inventory.Value is { } source ? new(source, "inventory") : null;

    /// <summary>Where the export to ERPs lies; null when nothing names its database.</summary>
    public SchemaSource? Erp => _erp.Value is { } source ? new(source, "erp_export") : null;

    /// <summary>Where the reads of the providers' APIs lie; null when nothing names their database.</summary>
    public SchemaSource? Confirmation => _confirmation.Value is { } source ? new(source, "confirmation") : null;

    /// <summary>The chart that <c>LEDGER_CHART</c> names, or the one that comes with the product.</summary>
    public static ChartOfAccounts Chart() => Read(() => ChartYaml.Load(Setting("LEDGER_CHART")));

    /// <summary>The matrix of a file, else of <c>LEDGER_MATRIX</c>, else the one that comes with the product.</summary>
    public static PostingMatrix Matrix(string? path, IReadOnlyList<string> profiles) => Read(() => PostingMatrix.Load(
        path ?? Setting("LEDGER_MATRIX"), Chart(),
        profiles.Count > 0
            ? profiles
            : (Setting("LEDGER_MATRIX_PROFILES") ?? "").Split(
                ',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var source in (IReadOnlyList<NpgsqlDataSource?>)
        [
            _journal.IsValueCreated ? _journal.Value : null,
            _evidence.IsValueCreated ? _evidence.Value : null,
            _inventory.IsValueCreated ? _inventory.Value : null,
            _erp.IsValueCreated ? _erp.Value : null,
            _confirmation.IsValueCreated ? _confirmation.Value : null,
        ])
        {
            await (source?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (MatrixRefusedException refused)
        {
            throw CliError.No("RULES_REFUSED", string.Join('\n', refused.Problems), "Correct the file and try again.");
        }
        catch (Exception unreadable) when (unreadable is FormatException or IOException or UnauthorizedAccessException)
        {
            throw CliError.Missing("RULES_UNREADABLE", unreadable.Message, "Check the file that was named.");
        }
    }

    static string? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
