using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Acceptance.Tests.Erp;

/// <summary>The sample of docs/samples/erp-subscriber as a process of its own, as its README starts it.</summary>
sealed class PythonSubscriber : IDisposable
{
    readonly Process _process;
    readonly ConcurrentQueue<string> _said = [];

    PythonSubscriber(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What it has written.</summary>
    public string Said => string.Join('\n', _said);

    /// <summary>Skips the running test, visibly, where the libraries are missing.</summary>
    public static void Require() => Python.Require("pika");

    /// <summary>Starts it.</summary>
    public static PythonSubscriber Start(Uri broker, string target, string erp) => new(Python.Start(
        "pika", Path.Combine(Repository.Root, "docs", "samples", "erp-subscriber", "subscriber.py"),
        "--broker", broker.ToString(), "--target", target, "--erp", erp, "--actor", "sample"));

    /// <summary>What its ERP holds: document numbers by references.</summary>
    public static async Task<IReadOnlyDictionary<string, long>> PostedAsync(string erp)
    {
        const string Read = "import json, sqlite3, sys; print(json.dumps(sqlite3.connect(sys.argv[1]).execute('select reference, number from document').fetchall()))";
        using var process = Python.Start("sqlite3", "-c", Read, erp);
        var rows = JsonDocument.Parse(await process.StandardOutput.ReadToEndAsync()).RootElement;
        return rows.EnumerateArray().ToDictionary(row => row[0].GetString()!, row => row[1].GetInt64(), StringComparer.Ordinal);
    }

    /// <summary>Kills it at once (<c>kill -9</c>).</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        TestContext.Current.TestOutputHelper?.WriteLine(Said);
        _process.Dispose();
    }

    void Take(string? line)
    {
        if (line is not null)
        {
            _said.Enqueue(line);
        }
    }
}
