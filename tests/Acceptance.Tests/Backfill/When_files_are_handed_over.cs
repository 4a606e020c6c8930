using System.Globalization;
using System.Text.Json;
using Ledger.Providers;
using Xunit;

namespace Ledger.Acceptance.Tests.Backfill;

/// <summary>Files are a bounded lane: all or nothing by their manifest, and then each delivery and row for itself (R-FF-05 to R-FF-11).</summary>
public sealed class When_files_are_handed_over
{
    const string Rows = "payment-gateway";
    static readonly DateTimeOffset Then = DateTimeOffset.Parse("2026-11-01T10:00:00Z", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Deliveries_go_in_as_what_they_are_by_signature_or_on_the_operators_word()
    {
        await using var running = await RunningBackfill.StartAsync();
        var (signed, unsigned, forged) = (StripeCharges.One(), StripeCharges.One(), StripeCharges.One());
        var folder = HandedOver.Folder(
            running, ("1.json", signed, running.Signed(signed, Then)), ("2.json", unsigned, null),
            ("3.json", forged, running.Signed(forged, Then, "whsec_of_somebody_else")));

        var first = await FileAsync(running, 1, folder);
        await running.CapturesAsync(2);
        var second = await FileAsync(running, 1, folder);

        Assert.Equal((3, 2, 0, 1), Counts(first));
        Assert.Equal((3, 0, 2, 1), Counts(second));
        Assert.Contains("3,3.json,rejected,SIGNATURE_REFUSED,", await File.ReadAllTextAsync($"{folder}.rejects.csv"), StringComparison.Ordinal);
        await running.WaitForAsync(
            "select string_agg(headers ->> 'ledger-authentic-by', ',' order by headers ->> 'ledger-file') from evidence.raw_delivery "
            + "where headers ->> 'ledger-source' = 'file'", "signature,operator");
        await running.CapturesAsync(2);
    }

    [Fact]
    public async Task Nothing_is_taken_of_files_that_are_not_those_of_their_manifest()
    {
        await using var running = await RunningBackfill.StartAsync();
        var folder = HandedOver.Folder(running, ("1.json", StripeCharges.One(), null), ("2.json", StripeCharges.One(), null));
        var manifest = await File.ReadAllTextAsync(Path.Combine(folder, "manifest.json"));

        File.Delete(Path.Combine(folder, "manifest.json"));
        await RefusedAsync(running, folder, "MANIFEST_MISSING");
        await File.WriteAllTextAsync(Path.Combine(folder, "manifest.json"), manifest.Replace("\"count\":2", "\"count\":3", StringComparison.Ordinal));
        await RefusedAsync(running, folder, "MANIFEST_DIFFERS");
        await File.WriteAllTextAsync(Path.Combine(folder, "manifest.json"), manifest);
        await File.WriteAllBytesAsync(Path.Combine(folder, "3.json"), StripeCharges.One());
        await RefusedAsync(running, folder, "MANIFEST_DIFFERS");
        File.Delete(Path.Combine(folder, "3.json"));
        await File.WriteAllBytesAsync(Path.Combine(folder, "2.json"), StripeCharges.One()); // As long, and other bytes.
        await RefusedAsync(running, folder, "MANIFEST_DIFFERS");

        Assert.Equal("0", await running.TextAsync("select count(*) from backfill.run"));
        Assert.Equal("0", await running.TextAsync("select count(*) from evidence.raw_delivery"));
    }

    [Fact]
    public async Task A_provider_that_reads_no_rows_is_refused_before_anything()
    {
        await using var running = await RunningBackfill.StartAsync();
        var file = HandedOver.Rows(running, "rows.csv", [HandedOver.Row(1)], 100);

        var (code, _, remarks) = await running.LedgerAsync("backfill", "file", file, "--provider", "stripe");

        Assert.True(code == 3 && remarks.Contains("ROWS_NOT_SUPPORTED", StringComparison.Ordinal), remarks);
        Assert.Equal("0", await running.TextAsync("select count(*) from backfill.run"));
    }

    [Fact]
    public async Task Rows_are_applied_once_and_dead_ones_stop_none_of_the_others()
    {
        Assert.SkipUnless(AllProviders.List.Any(each => each.Name == Rows), $"This build has no provider {Rows}, which reads rows.");
        await using var running = await RunningBackfill.StartAsync();
        var rows = new[] { HandedOver.Row(1), HandedOver.Row(2, at: "yesterday"), HandedOver.Row(3), HandedOver.Row(3) };
        var first = await FileAsync(running, 1, HandedOver.Rows(running, "rows.csv", rows, 400), Rows);
        await running.CapturesAsync(2);

        Assert.Equal((4, 2, 0, 2), Counts(first));
        var rejects = await File.ReadAllTextAsync(Path.Combine(running.Folder, "rows.csv.rejects.csv"));
        Assert.Contains("row-2,rejected,TIME_REFUSED,", rejects, StringComparison.Ordinal);
        Assert.Contains("row-3,rejected,ROW_REPEATED,", rejects, StringComparison.Ordinal);

        // Whoever made it corrects the row that was not taken; and slips with one that was.
        rows = [HandedOver.Row(1, amount: 999), HandedOver.Row(2), HandedOver.Row(3)];
        var second = await FileAsync(running, 1, HandedOver.Rows(running, "again.csv", rows, 1_199), Rows);

        Assert.Equal((3, 1, 1, 1), Counts(second));
        Assert.Contains(
            "row-1,rejected,ROW_CHANGED,", await File.ReadAllTextAsync(Path.Combine(running.Folder, "again.csv.rejects.csv")),
            StringComparison.Ordinal);
        await running.CapturesAsync(3);
        Assert.Equal("0", await running.TextAsync("select count(*) from journal.mt_events where type = 'exception_raised'"));
    }

    [Fact]
    public async Task Rows_that_do_not_add_up_to_their_control_totals_are_not_taken()
    {
        Assert.SkipUnless(AllProviders.List.Any(each => each.Name == Rows), $"This build has no provider {Rows}, which reads rows.");
        await using var running = await RunningBackfill.StartAsync();

        var (_, _, remarks) = await running.LedgerAsync(
            "backfill", "file", HandedOver.Rows(running, "rows.csv", [HandedOver.Row(1)], 101), "--provider", Rows);

        Assert.Contains("TOTALS_DIFFER", remarks, StringComparison.Ordinal);
        Assert.Equal("0", await running.TextAsync("select count(*) from backfill.run"));
    }

    static async Task<JsonElement> FileAsync(RunningBackfill running, int exitCode, string path, string provider = "stripe") =>
        Assert.Single(await running.BackfillAsync(exitCode, "file", path, "--provider", provider));

    static async Task RefusedAsync(RunningBackfill running, string folder, string reason)
    {
        var (code, _, remarks) = await running.LedgerAsync("backfill", "file", folder, "--provider", "stripe");
        Assert.True(code == 1 && remarks.Contains(reason, StringComparison.Ordinal), remarks);
    }

    static (long Seen, long New, long Known, long Rejected) Counts(JsonElement run) => (
        run.GetProperty("seen").GetInt64(), run.GetProperty("new").GetInt64(), run.GetProperty("known").GetInt64(),
        run.GetProperty("rejected").GetInt64());
}
