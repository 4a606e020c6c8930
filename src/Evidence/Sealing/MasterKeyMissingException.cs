using System.Data.Common;

namespace Ledger.Evidence.Sealing;

/// <summary>
/// A key is wrapped by a master key that is not at hand. Nothing is wrong with what was to be sealed: as with a server that is away, it
/// waits until the key is there.
/// </summary>
/// <param name="masterId">The name of that master key.</param>
/// <param name="cause">Set where a key of that name is at hand and does not open it.</param>
public sealed class MasterKeyMissingException(string masterId, Exception? cause = null) : DbException(
    $"A key of the archive is wrapped by the master key '{masterId}', "
    + (cause is null
        ? $"which {MasterKeys.FileSetting} does not hold. "
        : $"and the one of that name in {MasterKeys.FileSetting} does not open it. ")
    + "Add the right one; 'ledger archive keys show' tells which are needed.",
    cause)
{
    /// <summary>The name of the master key.</summary>
    public string MasterId { get; } = masterId;

    /// <summary>True: it may succeed once the key is there.</summary>
    public override bool IsTransient => true;
}
