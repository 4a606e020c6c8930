using System.Data.Common;

namespace Ledger.EventStore;

/// <summary>Storage stayed away longer than messages are held; nothing is wrong with the message itself.</summary>
public sealed class StorageAwayException(string message, Exception? innerException)
    : DbException(message, innerException)
{
    /// <summary>True: the same message may succeed later.</summary>
    public override bool IsTransient => true;
}
