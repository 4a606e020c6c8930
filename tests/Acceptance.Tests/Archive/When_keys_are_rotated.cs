using System.Text.Json;
using Ledger.Acceptance.Tests.Reports;
using Ledger.TestKit;
using Ledger.Worker;
using Xunit;

namespace Ledger.Acceptance.Tests.Archive;

/// <summary>R-SE-05: <c>ledger archive keys</c> on a booked day.</summary>
public sealed class When_keys_are_rotated : IAsyncLifetime
{
    const string Newer = "new-1 HxAeHRwbGhkYFxYVFBMSERAPDg0MCwoJCAcGBQQDAgE=";

    BookedDay _day = null!;

    public async ValueTask InitializeAsync() => _day = await BookedDay.CreateAsync(payments: 12);

    public ValueTask DisposeAsync() => _day.DisposeAsync();

    [Fact]
    public async Task The_old_master_is_needed_until_then_and_everything_verifies_without_it_afterwards()
    {
        var both = $"{Newer}\n{TestArchiveKeys.Text}";
        var before = await LedgerAsync(both, "archive", "keys", "show");
        Assert.Equal(["new-1: 0", $"test-1: {KeysOf(before)}"], Masters(before));

        var (code, rotated) = await LedgerAsync(both, "archive", "keys", "rotate", "--actor", "ada", "--reason", "yearly");

        Assert.Equal((0, KeysOf(before)), (code, rotated.GetProperty("rewrapped").GetInt64()));
        Assert.Equal([$"new-1: {KeysOf(before)}", "test-1: 0"], Masters(await LedgerAsync(both, "archive", "keys", "show")));
        var (verified, report) = await LedgerAsync(Newer, "verify");
        Assert.True(verified == 0, report.ToString());
    }

    [Fact]
    public async Task Without_the_master_key_bodies_are_not_verified_and_that_is_said()
    {
        var (code, report) = await LedgerAsync(Newer, "verify");

        Assert.Equal(1, code);
        var bodies = report.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("name").GetString() == "archive-bodies");
        Assert.Equal(
            "a body under the master key 'test-1', which is not at hand (LEDGER_ARCHIVE_KEYS)",
            bodies.GetProperty("firstDifference").GetProperty("found").GetString());

        var (missing, keys) = await LedgerAsync(Newer, "archive", "keys", "show");
        Assert.Equal(1, missing);
        Assert.Contains(keys.GetProperty("masters").EnumerateArray(), master =>
            master.GetProperty("id").GetString() == "test-1" && !master.GetProperty("atHand").GetBoolean());
    }

    [Fact]
    public async Task No_key_is_ever_printed()
    {
        var (_, shown, told) = await LedgerProcess.RunAsync(_day.Environment, "archive", "keys", "show");
        var (_, rotated, more) = await LedgerProcess.RunAsync(_day.Environment, "archive", "keys", "rotate");

        Assert.DoesNotContain("AAECAw", shown + told + rotated + more, StringComparison.Ordinal);
        Assert.Contains("test-1", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void A_worker_that_archives_does_not_start_without_keys_and_one_that_does_not_needs_none()
    {
        var settings = new Dictionary<string, string>
        {
            ["LEDGER_WORKER_URL"] = "http://127.0.0.1:0",
            ["LEDGER_RABBITMQ"] = "amqp://localhost",
            ["LEDGER_POSTGRES"] = "Host=nowhere",
        };

        var refused = Assert.Throws<SettingsRefusedException>(() => WorkerSettings.Read(settings.GetValueOrDefault));
        Assert.StartsWith("LEDGER_ARCHIVE_KEYS is not set", refused.Message, StringComparison.Ordinal);

        settings["LEDGER_CONSUMERS"] = "journal";
        Assert.Null(WorkerSettings.Read(settings.GetValueOrDefault).ArchiveKeys);

        settings["LEDGER_ARCHIVE_KEYS_TEXT"] = "name secret";
        var unusable = Assert.Throws<SettingsRefusedException>(() => WorkerSettings.Read(settings.GetValueOrDefault));
        Assert.DoesNotContain("secret", unusable.Message, StringComparison.Ordinal);
    }

    static long KeysOf((int Code, JsonElement Json) shown) =>
        shown.Json.GetProperty("masters").EnumerateArray().Sum(master => master.GetProperty("keys").GetInt64());

    static IEnumerable<string> Masters((int Code, JsonElement Json) shown) => shown.Json.GetProperty("masters").EnumerateArray()
        .Select(master => $"{master.GetProperty("id")}: {master.GetProperty("keys")}");

    async Task<(int Code, JsonElement Json)> LedgerAsync(string keys, params string[] arguments)
    {
        var settings = new Dictionary<string, string>(_day.Environment) { [TestArchiveKeys.Setting] = keys };
        var (code, result, remarks) = await LedgerProcess.RunAsync(settings, [.. arguments, "--json"]);
        Assert.True(result.Length > 0, remarks);
        return (code, JsonDocument.Parse(result).RootElement);
    }
}
