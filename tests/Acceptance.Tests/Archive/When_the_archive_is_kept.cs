using System.Text;
using System.Text.Json;
using Ledger.Acceptance.Tests.Reports;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Acceptance.Tests.Archive;

/// <summary><c>ledger archive find, show, stats, hold, erase, retention</c> on a booked day.</summary>
public sealed class When_the_archive_is_kept : IAsyncLifetime
{
    BookedDay _day = null!;

    public async ValueTask InitializeAsync() => _day = await BookedDay.CreateAsync(payments: 12);

    public ValueTask DisposeAsync() => _day.DisposeAsync();

    [Fact]
    public async Task A_delivery_is_found_by_hash_and_shown_with_its_body_in_a_file_of_its_owner()
    {
        var (_, all) = await LedgerAsync("archive", "find", "--from", "2026-01-01");
        var delivery = all.EnumerateArray().First(each => each.GetProperty("verdict").GetString() == "verified");
        var (id, hash) = (delivery.GetProperty("deliveryId").GetString()!, delivery.GetProperty("bodySha256").GetString()!);
        var file = Path.Combine(Directory.CreateTempSubdirectory("ledger-body-").FullName, "body");

        var (_, found) = await LedgerAsync("archive", "find", "--hash", hash);
        var (code, shown) = await LedgerAsync("archive", "show", id, "--body", file);

        Assert.Contains(found.EnumerateArray(), each => each.GetProperty("deliveryId").GetString() == id);
        Assert.Equal((0, "Kept"), (code, shown.GetProperty("standing").GetString()));
        Assert.Equal(hash, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(file))));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        var (none, _) = await LedgerAsync("archive", "find", "--event", "evt_absent");
        Assert.Equal(1, none);
        Assert.Equal(2, (await LedgerAsync("archive", "find")).Code);
    }

    [Fact]
    public async Task An_erased_customer_is_told_as_such_and_everything_verifies()
    {
        var customer = await CustomerAsync();
        var (planned, plan) = await LedgerAsync("archive", "erase", "--subject", customer, "--provider", "stripe", "--reason", "letter of 3 May", "--plan");
        Assert.Equal((0, JsonValueKind.Null), (planned, plan[0].GetProperty("actId").ValueKind));

        var hold = (await LedgerAsync("archive", "hold", "add", "--provider", "stripe", "--subject", customer, "--reason", "case 7")).Json[0];
        var (refused, error) = await LedgerAsync("archive", "erase", "--subject", customer, "--provider", "stripe", "--reason", "letter");
        Assert.Equal((1, "UNDER_LEGAL_HOLD"), (refused, error.GetProperty("error").GetProperty("name").GetString()));
        await LedgerAsync("archive", "hold", "release", $"{hold.GetProperty("holdId")}", "--reason", "closed");

        var (erased, done) = await LedgerAsync(
            "archive", "erase", "--subject", customer, "--provider", "stripe", "--reason", "letter of 3 May", "--actor", "clerk");
        Assert.True(erased == 0, done.ToString());
        Assert.InRange(done[0].GetProperty("bodies").GetInt64(), 1, 100);

        var (verified, report) = await LedgerAsync("verify");
        Assert.True(verified == 0, report.ToString());
        var bodies = report.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("name").GetString() == "archive-bodies");
        Assert.Contains($"{done[0].GetProperty("bodies")} by erasure", bodies.GetProperty("remark").GetString(), StringComparison.Ordinal);

        var (_, plain, _) = await LedgerProcess.RunAsync(_day.Environment, "trace", await ErasedDeliveryAsync());
        Assert.Contains("by clerk, because: letter of 3 May", plain, StringComparison.Ordinal);
        Assert.Contains("body erased on ", plain, StringComparison.Ordinal);

        var (gone, why) = await LedgerAsync("archive", "show", await ErasedDeliveryAsync(), "--body", "/tmp/never");
        Assert.Equal((1, "BODY_DESTROYED"), (gone, why.GetProperty("error").GetProperty("name").GetString()));
        Assert.Equal("SUBJECT_NOT_FOUND", (await LedgerAsync("archive", "erase", "--subject", customer, "--provider", "stripe", "--reason", "again"))
            .Json.GetProperty("error").GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_body_that_is_lost_is_told_apart_from_one_that_was_erased()
    {
        var customer = await CustomerAsync();
        await LedgerAsync("archive", "erase", "--subject", customer, "--provider", "stripe", "--reason", "letter");
        Assert.Equal(1, await _day.DamageAsync(
            """
            update evidence.raw_delivery set body = null, removed_by = 4711
            where delivery_id = (
                select delivery_id from evidence.raw_delivery where verdict = 'verified' and subject_key_id is null and body is not null limit 1)
            """));

        var (code, report) = await LedgerAsync("verify");

        Assert.Equal(1, code);
        Assert.Equal("no body, and no act 4711 that removed it", report.GetProperty("firstDifference").GetProperty("found").GetString());
    }

    [Fact]
    public async Task Retention_leaves_what_is_held_and_everything_verifies()
    {
        // As if the whole day had come in half a year ago.
        await _day.DamageAsync(
            """
            select evidence.ensure_raw_delivery_partition('2026-05-01');
            update evidence.raw_delivery set received_at = received_at - interval '6 months'
            """);
        var hold = await EventAsync();
        await LedgerAsync("archive", "hold", "add", "--event", hold, "--reason", "case 7");

        var (planned, plan) = await LedgerAsync("archive", "retention", "--keep-months", "3", "--plan");
        var (code, months) = await LedgerAsync("archive", "retention", "--keep-months", "3", "--reason", "policy 3");
        var (_, stats) = await LedgerAsync("archive", "stats");

        Assert.Equal((0, 0), (planned, code));
        Assert.Equal("2026-05", Assert.Single(plan.EnumerateArray()).GetProperty("month").GetString());
        Assert.Equal(0, plan[0].GetProperty("removed").GetInt64());
        Assert.Equal(months[0].GetProperty("bodies").GetInt64() - months[0].GetProperty("held").GetInt64(), months[0].GetProperty("removed").GetInt64());
        Assert.Contains("under legal hold", months[0].GetProperty("left").GetString(), StringComparison.Ordinal);
        var may = stats.EnumerateArray().Single(month => month.GetProperty("month").GetString() == "2026-05-01");
        Assert.Equal(months[0].GetProperty("held").GetInt64(), may.GetProperty("bodies").GetInt64());
        var (verified, report) = await LedgerAsync("verify");
        Assert.True(verified == 0, report.ToString());
        Assert.Equal(hold, (await LedgerAsync("archive", "hold", "list")).Json[0].GetProperty("terms").GetProperty("providerEventId").GetString());
    }

    async Task<string> CustomerAsync()
    {
        var (_, found) = await LedgerAsync("archive", "find", "--from", "2026-01-01", "--limit", "500");
        foreach (var delivery in found.EnumerateArray().Where(each => each.GetProperty("verdict").GetString() == "verified" && each.GetProperty("eventIds").GetArrayLength() > 0))
        {
            var file = Path.GetTempFileName();
            await LedgerAsync("archive", "show", delivery.GetProperty("deliveryId").GetString()!, "--body", file);
            var body = Encoding.UTF8.GetString(await File.ReadAllBytesAsync(file));
            File.Delete(file);
            var at = body.IndexOf("\"cus_", StringComparison.Ordinal);
            if (at >= 0)
            {
                return body[(at + 1)..body.IndexOf('"', at + 1)];
            }
        }

        throw new InvalidOperationException("The day names no customer.");
    }

    async Task<string> ErasedDeliveryAsync()
    {
        var (_, found) = await LedgerAsync("archive", "find", "--from", "2026-01-01", "--limit", "500");
        return found.EnumerateArray().First(each => each.GetProperty("standing").GetString() == "Destroyed").GetProperty("deliveryId").GetString()!;
    }

    async Task<string> EventAsync()
    {
        var (_, found) = await LedgerAsync("archive", "find", "--from", "2026-01-01", "--limit", "1");
        return found[0].GetProperty("providerEventId").GetString() ?? "evt_none";
    }

    async Task<(int Code, JsonElement Json)> LedgerAsync(params string[] arguments)
    {
        var (code, result, remarks) = await LedgerProcess.RunAsync(_day.Environment, [.. arguments, "--json"]);
        Assert.True(result.Length > 0, remarks);
        return (code, JsonDocument.Parse(result).RootElement);
    }
}
