using Ledger.Cli.Shell;
using Ledger.Confirmation.Operating;
using Npgsql;

namespace Ledger.Cli.Confirm;

/// <summary>The confirmation's tables, opened for a command. Nothing is connected before it is read.</summary>
sealed class ConfirmBooks : IAsyncDisposable
{
    const string Schema = "confirmation";

    readonly NpgsqlDataSource _source;

    /// <summary>Those that the environment or the local stack names.</summary>
    public ConfirmBooks(CommandContext context)
    {
        _source = NpgsqlDataSource.Create(context.Connections.Confirmation ?? context.Connections.Journal);
        Queries = new ReadQueries(_source, Schema);
        Desk = new ReadDesk(_source, Schema);
    }

    /// <summary>What is asked.</summary>
    public ReadQueries Queries { get; }

    /// <summary>What is decided.</summary>
    public ReadDesk Desk { get; }

    /// <summary>The one report of an id.</summary>
    /// <exception cref="CliError">There is none, or there are several.</exception>
    public async Task<ReadRecord> OneAsync(string id, CancellationToken ct) => await Queries.FindAsync(id, ct) switch
    {
        [var one] => one,
        [] => throw NotFound(id),
        var several => throw CliError.WrongUsage(
            $"'{id}' has {several.Count} reports.", $"Name one: {string.Join(", ", several.Select(each => each.ReportId))}."),
    };

    /// <summary>Nothing was reported under an id.</summary>
    public static CliError NotFound(string id) => CliError.No(
        "READ_NOT_FOUND", $"No message of '{id}' was sent to be confirmed.",
        "Give the id of the provider's event, of the report, the delivery or the read; endpoints with confirm 'never' have none.");

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
