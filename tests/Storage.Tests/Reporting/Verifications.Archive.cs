using Ledger.Reporting.Verifying;
using Ledger.Storage.Tests.Evidence;
using Xunit;

namespace Ledger.Storage.Tests.Reporting;

/// <summary>Verification between the journal and the archive.</summary>
public sealed partial class Verifications
{
    [Fact]
    public async Task A_changed_body_in_the_archive_is_found()
    {
        await _database.EvidenceAsync(
            "update evidence.raw_delivery set body = 'other' where provider_event_id = 'evt_capture'");

        var report = await VerifyAsync();

        AssertFound(report, "archive-bodies", null);
        var difference = Of(report, "archive-bodies");
        Assert.StartsWith($"delivery {_day.Capture.DeliveryId}, received 2026-11-20", difference.Where, StringComparison.Ordinal);
        Assert.Equal($"SHA-256 {_day.Capture.BodySha256}", difference.Expected);
    }

    [Theory]
    [InlineData("unpacked_bytes = unpacked_bytes - 1", "bytes that cannot be unpacked")]
    [InlineData("unpacked_bytes = unpacked_bytes + 1", "bytes that cannot be unpacked")]
    [InlineData("body = substr(body, 2)", "bytes that do not open under their keys")]
    [InlineData("stored_sha256 = sha256('x'), body_sha256 = sha256('x')", "SHA-256 ")]
    public async Task A_changed_packed_body_is_found(string damage, string found)
    {
        await _database.Archive.StoreAsync(
            SampleDeliveries.Refused(string.Concat(Enumerable.Repeat("0123456789", 200)), "SIGNATURE_WRONG"),
            CancellationToken.None);
        Assert.Equal(1, await _database.Evidence.Source.CreateCommand(
            "update evidence.raw_delivery set masked = masked where unpacked_bytes = 2000").ExecuteNonQueryAsync());
        Assert.True((await VerifyAsync()).Ok);

        await _database.EvidenceAsync($"update evidence.raw_delivery set {damage} where unpacked_bytes = 2000");

        Assert.StartsWith(found, Of(await VerifyAsync(), "archive-bodies").Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_truncated_body_is_sound_as_long_as_it_is_what_was_stored()
    {
        await _database.EvidenceAsync(
            """
            insert into evidence.raw_delivery (delivery_id, received_at, provider, endpoint, verdict, headers, body,
                body_sha256, stored_sha256, masked, truncated, body_bytes, event_ids, stream_ids)
            select gen_random_uuid(), received_at, provider, endpoint, 'refused', headers, 'begin', sha256('beginning'),
                sha256('begin'), false, true, 9, '{}', '{}'
            from evidence.raw_delivery limit 1
            """);
        Assert.True((await VerifyAsync()).Ok);

        await _database.EvidenceAsync("update evidence.raw_delivery set body = 'bogus' where truncated");
        AssertFound(await VerifyAsync(), "archive-bodies", null);
    }

    [Fact]
    public async Task A_delivery_that_was_exchanged_with_its_hashes_is_found()
    {
        await _database.EvidenceAsync(
            """
            update evidence.raw_delivery set body = 'other', body_sha256 = sha256('other'), stored_sha256 = sha256('other'),
                key_id = null, subject_key_id = null
            where provider_event_id = 'evt_capture'
            """);

        var report = await VerifyAsync();

        AssertFound(report, "entry-evidence", null);
        Assert.StartsWith(
            $"hash of the delivery's body: position 1, event {_day.CaptureEntry}, delivery {_day.Capture.DeliveryId}: expected SHA-256 {_day.Capture.BodySha256}",
            Of(report, "entry-evidence").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_delivery_that_is_missing_in_the_archive_is_found()
    {
        await _database.EvidenceAsync("delete from evidence.raw_delivery where provider_event_id = 'evt_kwd'");

        var strict = await VerifyAsync();
        var patient = await VerifyAsync(new VerificationOptions(InFlight: 1));

        AssertFound(strict, "entry-evidence", null);
        Assert.Equal("not in the archive", Of(strict, "entry-evidence").Found);
        Assert.True(patient.Ok);
        Assert.Equal("1 deliveries are not in the archive (1 allowed to be on their way)", patient.Checks.Single(check => check.Name == "entry-evidence").Remark);
    }

    [Fact]
    public async Task A_delivery_that_arrives_while_verification_waits_is_no_difference()
    {
        await _database.EvidenceAsync("delete from evidence.raw_delivery where provider_event_id = 'evt_kwd'");

        var verifying = VerifyAsync(new VerificationOptions(Wait: TimeSpan.FromSeconds(30)));
        await Task.Delay(TimeSpan.FromMilliseconds(500));
        await _database.Archive.StoreAsync(_day.DinarSale, CancellationToken.None);

        Assert.True((await verifying).Ok);
    }

    [Fact]
    public async Task Verified_deliveries_that_never_reached_the_journal_are_found_the_first_by_name()
    {
        var journal = new SampleJournal(_database);
        await journal.DeliverAsync("evt_later", SampleDay.Yen, SampleDay.EventId("later"), SampleDay.Day2);
        var lost = await journal.DeliverAsync(
            "evt_lost", SampleDay.Euro, SampleDay.EventId("lost"), SampleDay.Day1.AddMilliseconds(1_250));

        var strict = await VerifyAsync(new VerificationOptions(InFlight: 1));
        var patient = await VerifyAsync(new VerificationOptions(InFlight: 2));

        AssertFound(
            strict, Reached,
            $"event of a verified delivery: delivery {lost.DeliveryId}, received 2026-11-20 12:00:01.25+00, "
            + $"provider event evt_lost, event {SampleDay.EventId("lost")}: "
            + "expected an inbox row, found none: look in the journal queue and its dead-letter queue");
        Assert.True(patient.Ok);
        Assert.Equal(
            "2 deliveries have events that are not in the journal (2 allowed to be on their way)",
            patient.Checks.Single(check => check.Name == Reached).Remark);
    }

    [Fact]
    public async Task An_inbox_row_that_is_missing_is_missed_by_its_delivery()
    {
        await _database.JournalAsync("delete from journal.inbox where source_event_id = 'evt_fee'");

        Assert.Equal(
            $"event of a verified delivery: delivery {_day.Fee.DeliveryId}, received 2026-11-20 12:00:01+00, "
            + $"provider event evt_fee, event {SampleDay.EventId("fee")}: "
            + "expected an inbox row, found none: look in the journal queue and its dead-letter queue",
            Of(await VerifyAsync(), Reached).ToString());
    }

    [Theory]
    [InlineData("KEY_REUSED")]
    [InlineData("FACT_CONTRADICTED")]
    public async Task An_event_that_is_only_in_the_log_of_repeats_has_reached_the_journal(string kind)
    {
        var journal = new SampleJournal(_database);
        var again = await journal.DeliverAsync("evt_capture", SampleDay.Euro, SampleDay.EventId("other"));
        await journal.RepeatAsync(again, kind, SampleDay.Day2);

        Assert.True((await VerifyAsync()).Checks.Single(check => check.Name == Reached).Ok);
    }

    [Fact]
    public async Task One_missing_event_of_several_in_a_delivery_is_found()
    {
        var second = SampleDay.EventId("second");
        await _database.EvidenceAsync(
            $"""
            update evidence.raw_delivery set event_ids = event_ids || '{second}'::uuid
            where provider_event_id = 'evt_capture'
            """);

        var report = await VerifyAsync();

        AssertFound(report, Reached, null);
        Assert.EndsWith($"event {second}", report.FirstDifference!.Where, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_reaches_the_journal_while_verification_waits_is_no_difference()
    {
        await _database.JournalAsync(
            """
            create table journal.late as select * from journal.inbox where source_event_id = 'evt_fee';
            delete from journal.inbox where source_event_id = 'evt_fee'
            """);

        var verifying = VerifyAsync(new VerificationOptions(Wait: TimeSpan.FromSeconds(30)));
        await Task.Delay(TimeSpan.FromMilliseconds(500));
        await _database.JournalAsync("insert into journal.inbox select * from journal.late");

        Assert.Null((await verifying).Checks.Single(check => check.Name == Reached).FirstDifference);
    }

    [Fact]
    public async Task A_journal_and_an_archive_on_different_databases_are_compared()
    {
        await using var apart = await ReportingDatabase.CreateAsync(apart: true);
        await SampleDay.WriteAsync(apart);
        var verification = new Verification(apart.Journal, apart.Evidence, TimeProvider.System) { ArchiveKey = EvidenceDatabase.KeyOf };

        var sound = await verification.RunAsync(new(), null, CancellationToken.None);
        await apart.JournalAsync("delete from journal.inbox where source_event_id = 'evt_fee'");
        var lost = await verification.RunAsync(new(), null, CancellationToken.None);

        Assert.True(sound.Ok, sound.FirstDifference?.ToString());
        AssertFound(lost, $"inbox {Reached}", null);
    }
}
