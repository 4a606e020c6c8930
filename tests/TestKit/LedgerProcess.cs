using System.Diagnostics;

namespace Ledger.TestKit;

/// <summary>The <c>ledger</c> command as a process of its own, as a person or a script runs it.</summary>
public static class LedgerProcess
{
    /// <summary>Runs it in an empty folder with no <c>LEDGER_*</c> variable but the given ones.</summary>
    public static async Task<(int ExitCode, string Result, string Remarks)> RunAsync(
        IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("ledger-cli-");
        try
        {
            var program = Path.Combine(AppContext.BaseDirectory, "Ledger.Cli.dll");
            var start = new ProcessStartInfo("dotnet", [program, .. arguments])
            {
                WorkingDirectory = folder.FullName,
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            foreach (var name in start.Environment.Keys.Where(IsOurs).ToList())
            {
                start.Environment.Remove(name);
            }

            foreach (var (name, value) in environment)
            {
                start.Environment[name] = value;
            }

            start.Environment.TryAdd("LEDGER_HOME", folder.FullName);
            using var process = Process.Start(start)!;
            var result = process.StandardOutput.ReadToEndAsync();
            var remarks = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return (process.ExitCode, await result, await remarks);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static bool IsOurs(string name) => name.StartsWith("LEDGER_", StringComparison.Ordinal);
}
