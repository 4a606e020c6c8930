using Ledger.JournalPosting.Storage;
using Ledger.PaymentEvents;
using Xunit;
using static Ledger.Fast.Tests.JournalPosting.PaymentSample;

namespace Ledger.Storage.Tests.JournalPosting;

public sealed class Journal_read_models : IAsyncLifetime
{
    JournalDatabase _journal = null!;

    public async ValueTask InitializeAsync() => _journal = await JournalDatabase.CreateAsync();

    public ValueTask DisposeAsync() => _journal.DisposeAsync();

    [Fact]
    public async Task An_entry_leads_to_its_evidence_and_is_found_by_every_reference()
    {
        var capture = Event(EventClass.CaptureSucceeded, Eur(1050), objectId: "ch_1") with { InvoiceRef = "inv_1" };
        var outcome = await _journal.PostAsync(capture);
        var entry = DeterministicId.Of("entry", capture.EventId.ToString(), "0");
        Assert.Equal(entry, outcome.OutcomeId);
        Assert.Equal(
            [$"{entry} | {capture.DeliveryId} | {capture.EventId} | {capture.BodySha256} | 2026.3 | M-04"],
            await _journal.RowsAsync(
                """
                select id, correlation_id, causation_id, data->>'BodySha256', data->>'MatrixVersion', data->>'Row'
                from journal.mt_events
                """));
        Assert.Equal(
            [$"{capture.StreamId} | {capture.DeliveryId} | posted | {entry}"],
            await _journal.RowsAsync("select stream_id, delivery_id, disposition, outcome_id from journal.inbox"));
        Assert.Equal(
            ["ch_1", "inv_1", "order of pi_1", "pi_1"],
            await _journal.RowsAsync(
                $"""
                select value from journal.trace_key where stream_id = '{capture.StreamId}' order by value collate "C"
                """));
        Assert.Equal(
            ["0 | 1150 | EUR | D | 1050 | 2026-11-20 | 1", "1 | 1100 | EUR | C | 1050 | 2026-11-20 | 1"],
            await _journal.RowsAsync(
                """
                select line_no, account, currency, side, minor_units, booking_date::text, position
                from journal.journal_line order by line_no
                """));
    }

    [Fact]
    public async Task A_rebuild_of_an_untouched_journal_finds_nothing()
    {
        var day = TradingDay.Of(payments: 50);
        day.RemoveAll(e => e.Class == EventClass.CaptureSucceeded && e.PaymentId is "pi_1" or "pi_8");
        await TradingDay.SubmitAsync(_journal.Writer, day);
        var report = await _journal.RebuildAsync(apply: true);
        Assert.Equal(0, report.RowsDiffering);
        Assert.Equal(await _journal.CountAsync("journal.mt_events"), report.Events);
        Assert.NotEqual(0, await _journal.CountAsync("journal.held_event"));
        Assert.All(report.Tables, table => Assert.NotEqual(0, table.Rows));
        Assert.Equal(0, await _journal.CountAsync("pg_tables where tablename like '%_rebuild'"));
    }

    [Fact]
    public async Task A_rebuild_repairs_what_was_tampered_with_and_names_it()
    {
        await TradingDay.SubmitAsync(_journal.Writer, TradingDay.Of(payments: 20));
        var balances = await _journal.BalancesAsync();
        await _journal.Store.ExecuteAsync(
            """
            update journal.account_balance set debits = debits + 1 where account = '1150' and currency = 'JPY';
            delete from journal.daily_balance where account = '4100' and currency = 'EUR';
            delete from journal.journal_line
            where position = (select min(position) from journal.journal_line);
            insert into journal.trace_key (value, stream_id) values ('made up', 'payment/x');
            update journal.payment_state set state = (state::jsonb - 'Captures')::text where stream_id like '%/pi_7';
            """);
        var compared = await _journal.RebuildAsync(apply: false);
        Assert.Equal(
            [
                "account_balance 0/0/1", "daily_balance 1/0/0", "journal_line 2/0/0", "payment_state 0/0/1",
                "held_event 0/0/0", "trace_key 0/1/0",
            ],
            compared.Tables.Select(Show));
        Assert.Equal(["1150 JPY"], compared.Tables[0].Examples);
        Assert.NotEqual(balances, await _journal.BalancesAsync());

        Assert.Equal(compared.Tables.Select(Show), (await _journal.RebuildAsync(apply: true)).Tables.Select(Show));
        Assert.Equal(0, (await _journal.RebuildAsync(apply: false)).RowsDiffering);
        Assert.Equal(balances, await _journal.BalancesAsync());
    }

    /// <summary>Its buffer holds many events of the usual size; this one it must grow for.</summary>
    [Fact]
    public async Task A_rebuild_reads_an_event_that_is_larger_than_its_buffer()
    {
        var letters = new char[700_000];
        new Random(7).GetItems("abcdefghijklmnopqrstuvwxyz", letters);
        await _journal.PostAsync(Event(EventClass.CaptureSucceeded, Eur(1050), objectId: "ch_1"));
        await _journal.PostAsync(
            Event(EventClass.CaptureSucceeded, Eur(1050), payment: "pi_2", objectId: "ch_2") with { OrderRef = new string(letters) });
        await _journal.PostAsync(Event(EventClass.CaptureSucceeded, Eur(1050), payment: "pi_3", objectId: "ch_3"));

        var report = await _journal.RebuildAsync(apply: false);

        Assert.Equal((3, 0), (report.Events, report.RowsDiffering));
    }

    [Fact]
    public async Task A_rebuild_keeps_up_with_events_that_are_posted_meanwhile()
    {
        await TradingDay.SubmitAsync(_journal.Writer, TradingDay.Of(payments: 200));
        var posting = Task.Run(async () =>
        {
            foreach (var chunk in TradingDay.Of(payments: 800).Skip(700).Chunk(25))
            {
                await TradingDay.SubmitAsync(_journal.Writer, chunk);
            }
        });
        for (var n = 0; n < 3; n++)
        {
            Assert.Equal(0, (await _journal.RebuildAsync(apply: true)).RowsDiffering);
        }

        await posting;
        Assert.Equal(0, (await _journal.RebuildAsync(apply: false)).RowsDiffering);
        Assert.Equal(await _journal.BalancesAsync(), await _journal.BalancesOfLinesAsync());
    }

    static string Show(TableDifference table) => $"{table.Table} {table.Missing}/{table.Extra}/{table.Changed}";
}
