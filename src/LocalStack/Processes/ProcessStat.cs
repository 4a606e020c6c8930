using System.Globalization;

namespace Ledger.LocalStack.Processes;

/// <summary>What <c>/proc/PID/stat</c> says (proc(5)).</summary>
readonly record struct ProcessStat(int Pid, char State, int Parent, int Group, int Threads, long StartTicks)
{
    /// <summary>
    /// Ended, or waiting for its parent to take note of it. A process whose first thread has ended looks so already;
    /// until its last one has, its files and ports are taken.
    /// </summary>
    public bool IsDead => (State is 'Z' or 'X' or 'x') && Threads <= 1;

    /// <summary>Of one process; null when there is none.</summary>
    public static ProcessStat? Read(int pid)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{pid}/stat");

            // The second field is the program's name in parentheses, which may itself hold spaces and parentheses.
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return new ProcessStat(pid, fields[0][0], Number(fields[1]), Number(fields[2]), Number(fields[17]), Long(fields[19]));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Of all processes.</summary>
    public static IEnumerable<ProcessStat> All() =>
        from folder in Directory.EnumerateDirectories("/proc")
        let name = Path.GetFileName(folder)
        where name.All(char.IsAsciiDigit)
        let stat = Read(Number(name))
        where stat is not null
        select stat.Value;

    static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    static long Long(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
