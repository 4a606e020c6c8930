using Ledger.Reporting.Verifying;
using Ledger.Storage.Tests.Evidence;
using Xunit;

namespace Ledger.Storage.Tests.Reporting;

/// <summary>The trust bar: each rule is seen to hold, and each is broken on purpose and found, precisely.</summary>
public sealed partial class Verifications : IAsyncLifetime
{
    const string Reached = "deliveries-reached-journal";

    ReportingDatabase _database = null!;
    SampleDay _day = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await ReportingDatabase.CreateAsync();
        _day = await SampleDay.WriteAsync(_database);
    }

    public async ValueTask DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task A_sound_ledger_passes_every_check()
    {
        var report = await VerifyAsync();

        Assert.True(report.Ok, report.FirstDifference?.ToString());
        Assert.Equal(6, report.Position);
        Assert.Equal(
            [
                "trial-balance 3", "entries-balanced 5", "account-balances 7", "daily-balances 9", "journal-lines 10",
                "hash-chain 6", "inbox 6", "entries-once 5", "streams 3", "archive-bodies 8", "entry-evidence 6",
                "deliveries-reached-journal 7",
            ],
            report.Checks.Select(check => $"{check.Name} {check.Count}"));
    }

    [Fact]
    public async Task An_empty_ledger_passes_every_check()
    {
        await using var empty = await ReportingDatabase.CreateAsync();

        var report = await new Verification(empty.Journal, empty.Evidence, TimeProvider.System)
            .RunAsync(new(), null, CancellationToken.None);

        Assert.True(report.Ok, report.FirstDifference?.ToString());
    }

    [Theory]
    [InlineData(
        "update journal.account_balance set debits = debits + 1 where account = '6100'",
        "trial-balance account-balances",
        "trial balance of account_balance: EUR: expected difference 0, found difference 1")]
    [InlineData(
        "update journal.account_balance set debits = debits + 1, credits = credits + 1 where account = '6100'",
        "account-balances",
        "account_balance: account 6100, EUR: expected debits 35, credits 0, found debits 36, credits 1")]
    [InlineData(
        "insert into journal.account_balance values ('1000', 'EUR', 5, 5)",
        "account-balances",
        "account_balance: account 1000, EUR: expected nothing, found debits 5, credits 5")]
    [InlineData(
        "update journal.daily_balance set booking_date = '2026-11-22' where booking_date = '2026-11-21' and account = '4000'",
        "daily-balances",
        "daily_balance: day 2026-11-21, account 4000, EUR: expected debits 1050, credits 0, found nothing")]
    [InlineData(
        "update journal.journal_line set side = case side when 'D' then 'C' else 'D' end where currency = 'KWD' and line_no = 0",
        "trial-balance journal-lines",
        "trial balance of journal_line: KWD: expected difference 0, found difference -24690")]
    [InlineData(
        "delete from journal.inbox_2026_11 where source_event_id = 'evt_fee'",
        "inbox deliveries-reached-journal",
        "event without its inbox row: position 2, event {fee}: expected an inbox row of that fact, found none")]
    [InlineData(
        "update journal.inbox set disposition = 'posted' where source_event_id = 'evt_refund'",
        "inbox",
        "inbox row without its event: fact {refund} (evt_refund), payment/stripe/acct_1/pi_jpy: expected an event journal_entry_posted for the disposition posted, found payment_event_held")]
    [InlineData(
        "insert into journal.inbox_2026_12 select message_key, fact_key, fingerprint, source, source_event_id, stream_id, delivery_id, disposition, reason, outcome_id, '2026-12-05' from journal.inbox where source_event_id = 'evt_kwd'",
        "inbox",
        "fact stands twice in the inbox: fact {kwd}: expected one row, found 2 rows")]
    [InlineData(
        "update journal.mt_streams set version = 2 where id like '%pi_eur'",
        "streams",
        "stream: payment/stripe/acct_1/pi_eur: expected versions 1 to 2, found 3 events, versions 1 to 3")]
    [InlineData(
        "delete from journal.mt_streams where id like '%pi_kwd'",
        "account-balances daily-balances journal-lines hash-chain inbox",
        null)]
    [InlineData(
        "update journal.chain_head set events = 5",
        "hash-chain",
        "hash chain: position 6: expected the hash that its content and the hash before it give, found The chain ends at position 6 after 6 events; chain_head says 6 after 5.")]
    [InlineData(
        "update journal.mt_events set timestamp = timestamp + interval '1 second' where seq_id = 4",
        "hash-chain",
        null)]
    [InlineData(
        "update journal.mt_events set headers = null where seq_id = 3",
        "hash-chain",
        null)]
    public async Task Damage_to_the_journal_is_found(string damage, string checks, string? difference)
    {
        await _database.JournalAsync(damage);

        var report = await VerifyAsync();

        AssertFound(report, checks, difference);
    }

    [Fact]
    public async Task A_changed_amount_in_an_event_is_found_by_balance_models_and_chain()
    {
        await _database.JournalAsync(
            "update journal.mt_events set data = jsonb_set(data, '{Lines,0,MinorUnits}', '1051') where seq_id = 1");

        var report = await VerifyAsync();

        AssertFound(
            report, "trial-balance entries-balanced account-balances daily-balances journal-lines hash-chain",
            "trial balance of the events: EUR: expected difference 0, found difference 1");
        Assert.Equal(
            $"entry: position 1, entry {_day.CaptureEntry}, EUR: expected debits equal to credits, found debits 1051, credits 1050",
            Of(report, "entries-balanced").ToString());
        Assert.StartsWith("hash chain: position 1: ", Of(report, "hash-chain").ToString(), StringComparison.Ordinal);
        Assert.Contains("1150 EUR D 1051 2026-11-20", Of(report, "journal-lines").Expected, StringComparison.Ordinal);
        Assert.Contains("1150 EUR D 1050 2026-11-20", Of(report, "journal-lines").Found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("jsonb_set(data, '{Lines}', '[]')", "expected two lines or more, found 0 lines")]
    [InlineData("jsonb_set(data, '{Lines,1,Side}', '\"Left\"')", "expected Debit or Credit of an amount above 0, found Left of 1050")]
    public async Task An_entry_that_is_none_is_found(string change, string difference)
    {
        await _database.JournalAsync($"update journal.mt_events set data = {change} where seq_id = 1");

        Assert.EndsWith(difference, Of(await VerifyAsync(), "entries-balanced").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_cannot_be_read_is_a_difference_and_the_other_checks_still_run()
    {
        await _database.JournalAsync(
            "update journal.mt_events set data = jsonb_set(data, '{Lines,0,MinorUnits}', '\"many\"') where seq_id = 1");

        var report = await VerifyAsync();

        Assert.False(report.Ok);
        Assert.Equal("a stored value cannot be read", Of(report, "entries-balanced").What);
        Assert.True(report.Checks.Single(check => check.Name == "streams").Ok);
    }

    [Fact]
    public async Task An_entry_that_was_posted_twice_is_found()
    {
        await _database.JournalAsync(
            """
            drop index journal.journal_entry_id;
            insert into journal.mt_events (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type)
            select 7, id, stream_id, 4, data, type, timestamp, mt_dotnet_type from journal.mt_events where seq_id = 2;
            update journal.mt_streams set version = 4 where id like '%pi_eur'
            """);

        var difference = Of(await VerifyAsync(), "entries-once");

        Assert.StartsWith("event id: ", difference.ToString(), StringComparison.Ordinal);
        Assert.Equal("2 at positions 2, 7", difference.Found);
    }

    [Fact]
    public async Task A_fact_that_was_posted_twice_under_other_entry_ids_is_found()
    {
        await _database.JournalAsync(
            """
            insert into journal.mt_events (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type)
            select 7, gen_random_uuid(), stream_id, 4, data, type, timestamp, mt_dotnet_type from journal.mt_events where seq_id = 2;
            update journal.mt_streams set version = 4 where id like '%pi_eur'
            """);

        Assert.Equal(
            $"fact posted twice: event {SampleDay.EventId("fee")}: expected one entry, with its counter-entries if any, found 2 entries at positions 2, 7",
            Of(await VerifyAsync(), "entries-once").ToString());
    }

    [Fact]
    public async Task An_entry_that_was_corrected_twice_is_found()
    {
        await _database.JournalAsync(
            $$"""update journal.mt_events set data = data || '{"Corrects":"{{_day.CaptureEntry}}"}' where seq_id = 2""");

        Assert.Equal(
            $"entry corrected twice: entry {_day.CaptureEntry}: expected one correction, found 2 at positions 2, 5",
            Of(await VerifyAsync(), "entries-once").ToString());
    }

    [Fact]
    public async Task A_correction_of_nothing_is_found()
    {
        await _database.JournalAsync(
            $$"""update journal.mt_events set data = data || '{"Corrects":"{{Guid.Empty}}"}' where seq_id = 3""");

        Assert.Equal(
            $"an earlier entry {Guid.Empty} in stream {SampleDay.Dinar}", Of(await VerifyAsync(), "entries-once").Expected);
    }

    [Fact]
    public async Task A_hole_in_a_stream_is_found()
    {
        await _database.JournalAsync("delete from journal.mt_events where seq_id = 2");

        Assert.Equal(
            $"stream: {SampleDay.Euro}: expected versions 1 to 3, found 2 events, versions 1 to 3",
            Of(await VerifyAsync(), "streams").ToString());
    }

    [Fact]
    public async Task Checks_of_others_run_too_and_progress_is_told()
    {
        var told = new List<string>();
        var verification = new Verification(_database.Journal, _database.Evidence, TimeProvider.System, new Refusing())
        {
            ArchiveKey = EvidenceDatabase.KeyOf,
        };

        var report = await verification.RunAsync(new(), new Told(told), CancellationToken.None);

        AssertFound(report, "refusing", "never: here: expected yes, found no");
        Assert.Equal(["13/13 refusing", "13/13 refusing done"], told[^2..]);
        Assert.Equal(26, told.Count);
    }

    async Task<VerificationReport> VerifyAsync(VerificationOptions? options = null) =>
        await new Verification(_database.Journal, _database.Evidence, TimeProvider.System) { ArchiveKey = EvidenceDatabase.KeyOf }
            .RunAsync(options ?? new(), null, CancellationToken.None);

    static Difference Of(VerificationReport report, string check)
    {
        var difference = report.Checks.Single(result => result.Name == check).FirstDifference;
        Assert.NotNull(difference);
        return difference;
    }

    static void AssertFound(VerificationReport report, string checks, string? difference)
    {
        Assert.Equal(checks, string.Join(' ', report.Checks.Where(check => !check.Ok).Select(check => check.Name)));
        Assert.False(report.Ok);
        Assert.Equal(report.Checks.First(check => !check.Ok).FirstDifference, report.FirstDifference);
        if (difference is not null)
        {
            foreach (var name in (string[])["capture", "fee", "kwd", "refund"])
            {
                difference = difference.Replace($"{{{name}}}", $"{SampleDay.EventId(name)}", StringComparison.Ordinal);
            }

            Assert.Equal(difference, report.FirstDifference!.ToString());
        }
    }

    sealed class Refusing : IVerificationCheck
    {
        public string Name => "refusing";

        public string Rule => "Never holds";

        public Task<CheckFinding> RunAsync(VerificationScope scope, CancellationToken ct) =>
            Task.FromResult(new CheckFinding(1, new Difference("never", "here", "yes", "no")));
    }

    sealed class Told(List<string> told) : IProgress<VerificationProgress>
    {
        public void Report(VerificationProgress value) =>
            told.Add($"{value.Number}/{value.Total} {value.Name}{(value.Result is null ? "" : " done")}");
    }
}
