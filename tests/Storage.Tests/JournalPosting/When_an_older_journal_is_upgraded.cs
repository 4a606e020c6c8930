using System.Text.Json;
using Ledger.EventStore;
using Ledger.JournalPosting;
using Ledger.JournalPosting.Events;
using Ledger.JournalPosting.States;
using Ledger.JournalPosting.Storage;
using Ledger.PaymentEvents;
using Npgsql;
using Xunit;
using static Ledger.Fast.Tests.JournalPosting.PaymentSample;

namespace Ledger.Storage.Tests.JournalPosting;

/// <summary>A journal with wide lines and long states, as it was up to script 101, goes on with this build.</summary>
public sealed class When_an_older_journal_is_upgraded : IAsyncLifetime
{
    JournalDatabase _journal = null!;

    public async ValueTask InitializeAsync() => _journal = await JournalDatabase.CreateAsync();

    public ValueTask DisposeAsync() => _journal.DisposeAsync();

    [Fact]
    public async Task Its_lines_are_those_of_a_rebuild_and_its_states_are_read()
    {
        await TradingDay.SubmitAsync(_journal.Writer, TradingDay.Of(payments: 30));
        var capture = Event(EventClass.CaptureSucceeded, Eur(1050), objectId: "ch_1", payment: "pi_old");
        await _journal.PostAsync(capture);
        await GoBackAsync();

        Assert.True(await SchemaMigrations.ApplyAsync(
            _journal.Store.Source, JournalDatabase.Schema, JournalMigrations.Scripts, CancellationToken.None) > 0);

        var states = await _journal.CountAsync("journal.payment_state");
        var upgraded = await _journal.RebuildAsync(apply: false);
        Assert.Equal(
            ["account_balance 0", "daily_balance 0", "journal_line 0", $"payment_state {states}", "held_event 0", "trace_key 0"],
            upgraded.Tables.Select(table => $"{table.Table} {table.Missing + table.Extra + table.Changed}"));

        // Undone from the lines that the old state holds.
        var failure = Event(EventClass.CaptureFailed, Eur(1050), objectId: "ch_1", payment: "pi_old", minute: 1);
        Assert.Equal(Disposition.Posted, (await _journal.PostAsync(failure)).Disposition);

        Assert.Equal(states - 1, (await _journal.RebuildAsync(apply: true)).RowsDiffering);
        Assert.Equal(0, (await _journal.RebuildAsync(apply: false)).RowsDiffering);
        Assert.Equal(await _journal.BalancesAsync(), await _journal.BalancesOfLinesAsync());
    }

    [Fact]
    public async Task An_entry_cannot_be_stored_twice()
    {
        await _journal.PostAsync(Event(EventClass.CaptureSucceeded, Eur(1050), objectId: "ch_1"));

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => _journal.Store.ExecuteAsync(
            """
            insert into journal.mt_events (seq_id, id, stream_id, version, data, type)
            select seq_id + 1, id, stream_id, version + 1, data, type from journal.mt_events
            """));

        Assert.Equal("journal_entry_id", refusal.ConstraintName);
    }

    /// <summary>Takes back what the scripts from 102 on did.</summary>
    async Task GoBackAsync()
    {
        await _journal.Store.ExecuteAsync(
            """
            drop index journal.journal_entry_id;
            alter table journal.journal_line rename to narrow_line;
            alter table journal.narrow_line rename constraint journal_line_pk to narrow_line_pk;
            drop index journal.journal_line_account_day;
            create table journal.journal_line as
            select e.id as entry_id, l.line_no, l.position, e.stream_id::text, l.account, l.currency, l.side::char(1) as side,
                   l.minor_units, l.booking_date, e.timestamp as occurred_at, l.recorded_at
            from journal.narrow_line l join journal.mt_events e on e.seq_id = l.position;
            drop table journal.narrow_line;
            alter table journal.journal_line add constraint journal_line_pk primary key (entry_id, line_no);
            create index journal_line_account_day on journal.journal_line (account, currency, booking_date);
            alter table journal.payment_state alter column state type jsonb using state::jsonb;
            delete from journal.ledger_migrations where version > 101;
            """);
        foreach (var row in await _journal.RowsAsync("select stream_id, state::text from journal.payment_state"))
        {
            var (stream, state) = (row.Split(" | ")[0], row.Split(" | ", 2)[1]);
            await using var update = _journal.Store.Source.CreateCommand(
                "update journal.payment_state set state = $2::jsonb where stream_id = $1");
            update.Parameters.Add(new() { Value = stream });
            update.Parameters.Add(new() { Value = Older(state) });
            Assert.Equal(1, await update.ExecuteNonQueryAsync());
        }
    }

    static string Older(string state) => JsonSerializer.Serialize(
        PaymentStateJson.Read(System.Text.Encoding.UTF8.GetBytes(state)), JournalJson.Default.PaymentState);
}
