using System.Diagnostics;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Files;

/// <summary>Programs that nobody here wrote, reading what we write.</summary>
static class Tool
{
    /// <summary>Runs one to its end; skips the test, visibly, when it is not installed.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string program, params string[] arguments)
    {
        Assert.SkipUnless(
            (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program))),
            $"{program} is not installed.");
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["LANG"] = "C.UTF-8", ["LC_ALL"] = "C.UTF-8" },
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }

    /// <summary>Runs one that must be content, and gives what it says.</summary>
    public static async Task<string> SaysAsync(string program, params string[] arguments)
    {
        var (code, output, errors) = await RunAsync(program, arguments);
        Assert.True(code == 0 && errors.Length == 0, $"{program} {string.Join(' ', arguments)}: {code}\n{errors}\n{output}");
        return output;
    }

    /// <summary>The rows of CSV by RFC 4180, read by the grammar and by nothing of ours.</summary>
    public static List<List<string>> Rows(string text)
    {
        List<List<string>> rows = [];
        var at = 0;
        while (at < text.Length)
        {
            var row = new List<string>();
            rows.Add(row);
            do
            {
                row.Add(Field(text, ref at));
            }
            while (at < text.Length && text[at] == ',' && ++at <= text.Length);
            at += text.AsSpan(at).StartsWith("\r\n") ? 2 : text.AsSpan(at).StartsWith("\n") ? 1
                : throw new FormatException($"Neither a comma nor a line end at {at}.");
        }

        return rows;
    }

    static string Field(string text, ref int at)
    {
        if (text[at] != '"')
        {
            var start = at;
            while (text[at] is not (',' or '\r' or '\n'))
            {
                Assert.NotEqual('"', text[at++]);
            }

            return text[start..at];
        }

        var quoted = new System.Text.StringBuilder();
        while (true)
        {
            var end = text.IndexOf('"', at + 1);
            quoted.Append(text, at + 1, end - at - 1);
            at = end + 1;
            if (text[at] != '"')
            {
                return quoted.ToString();
            }

            quoted.Append('"');
        }
    }
}
