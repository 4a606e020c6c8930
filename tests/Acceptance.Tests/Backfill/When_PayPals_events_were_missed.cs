using System.Globalization;
using System.Text.Json;
using Ledger.Acceptance.Tests.Confirmation;
using Ledger.ProviderSimulators;
using Xunit;

namespace Ledger.Acceptance.Tests.Backfill;

/// <summary>PayPal's list: what no webhook brought is taken in, read and posted, once (R-GW-25, R-GW-26).</summary>
public sealed class When_PayPals_events_were_missed
{
    [Fact]
    public async Task They_come_from_the_list_and_a_second_time_nothing_happens()
    {
        await using var running = new RunningPayPal();
        await running.InitializeAsync();
        var now = TimeProvider.System.GetUtcNow();
        var captures = Enumerable.Range(0, 230) // Three pages.
            .Select(n => PayPalWebhooks.Capture(PayPalWebhooks.NewId(), at: now.AddMinutes(-50).AddSeconds(10 * n))).ToList();
        captures.ForEach(capture => running.Providers.Learn("paypal", capture));
        await running.SendAsync(captures[0]); // One came by webhook.
        await CapturesAsync(running, 1);

        var first = await BackfillAsync(running);
        await CapturesAsync(running, 230);
        var second = await BackfillAsync(running);

        Assert.Equal((229, "finished"), (Number(first, "new"), first.GetProperty("state").GetString()));
        Assert.Equal(0, Number(second, "new"));
        await CapturesAsync(running, 230);
        Assert.Equal("0", await running.TextAsync("select count(*) from journal.mt_events where type = 'exception_raised'"));
        var (verified, verdict, _) = await running.LedgerAsync("verify", "--json");
        Assert.True(verified == 0, verdict);
    }

    // Where it stands is kept with the run: the window, how far windows follow, and that what came meanwhile is asked for in the end.
    [Fact]
    public async Task A_run_that_broke_off_goes_on_in_its_window_and_loses_nothing()
    {
        await using var running = new RunningPayPal();
        await running.InitializeAsync();
        running.WriteSecrets("never", rate: 1); // A page a second.
        var now = TimeProvider.System.GetUtcNow();
        for (var n = 0; n < 230; n++)
        {
            running.Providers.Learn("paypal", PayPalWebhooks.Capture(PayPalWebhooks.NewId(), at: now.AddMinutes(-50).AddSeconds(10 * n)));
        }

        var broken = running.LedgerAsync("backfill", "paypal", "--since", "2h");
        await running.WaitForAsync("select coalesce((select seen between 1 and 200 from backfill.run), false)", "True");
        running.Providers.FaultsOf("paypal").Arm(SimulatedFault.ServerError, 4);
        var (code, _, remarks) = await broken;
        Assert.True(code == 4 && remarks.Contains("API_AWAY", StringComparison.Ordinal), remarks);
        var before = await running.TextAsync("select seen from backfill.run");
        running.WriteSecrets("never");

        var (resumed, result, why) = await running.LedgerAsync("backfill", "paypal", "--since", "2h", "--json");

        Assert.True(resumed == 0, why);
        Assert.Equal(2, JsonDocument.Parse(result).RootElement.GetProperty("runs").GetArrayLength()); // The rest, and what came since.
        Assert.NotEqual("0", before);
        Assert.Equal("230", await running.TextAsync("select sum(fresh) from backfill.run"));
        await running.WaitForAsync("select count(distinct provider_event_id) from evidence.raw_delivery", "230");
    }

    [Fact]
    public async Task Deliveries_in_files_are_checked_by_the_certificate_that_signed_them()
    {
        await using var running = new RunningPayPal();
        await running.InitializeAsync();
        var (now, signed, forged) = (
            TimeProvider.System.GetUtcNow(), PayPalWebhooks.Capture(PayPalWebhooks.NewId()), PayPalWebhooks.Capture(PayPalWebhooks.NewId()));
        running.Providers.Learn("paypal", signed);
        var folder = HandedOver.Folder(
            Path.GetDirectoryName(running.SecretsFile)!, now.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            ("1.json", signed, running.HeadersOf(signed, now)), ("2.json", forged, running.HeadersOf(signed, now)));

        var (code, result, remarks) = await running.LedgerAsync("backfill", "file", folder, "--provider", "paypal", "--json");

        Assert.True(code == 1, remarks);
        var run = Assert.Single(JsonDocument.Parse(result).RootElement.GetProperty("runs").EnumerateArray());
        Assert.Equal((1, 1), (Number(run, "new"), Number(run, "rejected")));
        Assert.Contains(
            "2,2.json,rejected,SIGNATURE_REFUSED,SIGNATURE_WRONG", await File.ReadAllTextAsync($"{folder}.rejects.csv"), StringComparison.Ordinal);
        await CapturesAsync(running, 1);
        Assert.Equal("signature", await running.TextAsync(
            "select headers ->> 'ledger-authentic-by' from evidence.raw_delivery where headers ->> 'ledger-source' = 'file'"));
    }

    [Fact]
    public async Task The_list_knows_of_no_delivery_and_cannot_be_asked_for_the_undelivered()
    {
        await using var running = new RunningPayPal();
        await running.InitializeAsync();

        var (code, _, remarks) = await running.LedgerAsync("backfill", "paypal", "--since", "1h", "--undelivered");

        Assert.Equal(2, code);
        Assert.Contains("--undelivered", remarks, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_that_polls_finds_them_by_itself()
    {
        await using var running = new PollingPayPal();
        await running.InitializeAsync();
        running.Providers.Learn(
            "paypal", PayPalWebhooks.Capture(PayPalWebhooks.NewId(), at: TimeProvider.System.GetUtcNow().AddMinutes(-3)));

        await CapturesAsync(running, 1);

        Assert.Equal("1", await running.TextAsync("select sum(fresh) from backfill.run where kind = 'poll'"));
    }

    static async Task<JsonElement> BackfillAsync(RunningPayPal running)
    {
        var (code, result, remarks) = await running.LedgerAsync("backfill", "paypal", "--since", "2h", "--json");
        Assert.True(code == 0, $"Exit code {code}: {result} {remarks}");
        return Assert.Single(JsonDocument.Parse(result).RootElement.GetProperty("runs").EnumerateArray());
    }

    static Task CapturesAsync(RunningPayPal running, int count) => running.WaitForAsync(
        "select count(*) from journal.mt_events where type = 'journal_entry_posted' and data ->> 'Class' = 'capture-succeeded'", $"{count}");

    static long Number(JsonElement run, string name) => run.GetProperty(name).GetInt64();
}
