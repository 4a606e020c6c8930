using System.Globalization;
using System.Text.Json;
using Ledger.Acceptance.Tests.Stock;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Acceptance.Tests.Archive;

/// <summary><c>ledger replay</c> as a process, on a running gateway and worker.</summary>
static class ReplayRun
{
    /// <summary>Runs it, over all of this year where the arguments name no span.</summary>
    internal static async Task<(int Code, JsonElement Report)> OfAsync(RunningShop shop, params string[] arguments)
    {
        var tomorrow = TimeProvider.System.GetUtcNow().AddDays(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        string[] span = arguments.Contains("--from") ? [] : ["--from", "2026-01-01", "--to", tomorrow];
        var settings = new Dictionary<string, string>
        {
            ["LEDGER_POSTGRES"] = shop.Options.EvidenceDatabase,
            ["LEDGER_RABBITMQ"] = shop.Broker.ToString(),
            ["LEDGER_SECRETS"] = Path.Combine(shop.Folder, "secrets.json"),
            [TestArchiveKeys.Setting] = TestArchiveKeys.Text,
        };
        var (code, result, remarks) = await LedgerProcess.RunAsync(settings, ["replay", .. span, .. arguments, "--json"]);
        Assert.True(result.Length > 0, remarks);
        return (code, JsonDocument.Parse(result).RootElement);
    }

    /// <summary>What it found, in one line.</summary>
    internal static string Told(JsonElement report) =>
        $"{report.GetProperty("deliveries")} deliveries: {report.GetProperty("new")} new, {report.GetProperty("identical")} identical, "
        + $"{report.GetProperty("different")} different, {report.GetProperty("judged")} judged, {report.GetProperty("published")} published";
}
