using System.Net.Sockets;
using Ledger.ErpExport.Adapters;
using Ledger.EventStore;
using Ledger.Evidence.Sealing;
using Ledger.LocalStack;
using Npgsql;
using RabbitMQ.Client.Exceptions;

namespace Ledger.Cli.Shell;

/// <summary>Explains what stopped a command.</summary>
static class Failures
{
    /// <summary>What to tell; null for our own bugs.</summary>
    public static CliError? Explain(Exception exception) => exception switch
    {
        CliError error => error,
        MasterKeyMissingException locked => CliError.Missing(
            "ARCHIVE_KEY_MISSING", locked.Message, "Add it to the file that LEDGER_ARCHIVE_KEYS names; the order says which is newest."),
        PostgresException missing when IsTableMissing(missing) => CliError.Missing(
            "SCHEMA_NOT_FOUND", $"PostgreSQL has no ledger tables here: {missing.MessageText}.",
            "Start the worker once, which creates them ('./ledger up'), or check the database in LEDGER_POSTGRES."),
        PostgresException refused when IsConnectionRefused(refused) => CliError.Unreachable(
            "POSTGRES_REFUSED", $"PostgreSQL refused the connection: {refused.MessageText} ({refused.SqlState}).",
            "Check user, password and database in LEDGER_POSTGRES."),
        PostgresException unable when StorageOutage.Is(unable) => CliError.Unreachable(
            "POSTGRES_UNABLE", $"PostgreSQL answers and cannot work: {unable.MessageText} ({unable.SqlState}).",
            "Look at its log, its disk and its memory, and give the command again."),
        PostgresException => null,
        NpgsqlException away => CliError.Unreachable(
            "POSTGRES_UNREACHABLE", $"PostgreSQL cannot be reached: {Innermost(away)}",
            "Start it with './ledger up --detach', or check LEDGER_POSTGRES; './ledger status' shows what runs."),
        BrokerUnreachableException or AlreadyClosedException or ConnectFailureException => CliError.Unreachable(
            "RABBITMQ_UNREACHABLE", $"RabbitMQ cannot be reached: {Innermost(exception)}",
            "Start it with './ledger up --detach', or check LEDGER_RABBITMQ; './ledger status' shows what runs."),
        ErpAwayException erp => CliError.Unreachable(
            "ERP_UNREACHABLE", $"The ERP cannot be asked ({erp.Reason.WireName()}): {erp.Message}",
            "Nothing was changed there. Look at the target's settings and at 'ledger erp status', and try again."),
        HttpRequestException or SocketException => CliError.Unreachable(
            "SERVER_UNREACHABLE", $"A server cannot be reached: {exception.Message}",
            "Start the stack with './ledger up --detach'; './ledger status' shows what runs."),
        MissingProgramException missing => CliError.Missing("PROGRAM_MISSING", missing.Message, missing.Hint),
        StackStartException failed => CliError.Unreachable(
            "START_FAILED", failed.Message, "What this command had started is stopped again; './ledger logs' shows more."),
        OperationCanceledException => new CliError(
            ExitCode.No, "STOPPED", "Stopped before it was finished.", "Run it again to finish."),
        _ => null,
    };

    /// <summary>What to tell about our own bug, beside its stack trace.</summary>
    public static CliError Bug(Exception exception) => new(
        ExitCode.Bug, "BUG", $"The command failed in a way it does not know: {exception.Message}",
        "This is a fault of the program. Please report it with the stack trace on standard error.");

    /// <summary>Prints the error where the caller looks for it; returns its exit code.</summary>
    public static int Print(Output output, CliError error)
    {
        if (output.IsJson)
        {
            var printed = new PrintedError(new PrintedError.Body(error.Name, error.Message, error.Hint));
            output.Json(printed, PrintedErrorJson.Default.PrintedError);
        }
        else
        {
            output.Progress.WriteLine(error.Message);
            output.Progress.WriteLine(error.Hint);
        }

        return error.ExitCode;
    }

    static bool IsTableMissing(PostgresException exception) =>
        exception.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName;

    static bool IsConnectionRefused(PostgresException exception) =>
        exception.SqlState.StartsWith("28", StringComparison.Ordinal)
        || exception.SqlState.StartsWith("57P", StringComparison.Ordinal)
        || exception.SqlState is PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.TooManyConnections;

    static string Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
        {
            exception = inner;
        }

        return exception.Message;
    }
}
