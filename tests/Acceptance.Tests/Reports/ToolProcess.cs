using System.Diagnostics;

namespace Ledger.Acceptance.Tests.Reports;

/// <summary>A program of the machine.</summary>
static class ToolProcess
{
    /// <summary>Runs it; gives its exit code and all that it said.</summary>
    public static async Task<(int ExitCode, string Said)> RunAsync(string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["LC_ALL"] = "C.UTF-8" },
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }
}
