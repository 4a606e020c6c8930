using System.Globalization;

namespace Ledger.LocalStack.Processes;

/// <summary>Remembers a process in a file: <c>PID START-TICKS BOOT-ID</c>.</summary>
public static class PidFile
{
    /// <summary>Writes it; whole or not at all.</summary>
    public static void Write(string path, RunningProcess process)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var text = string.Create(CultureInfo.InvariantCulture, $"{process.Pid} {process.StartTicks} {process.BootId}\n");
        PrivateFile.Write(path, text);
    }

    /// <summary>The remembered process if it is still the same and runs; null otherwise.</summary>
    public static RunningProcess? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var fields = File.ReadAllText(path).Trim().Split(' ');
        return fields.Length == 3
            && int.TryParse(fields[0], CultureInfo.InvariantCulture, out var pid)
            && long.TryParse(fields[1], CultureInfo.InvariantCulture, out var ticks)
            && new RunningProcess(pid, ticks, fields[2]) is { IsAlive: true } process
                ? process
                : null;
    }

    /// <summary>Forgets it.</summary>
    public static void Delete(string path) => File.Delete(path);
}
