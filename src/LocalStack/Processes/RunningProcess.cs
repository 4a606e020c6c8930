using System.Globalization;

namespace Ledger.LocalStack.Processes;

/// <summary>
/// A process of this machine, told from a later one with the same number by its start time and the machine's boot.
/// </summary>
/// <param name="Pid">Its number, also that of its process group.</param>
/// <param name="StartTicks">When it started, in clock ticks since the machine booted.</param>
/// <param name="BootId">Which boot of the machine.</param>
public sealed record RunningProcess(int Pid, long StartTicks, string BootId)
{
    const int TicksPerSecond = 100;
    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    /// <summary>True while it runs; a process that has ended and waits for its parent does not run.</summary>
    public bool IsAlive => Find(Pid) == this;

    /// <summary>How long it has been running.</summary>
    public TimeSpan Uptime
    {
        get
        {
            var sinceBoot = double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], CultureInfo.InvariantCulture);
            return TimeSpan.FromSeconds(Math.Max(0, sinceBoot - (StartTicks / (double)TicksPerSecond)));
        }
    }

    /// <summary>Its resident memory in bytes; 0 when it has ended.</summary>
    public long ResidentBytes
    {
        get
        {
            var line = ReadLines($"/proc/{Pid}/status").FirstOrDefault(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
            var kilobytes = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2];
            return kilobytes is null ? 0 : long.Parse(kilobytes.Trim('\t'), CultureInfo.InvariantCulture) * 1024;
        }
    }

    /// <summary>Its command line, arguments separated by a space; empty when it has ended.</summary>
    public string CommandLine => string.Join(' ', ReadLines($"/proc/{Pid}/cmdline").Take(1)).Replace('\0', ' ');

    /// <summary>The running process of a number; null when there is none.</summary>
    public static RunningProcess? Find(int pid) =>
        ProcessStat.Read(pid) is { IsDead: false } stat ? new RunningProcess(pid, stat.StartTicks, CurrentBoot()) : null;

    /// <summary>The running process whose command line holds a text that only ours has; null when there is none.</summary>
    public static RunningProcess? FindByCommandLine(string text) =>
        ProcessStat.All().Select(each => Find(each.Pid)).OfType<RunningProcess>()
            .FirstOrDefault(each => each.CommandLine.Contains(text, StringComparison.Ordinal));

    /// <summary>Its living children.</summary>
    public IReadOnlyList<RunningProcess> Children() =>
        [.. ProcessStat.All().Where(each => !each.IsDead && each.Parent == Pid).Select(each => Find(each.Pid)).OfType<RunningProcess>()];

    /// <summary>Asks it to stop, waits, and kills it with its group when it has not ended by then.</summary>
    /// <param name="signal">How to ask.</param>
    /// <param name="grace">How long to wait.</param>
    /// <param name="cancellationToken">Stops the waiting; the process may still run.</param>
    /// <returns>False when it had to be killed.</returns>
    public async Task<bool> StopAsync(StopSignal signal, TimeSpan grace, CancellationToken cancellationToken)
    {
        if (!IsAlive)
        {
            return true;
        }

        ProcessSignal.Send(Pid, (int)signal);
        if (await EndedWithinAsync(grace, cancellationToken))
        {
            return true;
        }

        await KillAsync(cancellationToken);
        return false;
    }

    /// <summary>Kills it and its process group at once (<c>kill -9</c>) and waits until it is gone.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        if (!IsAlive)
        {
            return;
        }

        SendToGroup(ProcessSignal.Kill);
        await EndedWithinAsync(TimeSpan.FromSeconds(30), cancellationToken);
    }

    /// <summary>Lets it and its process group stand still (<c>SIGSTOP</c>), as a machine that is overloaded or moved does.</summary>
    public void Suspend() => SendToGroup(ProcessSignal.Stop);

    /// <summary>Lets it go on (<c>SIGCONT</c>).</summary>
    public void Resume() => SendToGroup(ProcessSignal.Continue);

    /// <summary>Waits until it has ended.</summary>
    /// <returns>False when it still runs after that time.</returns>
    public async Task<bool> EndedWithinAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var until = Environment.TickCount64 + (long)time.TotalMilliseconds;
        while (IsAlive)
        {
            if (Environment.TickCount64 > until)
            {
                return false;
            }

            await Task.Delay(Poll, cancellationToken);
        }

        return true;
    }

    // A process started by DetachedProcess leads its own group; of any other, only itself is meant.
    void SendToGroup(int signal)
    {
        if (!IsAlive)
        {
            return;
        }

        if (ProcessStat.Read(Pid)?.Group == Pid)
        {
            ProcessSignal.Send(-Pid, signal);
        }

        ProcessSignal.Send(Pid, signal);
    }

    static string CurrentBoot() => ReadLines("/proc/sys/kernel/random/boot_id").FirstOrDefault() ?? "unknown";

    static string[] ReadLines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (IOException)
        {
            return []; // The process ended between two looks at it.
        }
    }
}
