using System.Runtime.InteropServices;
using Npgsql;

namespace Ledger.EventStore;

/// <summary>The end of the chain: position and hash of the last chained event, and how many there are.</summary>
[StructLayout(LayoutKind.Auto)]
readonly record struct ChainHead(long Position, byte[] Hash, long Events)
{
    /// <summary>Reads the columns position, hash, events.</summary>
    public static ChainHead Read(NpgsqlDataReader reader) =>
        new(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1), reader.GetInt64(2));
}
