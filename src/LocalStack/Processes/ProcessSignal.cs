using System.Runtime.InteropServices;

namespace Ledger.LocalStack.Processes;

/// <summary>Sends signals; the class library can only kill.</summary>
static class ProcessSignal
{
    /// <summary>SIGKILL.</summary>
    public const int Kill = 9;

    /// <summary>SIGCONT: it goes on.</summary>
    public const int Continue = 18;

    /// <summary>SIGSTOP: it stands still until SIGCONT; it cannot refuse.</summary>
    public const int Stop = 19;

    /// <summary>Sends a signal to a process, or to a process group when <paramref name="pid"/> is negative.</summary>
    /// <returns>False when there is no such process.</returns>
    public static bool Send(int pid, int signal)
    {
        // 0, -1 and 1 would mean "my own group", "every process" and the system's first process.
        if (pid is >= -1 and <= 1)
        {
            throw new ArgumentOutOfRangeException(nameof(pid), pid, "Not one process or group of ours.");
        }

        return kill(pid, signal) == 0;
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int kill(int pid, int signal);
}
