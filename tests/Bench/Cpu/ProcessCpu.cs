using System.Globalization;

namespace Ledger.Bench.Cpu;

/// <summary>CPU time of a process and everything it has started, from <c>/proc/PID/stat</c> (proc(5)).</summary>
static class ProcessCpu
{
    const double MicrosecondsPerTick = 10_000; // USER_HZ is 100 on every Linux that .NET runs on.

    /// <summary>
    /// User and system time so far, in microseconds: its own, that of its children that have ended and been waited for
    /// (<c>cutime</c>, <c>cstime</c>), and that of all its living descendants.
    /// </summary>
    public static double OfTree(int pid)
    {
        var all = Directory.EnumerateDirectories("/proc")
            .Select(folder => Path.GetFileName(folder))
            .Where(name => name.All(char.IsAsciiDigit))
            .Select(name => Read(int.Parse(name, CultureInfo.InvariantCulture)))
            .OfType<Stat>().ToList();
        var children = all.ToLookup(stat => stat.Parent);
        var ticks = 0L;
        var open = new Stack<Stat>(all.Where(stat => stat.Pid == pid));
        while (open.TryPop(out var stat))
        {
            ticks += stat.Ticks;
            foreach (var child in children[stat.Pid])
            {
                open.Push(child);
            }
        }

        return ticks * MicrosecondsPerTick;
    }

    static Stat? Read(int pid)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{pid}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            var ticks = fields[11..15].Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
            return new Stat(pid, int.Parse(fields[1], CultureInfo.InvariantCulture), ticks);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null; // It ended between two looks; its parent has its time.
        }
    }

    sealed record Stat(int Pid, int Parent, long Ticks);
}
