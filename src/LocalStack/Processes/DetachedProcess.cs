using System.Diagnostics;

namespace Ledger.LocalStack.Processes;

/// <summary>
/// Starts programs that outlive the one that starts them: in a session of their own, so that Ctrl-C in our terminal
/// does not reach them, with their output in a log file and no input.
/// </summary>
public static class DetachedProcess
{
    // Every step replaces the one before (exec), so the number we get is the program's own and leads its own group.
    const string Script = """log=$1; shift; exec setsid "$@" >>"$log" 2>&1 </dev/null""";

    /// <summary>Starts it, with a new log; the log of the time before is kept beside it as <c>.1</c>.</summary>
    public static RunningProcess Start(ProcessLaunch launch)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(launch.LogFile)!);
        if (File.Exists(launch.LogFile))
        {
            File.Move(launch.LogFile, launch.LogFile + ".1", overwrite: true);
        }

        using var process = Process.Start(Describe(launch))
            ?? throw new StackStartException($"{launch.Program} was not started.");
        return RunningProcess.Find(process.Id)
            ?? throw StackStartException.Of(launch.Name ?? launch.Program, "ended while starting", launch.LogFile);
    }

    /// <summary>Starts it and waits for its end; kills it when cancelled.</summary>
    /// <returns>Its exit code.</returns>
    public static async Task<int> RunAsync(ProcessLaunch launch, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(launch.LogFile)!);
        using var process = Process.Start(Describe(launch))
            ?? throw new StackStartException($"{launch.Program} was not started.");
        try
        {
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode;
        }
        finally
        {
            if (!process.HasExited)
            {
                ProcessSignal.Send(-process.Id, ProcessSignal.Kill);
                process.Kill(entireProcessTree: true);
            }
        }
    }

    static ProcessStartInfo Describe(ProcessLaunch launch)
    {
        string[] user = launch.RunAs is { } name
            ? ["setpriv", "--reuid", name, "--regid", ServerUser.GroupOf(name), "--init-groups", "--"]
            : [];
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false, WorkingDirectory = launch.WorkingFolder };
        string[] arguments = ["-c", Script, "sh", launch.LogFile, .. user, launch.Program, .. launch.Arguments];
        Array.ForEach(arguments, start.ArgumentList.Add);
        var dropped = start.Environment.Keys
            .Where(key => launch.DroppedPrefixes.Any(prefix => key.StartsWith(prefix, StringComparison.Ordinal)))
            .ToList();
        dropped.ForEach(key => start.Environment.Remove(key));
        foreach (var (key, value) in launch.Environment)
        {
            start.Environment[key] = value;
        }

        return start;
    }
}
