using System.Text.Json;
using Ledger.LocalStack;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Acceptance.Tests.Demo;

/// <summary>
/// The demo, played twice on one ledger, for all tests that look at it: its stack is stopped in between, and the second run has a real
/// Tryton too where there is one.
/// </summary>
public sealed class DemoRuns : IAsyncLifetime
{
    TestDatabase _database = null!;
    TestVhost _vhost = null!;

    /// <summary>Folder of the stack.</summary>
    public string Home { get; } = TestFolder.Create();

    /// <summary>What was printed in each run.</summary>
    public IReadOnlyList<(int Code, string Result, string Remarks)> Runs { get; private set; } = [];

    /// <summary>Where the product's own servers are.</summary>
    public Dictionary<string, string> Settings => new()
    {
        ["LEDGER_HOME"] = Home,
        ["LEDGER_POSTGRES"] = _database.ConnectionString,
        ["LEDGER_RABBITMQ"] = _vhost.Broker.ToString(),
    };

    /// <summary>The report of a run.</summary>
    public JsonElement Report(int run)
    {
        var (code, result, remarks) = Runs[run];
        Assert.True(code == 0, $"Exit code {code}.\n{result}\n{remarks}");
        return JsonDocument.Parse(result).RootElement;
    }

    public async ValueTask InitializeAsync()
    {
        (_database, _vhost) = (await TestDatabase.CreateAsync(), await TestVhost.CreateAsync());
        string[] tryton = TrytonServer.IsInstalled ? ["--tryton"] : [];
        Runs =
        [
            await LedgerProcess.RunAsync(Settings, "demo", "--json", "--seed", "1"),
            await LedgerProcess.RunAsync(Settings, ["demo", "--json", "--seed", "2", "--payments", "100", .. tryton]),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        await LeftBehind.RemoveAsync(Home, CancellationToken.None);
        await _vhost.DisposeAsync();
        await _database.DisposeAsync();
    }
}
