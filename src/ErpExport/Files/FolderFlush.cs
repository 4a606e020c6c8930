using System.Runtime.InteropServices;

namespace Ledger.ErpExport.Files;

/// <summary>Flushes a folder to the disk; the class library only flushes files. Without it a rename may be lost with the power.</summary>
static class FolderFlush
{
    const int ReadOnly = 0;

    /// <summary>Flushes it. Does nothing on Windows, where a folder has no such thing.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public static void Flush(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var folder = open(path, ReadOnly);
        if (folder < 0)
        {
            throw new IOException($"The folder {path} cannot be opened to be flushed (errno {Marshal.GetLastPInvokeError()}).");
        }

        try
        {
            if (fsync(folder) != 0)
            {
                throw new IOException($"The folder {path} cannot be flushed (errno {Marshal.GetLastPInvokeError()}).");
            }
        }
        finally
        {
            _ = close(folder);
        }
    }

    [DllImport(
        "libc", EntryPoint = "open", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int open(string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int fsync(int file);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int close(int file);
}
