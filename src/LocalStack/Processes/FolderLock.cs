namespace Ledger.LocalStack.Processes;

/// <summary>Keeps two programs from starting or stopping the same thing at once; ends with the process that holds it.</summary>
sealed class FolderLock : IDisposable
{
    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    readonly FileStream _file;

    FolderLock(FileStream file) => _file = file;

    /// <summary>Waits for the lock.</summary>
    public static async Task<FolderLock> TakeAsync(string path, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        while (true)
        {
            try
            {
                return new FolderLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException) when (File.Exists(path))
            {
                await Task.Delay(Poll, cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
