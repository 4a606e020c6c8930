using Ledger.Evidence.Sealing;
using Ledger.MessageBus;

namespace Ledger.Worker;

/// <summary>What the archive needs before anything is consumed.</summary>
static class ArchiveStart
{
    /// <summary>Requires every master key that a key of the archive is wrapped by.</summary>
    /// <exception cref="SettingsRefusedException">One or more are not at hand.</exception>
    public static async Task RequireKeysAsync(WorkerOptions options, Databases databases, CancellationToken ct)
    {
        if (!options.Runs(ConsumerQueues.Evidence) || options.ArchiveKeys is not { } masters)
        {
            return;
        }

        var wrapping = await new KeyRegister(databases.Evidence, "evidence").MastersAsync(ct);
        var missing = wrapping.Where(master => masters.Find(master.MasterId) is null)
            .Select(master =>
                $"{MasterKeys.FileSetting} lacks the master key '{master.MasterId}', which wraps {master.Keys} keys of the archive.")
            .ToList();
        if (missing.Count > 0)
        {
            throw new SettingsRefusedException(missing);
        }
    }
}
