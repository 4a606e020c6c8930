using System.Collections.Concurrent;
using System.Diagnostics;
using Xunit;

namespace Ledger.TestKit;

/// <summary>A Python that has a module; Debian's packages are not seen by every Python of a machine.</summary>
public static class Python
{
    static readonly ConcurrentDictionary<string, string?> Found = new(StringComparer.Ordinal);

    /// <summary>Skips the running test, visibly, where no Python has the module.</summary>
    public static void Require(string module) => Assert.SkipUnless(
        Find(module) is not null, $"No Python here has the module {module}: apt-get install python3-{(module == "proton" ? "qpid-proton" : module)}.");

    /// <summary>Starts it; its outputs are to be read.</summary>
    /// <param name="module">The module that it must have.</param>
    /// <param name="arguments">Script and arguments.</param>
    public static Process Start(string module, params string[] arguments) => Launch(Find(module)!, arguments);

    static string? Find(string module) => Found.GetOrAdd(
        module, static wanted => ((string[])["/usr/bin/python3", "python3"]).FirstOrDefault(program => Has(program, wanted)));

    static bool Has(string program, string module)
    {
        try
        {
            using var process = Launch(program, ["-c", $"import {module}"]);
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    static Process Launch(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["PYTHONUNBUFFERED"] = "1";
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        return Process.Start(start)!;
    }
}
