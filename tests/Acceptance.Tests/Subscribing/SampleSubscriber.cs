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
    int _countedUntilKilled;

    SampleSubscriber(Process process, int killedAfter)
    {
        (_process, _countedUntilKilled) = (process, killedAfter);
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What it has written.</summary>
    public string Said => string.Join('\n', _said);

    /// <summary>Skips the running test, visibly, where the library is missing.</summary>
    public static void Require() => Python.Require("pika");

    /// <summary>Starts it; it may be killed (<c>kill -9</c>) the moment that it says to have counted so many facts.</summary>
    public static SampleSubscriber Start(Uri broker, string queue, string inbox, int killedAfter = 0) => new(
        Python.Start(
            "pika", Path.Combine(Repository.Root, "docs", "samples", "subscriber.py"),
            "--broker", broker.ToString(), "--queue", queue, "--inbox", inbox),
        killedAfter);

    /// <summary>Its sums: captures and minor units by currency.</summary>
    public static async Task<IReadOnlyDictionary<string, (long Captures, long MinorUnits)>> TotalsAsync(string inbox) =>
        (await RowsAsync(inbox, "select currency, captures, minor_units from total"))
        .ToDictionary(row => row[0].GetString()!, row => (row[1].GetInt64(), row[2].GetInt64()), StringComparer.Ordinal);

    /// <summary>The facts that it has seen.</summary>
    public static async Task<int> SeenAsync(string inbox) => (await RowsAsync(inbox, "select event_id from inbox")).Count;

    /// <summary>Keeps its database from being written, as a long transaction of another does, until it is disposed of.</summary>
    public static async Task<IDisposable> HoldAsync(string inbox, CancellationToken ct)
    {
        const string Hold = """
            import sqlite3, sys
            db = sqlite3.connect(sys.argv[1], isolation_level=None)
            db.execute("begin immediate")
            print("held", flush=True)
            sys.stdin.read()
            """;
        var process = Python.Start("sqlite3", "-c", Hold, inbox);
        Assert.Equal("held", await process.StandardOutput.ReadLineAsync(ct));
        return new Held(process);
    }

    /// <summary>Waits until it was killed.</summary>
    public Task KilledAsync(CancellationToken ct) => _process.WaitForExitAsync(ct);

    /// <summary>True when what has ended it was the kill, and nothing of its own.</summary>
    public bool WasKilled => _process.ExitCode == 128 + 9;

    /// <summary>Kills it at once.</summary>
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

    sealed class Held(Process process) : IDisposable
    {
        public void Dispose()
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
    }

    void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        _said.Enqueue(line);
        if (line.EndsWith(" counted", StringComparison.Ordinal) && Interlocked.Decrement(ref _countedUntilKilled) == 0)
        {
            _process.Kill();
        }
    }
}
