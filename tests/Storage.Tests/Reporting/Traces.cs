using Ledger.Reporting.Tracing;
using Ledger.Storage.Tests.Evidence;
using Xunit;

namespace Ledger.Storage.Tests.Reporting;

/// <summary>R-AU-01 to R-AU-03, R-GW-33: any id leads to the whole chain. Journal and archive are on two databases.</summary>
public sealed class Traces : IAsyncLifetime
{
    ReportingDatabase _database = null!;
    SampleDay _day = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await ReportingDatabase.CreateAsync(apart: true);
        _day = await SampleDay.WriteAsync(_database);
    }

    public async ValueTask DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Every_kind_of_id_leads_to_the_stream()
    {
        (string Id, string Kind)[] ids =
        [
            ("pi_kwd", "payment, object, order or invoice reference"),
            ("evt_kwd", "provider event id"),
            ("evt_kwd_again", "provider event id"),
            (SampleDay.Dinar, "stream id"),
            ($"{SampleDay.EventId("kwd")}", "canonical event id"),
            ($"{_day.DinarSale.DeliveryId}", "delivery id"),
            ($"{_day.DinarAgain.DeliveryId}", "delivery id"),
        ];
        foreach (var (id, kind) in ids)
        {
            var report = await FindAsync(id);

            Assert.NotNull(report);
            Assert.Equal([SampleDay.Dinar], report.Streams.Select(stream => stream.StreamId));
            Assert.Equal([kind], report.FoundAs);
        }

        Assert.Equal(["journal entry id"], (await FindAsync($"{_day.CaptureEntry}"))!.FoundAs);
        Assert.Equal([SampleDay.Euro, SampleDay.Yen, SampleDay.Dinar], (await FindAsync("ch_1"))!.Streams.Select(s => s.StreamId));
        Assert.Null(await FindAsync("pi_nobody"));
    }

    [Fact]
    public async Task The_chain_runs_from_the_bytes_to_the_entry_and_its_correction()
    {
        var stream = (await FindAsync("pi_eur"))!.Streams.Single();

        Assert.Equal("CAPTURE_FAILED", stream.Status);
        Assert.Equal(
            [
                $"evt_capture {_day.Capture.BodySha256} verified: capture-succeeded posted",
                $"evt_fee {_day.Fee.BodySha256} verified: fee-posted posted",
                $"evt_failure {_day.Failure.BodySha256} verified: capture-failed posted",
            ],
            stream.Deliveries.Select(d => $"{d.ProviderEventId} {d.BodySha256} {d.Verdict}: {d.Outcome}"));
        var capture = stream.Facts[0];
        Assert.Equal((SampleDay.EventId("capture"), "capture-succeeded", "posted"), (capture.EventId, capture.Class, capture.Disposition));
        var record = Assert.Single(capture.Records);
        Assert.Equal((1L, "M-04", "2026.1", "NEW", "CAPTURED"), (record.Position, record.Row, record.MatrixVersion, record.StatusBefore, record.StatusAfter));
        Assert.Equal(64, record.Hash!.Length);
        Assert.Equal(
            ["1150 PSP clearing, pending Debit 10.50 EUR", "4000 Revenue Credit 10.50 EUR"],
            record.Entry!.Lines.Select(line => $"{line.Account} {line.Name} {line.Side} {line.Amount} {line.Currency}"));
        Assert.Equal(_day.CounterEntry, record.Entry.CorrectedBy);
        Assert.Equal(_day.CaptureEntry, stream.Facts[2].Records[0].Entry!.Corrects);
    }

    [Fact]
    public async Task A_repeat_is_shown_with_what_it_was()
    {
        var stream = (await FindAsync("evt_kwd_again"))!.Streams.Single();

        Assert.Equal(
            ["evt_kwd: capture-succeeded posted", "evt_kwd_again: capture-succeeded seen before: SAME_FACT"],
            stream.Deliveries.Select(d => $"{d.ProviderEventId}: {d.Outcome}"));
        Assert.Equal([("SAME_FACT", "evt_kwd_again")], stream.Facts.Single().Repeats.Select(r => (r.Kind, r.ProviderEventId)));
    }

    [Fact]
    public async Task A_hold_is_shown_with_its_reason()
    {
        var stream = (await FindAsync("evt_refund"))!.Streams.Single();

        Assert.Equal(
            ["refund-posted held CAPTURE_MISSING", "capture-succeeded posted "],
            stream.Facts.Select(f => $"{f.Class} {f.Disposition} {f.Reason}"));
    }

    [Fact]
    public async Task A_refused_delivery_is_found_by_its_ids_though_it_led_nowhere()
    {
        foreach (var id in (string[])["evt_forged", $"{_day.Forged.DeliveryId}"])
        {
            var report = await FindAsync(id);

            Assert.Empty(report!.Streams);
            var delivery = Assert.Single(report.OtherDeliveries);
            Assert.Equal("refused: SIGNATURE_WRONG", delivery.Outcome);
            Assert.Equal(_day.Forged.BodySha256, delivery.BodySha256);
        }
    }

    [Fact]
    public async Task A_delivery_with_nothing_to_post_says_so()
    {
        var delivery = SampleDeliveries.Verified("{}", providerEventId: "evt_unknown") with { Reason = "UNKNOWN_EVENT_TYPE" };
        await _database.Archive.StoreAsync(delivery, CancellationToken.None);

        Assert.Equal(
            "archived, nothing to post: UNKNOWN_EVENT_TYPE",
            Assert.Single((await FindAsync("evt_unknown"))!.OtherDeliveries).Outcome);
    }

    [Fact]
    public async Task It_works_while_the_archive_lags_behind()
    {
        await _database.EvidenceAsync("delete from evidence.raw_delivery");
        string[] ids =
        [
            "pi_kwd", "evt_kwd", "evt_kwd_again", $"{_day.DinarSale.DeliveryId}", $"{_day.DinarAgain.DeliveryId}",
            $"{SampleDay.EventId("kwd")}", SampleDay.Dinar,
        ];
        foreach (var id in ids)
        {
            var stream = Assert.Single((await FindAsync(id))!.Streams);

            Assert.Equal(SampleDay.Dinar, stream.StreamId);
            Assert.All(stream.Deliveries, delivery => Assert.False(delivery.Archived));
            Assert.Equal(
                [(_day.DinarSale.DeliveryId, _day.DinarSale.BodySha256), (_day.DinarAgain.DeliveryId, null)],
                stream.Deliveries.Select(d => (d.DeliveryId, d.BodySha256)));
        }
    }

    [Fact]
    public async Task It_works_while_the_journal_lags_behind()
    {
        var delivery = SampleJournal.Delivery("evt_new", "payment/stripe/acct_1/pi_new", SampleDay.EventId("new"));
        await _database.Archive.StoreAsync(delivery, CancellationToken.None);

        var stream = Assert.Single((await FindAsync("evt_new"))!.Streams);

        Assert.Null(stream.Status);
        Assert.StartsWith("received; has not reached the journal yet", Assert.Single(stream.Deliveries).Outcome, StringComparison.Ordinal);
    }

    Task<TraceReport?> FindAsync(string id) =>
        new Trace(_database.Journal, _database.Evidence, ReportingDatabase.Chart).FindAsync(id, CancellationToken.None);
}
