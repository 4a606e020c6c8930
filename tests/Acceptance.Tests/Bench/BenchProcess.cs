using System.Diagnostics;
using Ledger.LocalStack;
using Ledger.TestKit;

namespace Ledger.Acceptance.Tests.Bench;

/// <summary><c>ledger bench</c> as a process of its own, with servers of its own.</summary>
static class BenchProcess
{
    /// <summary>Runs it to its end and removes what it has left.</summary>
    public static async Task<(int ExitCode, string Result, string Remarks)> RunAsync(params string[] arguments)
    {
        var home = TestFolder.Create();
        try
        {
            var start = new ProcessStartInfo("dotnet", [StackFolder.OfThisProgram().ProgramOf("Bench"), .. arguments])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            start.Environment["LEDGER_HOME"] = home;
            start.Environment.Remove("LEDGER_PGLEDGER");
            using var process = Process.Start(start)!;
            var result = process.StandardOutput.ReadToEndAsync();
            var remarks = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return (process.ExitCode, await result, await remarks);
        }
        finally
        {
            await LeftBehind.RemoveAsync(Path.Combine(home, "bench"), CancellationToken.None);
            Directory.Delete(home, recursive: true);
        }
    }
}
