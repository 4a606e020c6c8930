using System.Data.Common;
using System.Net.Sockets;
using Npgsql;

namespace Ledger.EventStore;

/// <summary>Tells a storage that is away from a message that is wrong.</summary>
public static class StorageOutage
{
    /// <summary>True when the same work may succeed unchanged once the server is back.</summary>
    public static bool Is(Exception? exception) =>
        exception switch
        {
            null => false,
            DbException { IsTransient: true } => true,
            DbException { SqlState: { } state } when IsAway(state) => true,
            PostgresException { InvariantSeverity: "FATAL" or "PANIC" } => true,
            SocketException or TimeoutException or IOException => true,
            _ => Is(exception.InnerException),
        };

    /// <summary>
    /// What a server that answers says when it refuses all work: login or rights withdrawn, database, schema or table
    /// gone (a restore under way). It needs an operator; null when it is something else.
    /// </summary>
    public static string? Refusal(Exception? exception) =>
        exception switch
        {
            null => null,
            DbException { SqlState: { } state } refusal when RefusesAll(state) => refusal.Message,
            _ => Refusal(exception.InnerException),
        };

    // Codes of PostgreSQL 15, appendix A: connection lost, resources short, the server or an operator took the
    // session or the query away, or the server is starting, stopping or recovering. Whatever else ends the session is no
    // fault of a row either: on a full disk a login ends with XX000. Ledger.MessageBus sorts by the same (FailureClasses).
    static bool IsAway(string sqlState) =>
        sqlState.StartsWith("08", StringComparison.Ordinal)
        || sqlState.StartsWith("53", StringComparison.Ordinal)
        || sqlState.StartsWith("57P", StringComparison.Ordinal)
        || sqlState is "25006" or "25P03" or "57014" or "58000" or "58030"
        || RefusesAll(sqlState);

    // These meet every message alike: tried one by one, a whole backlog would end up as dead letters.
    static bool RefusesAll(string sqlState) =>
        sqlState.StartsWith("28", StringComparison.Ordinal)
        || sqlState is "3D000" or "3F000" or "42501" or "42P01";
}
