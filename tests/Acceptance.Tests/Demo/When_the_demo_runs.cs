using System.Text.Json;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Acceptance.Tests.Demo;

/// <summary>The composed product, as processes, on a database and a virtual host of its own.</summary>
public sealed class When_the_demo_runs
{
    [Fact]
    public async Task Every_figure_is_that_of_its_tally_and_a_second_run_on_the_same_ledger_too()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var vhost = await TestVhost.CreateAsync();
        var home = Directory.CreateTempSubdirectory("ledger-demo-");
        var settings = new Dictionary<string, string>
        {
            ["LEDGER_HOME"] = home.FullName,
            ["LEDGER_POSTGRES"] = database.ConnectionString,
            ["LEDGER_RABBITMQ"] = vhost.Broker.ToString(),
        };

        foreach (var seed in new[] { "1", "2" })
        {
            var (code, result, remarks) = await LedgerProcess.RunAsync(settings, "demo", "--json", "--seed", seed);
            Assert.True(code == 0, $"Exit code {code}.\n{result}\n{remarks}");
            var report = JsonDocument.Parse(result).RootElement;
            Assert.True(report.GetProperty("verified").GetBoolean());
            Assert.Equal(0, report.GetProperty("differences").GetArrayLength());
            Assert.True(report.GetProperty("posted").GetInt32() > 300);
            Assert.Equal(0, report.GetProperty("held").GetInt32());
            Assert.Equal(0, report.GetProperty("deadLettered").GetInt32());
            foreach (var currency in new[] { "EUR", "JPY", "KWD" })
            {
                var sums = report.GetProperty("trialBalance").GetProperty(currency);
                Assert.Equal(0, sums.GetProperty("difference").GetInt64());
                Assert.True(sums.GetProperty("debits").GetInt64() > 0);
            }

            // R-IN-01: it sells, ships, takes back and runs out of stock.
            var stock = report.GetProperty("stock");
            Assert.True(stock.GetProperty("refusedOrders").GetInt32() > 0);
            Assert.True(stock.GetProperty("shippedUnits").GetInt64() > stock.GetProperty("returnedUnits").GetInt64());
            Assert.Equal(6, stock.GetProperty("returnedUnits").GetInt64());
            Assert.Equal(3, stock.GetProperty("stocks").GetArrayLength());
        }

        Assert.False(File.Exists(Path.Combine(home.FullName, "stack.json")), "The demo left its stack running.");
        home.Delete(recursive: true);
    }
}
