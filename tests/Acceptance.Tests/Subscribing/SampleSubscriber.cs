using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Acceptance.Tests.Subscribing;

/// <summary>The sample docs/samples/subscriber.py as a process of its own, as docs/subscribers.md starts it.</summary>
sealed class SampleSubscriber : IDisposable
{
    readonly Process _process;
    readonly ConcurrentQueue<string> _said = [];

    SampleSubscriber(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What it has written.</summary>
    public string Said => string.Join('\n', _said);

    /// <summary>Skips the running test, visibly, where the library is missing.</summary>
    public static void Require() => Python.Require("pika");

    /// <summary>Starts it.</summary>
    public static SampleSubscriber Start(Uri broker, string queue, string inbox) => new(Python.Start(
        "pika", Path.Combine(Repository.Root, "docs", "samples", "subscriber.py"),
        "--broker", broker.ToString(), "--queue", queue, "--inbox", inbox));

    /// <summary>Its sums: captures and minor units by currency.</summary>
    public static async Task<IReadOnlyDictionary<string, (long Captures, long MinorUnits)>> TotalsAsync(string inbox) =>
        (await RowsAsync(inbox, "select currency, captures, minor_units from total"))
        .ToDictionary(row => row[0].GetString()!, row => (row[1].GetInt64(), row[2].GetInt64()), StringComparer.Ordinal);

    /// <summary>The facts that it has seen.</summary>
    public static async Task<int> SeenAsync(string inbox) => (await RowsAsync(inbox, "select event_id from inbox")).Count;

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

        TestContext.Current.TestOutputHelper?.WriteLine(Said.Length > 4_000 ? Said[^4_000..] : Said);
        _process.Dispose();
    }

    static async Task<List<JsonElement>> RowsAsync(string inbox, string query)
    {
        if (!File.Exists(inbox))
        {
            return [];
        }

        const string Read = """
            import json, sqlite3, sys
            try:
                print(json.dumps(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchall()))
            except sqlite3.OperationalError:
                print("[]")
            """;
        using var process = Python.Start("sqlite3", "-c", Read, inbox, query);
        return [.. JsonDocument.Parse(await process.StandardOutput.ReadToEndAsync()).RootElement.EnumerateArray()];
    }

    void Take(string? line)
    {
        if (line is not null)
        {
            _said.Enqueue(line);
        }
    }
}
