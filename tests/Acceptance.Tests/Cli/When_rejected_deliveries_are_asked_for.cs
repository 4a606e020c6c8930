using System.Text.Json;
using Ledger.Cli.Deliveries;
using Ledger.EventStore;
using Ledger.Evidence;
using Ledger.Evidence.Sealing;
using Ledger.MessageBus.Messages;
using Ledger.ProviderAccess;
using Ledger.Providers;
using Ledger.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Ledger.Acceptance.Tests.Cli;

/// <summary><c>ledger deliveries rejected</c>, from the archive and the secrets file: what was seen and what to do, and never a secret.</summary>
public sealed class When_rejected_deliveries_are_asked_for : IAsyncLifetime
{
    const string Old = "whsec_old_secret_1";
    const string New = "whsec_new_secret_2";

    static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    readonly string _folder = Directory.CreateTempSubdirectory("ledger-rejected-").FullName;
    TestDatabase _database = null!;
    NpgsqlDataSource _source = null!;
    DeliveryArchive _archive = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    string SecretsPath => Path.Combine(_folder, "secrets.json");

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _source = NpgsqlDataSource.Create(_database.ConnectionString);
        await SchemaMigrations.ApplyAsync(_source, "evidence", [.. EvidenceMigrations.Scripts], Ct);
        _archive = new DeliveryArchive(
            _source, "evidence", MasterKeys.OfText(TestArchiveKeys.Text), new BatchQueueOptions(), TimeProvider.System,
            NullLogger<DeliveryArchive>.Instance);
        await File.WriteAllTextAsync(
            SecretsPath, """{"stripe":{"endpoints":{"default":{"account":"acct_1","secrets":["NEW"]}}}}""".Replace("NEW", New, StringComparison.Ordinal), Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _archive.DisposeAsync();
        await _source.DisposeAsync();
        await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Its_answer_says_which_secret_was_good_last_and_that_it_is_gone()
    {
        await _archive.StoreAsync(Delivery(-120, null) with { Verdict = "verified", SecretIndex = 0, SecretId = SecretId.Of(Old) }, Ct);
        await _archive.StoreAsync(Delivery(-60, "SIGNATURE_WRONG"), Ct);
        await _archive.StoreAsync(Delivery(-30, "SIGNATURE_WRONG"), Ct);

        var (code, text, remarks) = await RunAsync("--provider", "stripe");
        Assert.True(code == 0, remarks);
        Assert.Contains($"The last good one was signed with secret {SecretId.Of(Old)}", text, StringComparison.Ordinal);
        Assert.DoesNotContain("whsec", text, StringComparison.Ordinal);

        (code, text, _) = await RunAsync("--json");
        Assert.Equal(0, code);
        var answer = JsonDocument.Parse(text).RootElement;
        var rejected = Assert.Single(answer.GetProperty("rejected").EnumerateArray().ToList());
        var group = rejected.GetProperty("group");
        Assert.Equal(2, group.GetProperty("deliveries").GetInt32());
        Assert.Equal(SecretId.Of(Old), group.GetProperty("goodBefore").GetProperty("secretId").GetString());
        Assert.True(answer.GetProperty("secretsChangedAt").GetDateTimeOffset() > Now.AddHours(-1));
    }

    // A name that no provider has may well have been sent to: those deliveries are shown.
    [Fact]
    public async Task An_unknown_provider_is_refused_with_the_list_unless_something_was_sent_to_its_name()
    {
        string[][] commands =
        [
            ["deliveries", "rejected", "--provider", "nope"],
            ["archive", "find", "--from", "2026-01-01", "--provider", "nope"],
            ["archive", "hold", "add", "--reason", "a lawsuit", "--provider", "nope"],
            ["archive", "erase", "--reason", "asked for", "--provider", "nope", "--subject", "cus_1", "--account", "acct_1"],
        ];
        foreach (var command in commands)
        {
            var (code, result, remarks) = await LedgerAsync(command);
            Assert.True((code, result) == (2, "") && remarks.Contains("No provider is called 'nope'.", StringComparison.Ordinal), remarks);
        }

        await _archive.StoreAsync(Delivery(-60, "UNKNOWN_PROVIDER") with { Provider = "nope", Account = null }, Ct);
        foreach (var command in commands.Take(2))
        {
            var (code, result, remarks) = await LedgerAsync(command);
            Assert.True(code == 0 && result.Contains("nope", StringComparison.Ordinal), remarks);
        }
    }

    [Fact]
    public async Task Nothing_refused_is_said_so()
    {
        var (code, text, _) = await RunAsync("--since", Now.AddHours(-1).ToString("O"));
        Assert.Equal(0, code);
        Assert.StartsWith("No delivery was refused since", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("90m", 1)]
    [InlineData("3h", 2)]
    public async Task How_long_ago_is_a_beginning_as_it_is_for_a_backfill(string since, int found)
    {
        await _archive.StoreAsync(Delivery(-120, "SIGNATURE_WRONG"), Ct);
        await _archive.StoreAsync(Delivery(-60, "SIGNATURE_WRONG"), Ct);

        var (code, text, remarks) = await RunAsync("--since", since, "--json");
        Assert.True(code == 0, remarks);
        var group = Assert.Single(JsonDocument.Parse(text).RootElement.GetProperty("rejected").EnumerateArray().ToList()).GetProperty("group");
        Assert.Equal(found, group.GetProperty("deliveries").GetInt32());
    }

    [Theory]
    [InlineData("TIMESTAMP_IN_FUTURE", "the clock of the gateway's host is about that far behind")]
    [InlineData("TIMESTAMP_TOO_OLD", "Signed 400 s before receipt, all alike")]
    [InlineData("SIGNATURE_WRONG", "No delivery was good in the 35 days before")]
    [InlineData("UNKNOWN_ENDPOINT", "The secrets file has default: add eu there")]
    [InlineData("SOMETHING_NEW", "docs/errors.md")]
    public void Each_reason_has_its_advice(string reason, string says) =>
        Assert.Contains(says, RejectionAdvice.Of(Group(reason), Live()), StringComparison.Ordinal);

    [Fact]
    public void What_was_good_around_it_changes_the_advice_for_a_wrong_signature()
    {
        var good = new GoodDelivery(Now.AddDays(-1), SecretId.Of(New));
        Assert.Contains("a stranger calls", RejectionAdvice.Of(Group("SIGNATURE_WRONG") with { IsGoodMeanwhile = true }, Live()), StringComparison.Ordinal);
        Assert.Contains("The secrets changed at", Advice(good), StringComparison.Ordinal);
        Assert.Contains("it was changed at the provider", Advice(good with { ReceivedAt = Now.AddMinutes(10) }), StringComparison.Ordinal);
        Assert.Contains("no longer has", Advice(good with { SecretId = SecretId.Of(Old) }), StringComparison.Ordinal);
        Assert.StartsWith(
            "Over since", RejectionAdvice.Of(Group("SIGNATURE_WRONG") with { GoodAfter = good }, secrets: null), StringComparison.Ordinal);

        string Advice(GoodDelivery before) =>
            RejectionAdvice.Of(Group("SIGNATURE_WRONG") with { Endpoint = "default", GoodBefore = before, Last = Now.AddHours(1) }, Live());
    }

    [Fact]
    public async Task One_forgery_between_two_good_ones_changed_nothing_at_the_provider()
    {
        await _archive.StoreAsync(Good(-120), Ct);
        await _archive.StoreAsync(Delivery(-60, "SIGNATURE_WRONG"), Ct);
        await _archive.StoreAsync(Good(-30), Ct);

        var (code, text, remarks) = await RunAsync();
        Assert.True(code == 0, remarks);
        Assert.Contains($"signed with the same secret {SecretId.Of(New)}", text, StringComparison.Ordinal);
        Assert.Contains("No secret was changed", text, StringComparison.Ordinal);
        Assert.DoesNotContain("it was changed at the provider", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Over since", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replay_among_good_ones_is_not_laid_to_the_clock()
    {
        foreach (var second in Enumerable.Range(0, 20))
        {
            await _archive.StoreAsync(At(Good(-60), second), Ct);
        }

        foreach (var second in Enumerable.Range(9, 2))
        {
            var late = At(Delivery(-60, "TIMESTAMP_TOO_OLD"), second);
            await _archive.StoreAsync(late with { SignedAt = late.ReceivedAt.AddSeconds(-3601) }, Ct);
        }

        var (code, text, remarks) = await RunAsync();
        Assert.True(code == 0, remarks);
        Assert.Contains("Signed 3601 s before receipt, while 20 of this endpoint were good: the clock is right", text, StringComparison.Ordinal);
        Assert.DoesNotContain("NTP", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Over since", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TIMESTAMP_TOO_OLD", 1, 0, "one alone does not tell")]
    [InlineData("TIMESTAMP_TOO_OLD", 1, 9, "unless it is that of one of several gateways")]
    [InlineData("TIMESTAMP_TOO_OLD", 1, 10, "the clock is right. It was kept back")]
    [InlineData("TIMESTAMP_TOO_OLD", 5, 500, "the clock is right. They were kept back")]
    [InlineData("TIMESTAMP_TOO_OLD", 5, 0, "all alike: the clock of the gateway's host")]
    [InlineData("TIMESTAMP_IN_FUTURE", 5, 500, "whoever signed these has the secret and a clock that is ahead")]
    [InlineData("TIMESTAMP_IN_FUTURE", 5, 5, "of several gateways, one may have that clock")]
    public void The_share_of_good_ones_judges_the_clock(string reason, int refused, int good, string says)
    {
        var advice = RejectionAdvice.Of(
            Group(reason) with { Deliveries = refused, GoodInSpan = good, GoodAfter = new GoodDelivery(Now.AddMinutes(1), null) }, Live());
        Assert.Contains(says, advice, StringComparison.Ordinal);
        Assert.True(good == 0 && refused > 1 || !advice.Contains("all alike", StringComparison.Ordinal), advice);
        Assert.Equal(good < 10 * refused, advice.StartsWith("Over since", StringComparison.Ordinal));
    }

    [Fact]
    public void Good_ones_before_say_nothing_of_a_clock_that_is_off_since() => Assert.Contains(
        "all alike", RejectionAdvice.Of(Group("TIMESTAMP_TOO_OLD") with { GoodInSpan = 500 }, Live()), StringComparison.Ordinal);

    [Fact]
    public void The_secrets_of_good_ones_before_and_after_tell_what_changed()
    {
        var (first, last) = (new GoodDelivery(Now.AddDays(-1), "aaaaaaaa"), new GoodDelivery(Now.AddDays(1), "aaaaaaaa"));

        Assert.Contains("with the same secret aaaaaaaa as before: until then the file lacked it", Advice(first, last, -1), StringComparison.Ordinal);
        Assert.Contains("they were a stranger's", Advice(first, last with { ReceivedAt = Now.AddMinutes(-30) }, -60), StringComparison.Ordinal);
        Assert.Contains("signed with secret aaaaaaaa, those after with bbbbbbbb", Advice(first, last with { SecretId = "bbbbbbbb" }, -1), StringComparison.Ordinal);
        Assert.Contains("Good ones came before and after", Advice(first with { SecretId = null }, last, -1), StringComparison.Ordinal);

        string Advice(GoodDelivery before, GoodDelivery after, int lastMinute) => RejectionAdvice.Of(
            Group("SIGNATURE_WRONG") with { GoodBefore = before, GoodAfter = after, Last = Now.AddMinutes(lastMinute) }, Live());
    }

    Task<(int ExitCode, string Result, string Remarks)> RunAsync(params string[] arguments) =>
        LedgerAsync(["deliveries", "rejected", .. arguments]);

    Task<(int ExitCode, string Result, string Remarks)> LedgerAsync(params string[] arguments) => LedgerProcess.RunAsync(
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["LEDGER_POSTGRES"] = _database.ConnectionString,
            ["LEDGER_SECRETS"] = SecretsPath,
        },
        arguments);

    LiveSecrets Live() => LiveSecrets.Of(SecretsFile.Read(SecretsPath, AllProviders.List));

    static RejectedGroup Group(string reason) => new()
    {
        Provider = "stripe",
        Endpoint = "eu",
        Reason = reason,
        Deliveries = 3,
        First = Now.AddMinutes(-5),
        Last = Now,
        Skew = reason == "TIMESTAMP_IN_FUTURE" ? new ClockSkew(-402, -400, -400) : new ClockSkew(400, 400, 401),
    };

    static RawDelivery Good(int minutes) => Delivery(minutes, null) with
    {
        Verdict = "verified",
        SecretIndex = 0,
        SecretId = SecretId.Of(New),
    };

    static RawDelivery At(RawDelivery delivery, int second)
    {
        var at = delivery.ReceivedAt.AddSeconds(second);
        return delivery with { DeliveryId = Guid.CreateVersion7(at), ReceivedAt = at };
    }

    static RawDelivery Delivery(int minutes, string? reason) => new()
    {
        DeliveryId = Guid.CreateVersion7(Now.AddMinutes(minutes)),
        ReceivedAt = Now.AddMinutes(minutes),
        Provider = "stripe",
        Endpoint = "default",
        Account = "acct_1",
        Verdict = "refused",
        Reason = reason,
        Headers = new Dictionary<string, string>(StringComparer.Ordinal),
        Body = "{}"u8.ToArray(),
        BodySha256 = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
    };
}
