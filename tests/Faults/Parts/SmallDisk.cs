using Ledger.LocalStack.Processes;

namespace Ledger.Faults.Parts;

/// <summary>A small file system in memory, so that a disk can be full without filling the machine's.</summary>
sealed class SmallDisk : IAsyncDisposable
{
    const int Megabyte = 1024 * 1024;
    readonly string _folder;
    readonly string _ballast;

    SmallDisk(string folder) => (_folder, _ballast) = (folder, Path.Combine(folder, "ballast"));

    /// <summary>Where a server's data may go.</summary>
    public string DataFolder => Path.Combine(_folder, "data");

    /// <summary>Mounts it; null, with the reason, when that is not allowed here.</summary>
    public static async Task<(SmallDisk? Disk, string? WhyNot)> MountAsync(string folder, int megabytes, CancellationToken ct)
    {
        await RemoveAsync(folder); // Of a run that was killed.
        Directory.CreateDirectory(folder);
        var log = Path.Combine(Path.GetTempPath(), $"ledger-mount-{Environment.ProcessId}.log");
        try
        {
            var code = await DetachedProcess.RunAsync(
                new ProcessLaunch
                {
                    Program = "mount",
                    Arguments = ["-t", "tmpfs", "-o", $"size={megabytes}m,mode=0755", "tmpfs", folder],
                    LogFile = log,
                }, ct);
            return code == 0
                ? (new SmallDisk(folder), null)
                : (null, $"mounting a tmpfs is not allowed: {string.Join(" ", LogTail.Read(log, 1))}");
        }
        finally
        {
            File.Delete(log);
        }
    }

    /// <summary>Takes whatever room is left now; called again, it takes what has become free since.</summary>
    public void Fill()
    {
        var block = new byte[Megabyte];
        foreach (var size in (int[])[Megabyte, 64 * 1024, 4096])
        {
            try
            {
                using var file = new FileStream(_ballast, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
                while (true)
                {
                    file.Write(block, 0, size);
                }
            }
            catch (IOException)
            {
                // Full for blocks of this size.
            }
        }
    }

    /// <summary>Gives the room back.</summary>
    public void Free() => File.Delete(_ballast);

    /// <summary>Keeps what is on it in a folder of the machine's disk.</summary>
    public Task CopyToAsync(string folder) => DetachedProcess.RunAsync(
        new ProcessLaunch { Program = "cp", Arguments = ["-a", DataFolder, folder], LogFile = "/dev/null" },
        CancellationToken.None);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await RemoveAsync(_folder);

    /// <summary>Unmounts a disk, if it is there, and removes its folder.</summary>
    public static async Task RemoveAsync(string folder)
    {
        if (Directory.Exists(folder))
        {
            await DetachedProcess.RunAsync(
                new ProcessLaunch { Program = "umount", Arguments = ["-l", folder], LogFile = "/dev/null" },
                CancellationToken.None);
            Directory.Delete(folder, recursive: true);
        }
    }
}
