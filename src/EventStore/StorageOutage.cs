using System.Data.Common;
using System.Net.Sockets;

namespace Ledger.EventStore;

/// <summary>Tells a storage that is away from a message that is wrong.</summary>
static class StorageOutage
{
    /// <summary>True when the same work may succeed unchanged once the server is back.</summary>
    public static bool Is(Exception? exception) =>
        exception switch
        {
            null => false,
            DbException { IsTransient: true } => true,
            DbException { SqlState: { } state } when IsAway(state) => true,
            SocketException or TimeoutException or IOException => true,
            _ => Is(exception.InnerException),
        };

    // Codes of PostgreSQL 15, appendix A: connection lost, resources short, the server or an operator took the
    // session away, or the server is starting, stopping or recovering.
    static bool IsAway(string sqlState) =>
        sqlState.StartsWith("08", StringComparison.Ordinal)
        || sqlState.StartsWith("53", StringComparison.Ordinal)
        || sqlState.StartsWith("57P", StringComparison.Ordinal)
        || sqlState is "25006" or "25P03" or "58000" or "58030";
}
