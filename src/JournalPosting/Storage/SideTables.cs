using System.Text.Json;
using Ledger.JournalPosting.States;
using Ledger.PaymentEvents;
using Npgsql;
using NpgsqlTypes;

namespace Ledger.JournalPosting.Storage;

/// <summary>Writes a rebuild's side tables: what is new by <c>COPY</c>, what was written before as the live path does.</summary>
sealed class SideTables(string schema)
{
    readonly ReadModelSql _sql = new(schema, ReadModelTable.Suffix);
    bool _indexed;

    /// <summary>Reads back states that were written; makes the indexes for it the first time.</summary>
    public async Task<IReadOnlyDictionary<string, PaymentState>> LoadAsync(
        NpgsqlConnection connection, IReadOnlyCollection<string> streamIds, CancellationToken ct)
    {
        await IndexAsync(connection, ct);
        return await _sql.LoadAsync(connection, streamIds, ct);
    }

    /// <summary>Writes the states of streams, what they hold back and their keys; takes up the thread it is called on.</summary>
    public async Task WriteStreamsAsync(NpgsqlConnection connection, IReadOnlyList<MovedStream> streams, CancellationToken ct)
    {
        var fresh = streams.Where(stream => stream.Written is null).ToArray();
        CopyStreams(connection, fresh);
        var moved = new ReadModelChanges();
        foreach (var stream in streams.Where(stream => stream.Written is not null))
        {
            moved.SetStream(stream.StreamId, stream.Version, stream.Written!, stream.State);
        }

        if (moved.Streams.Count > 0)
        {
            await IndexAsync(connection, ct);
        }

        await WriteAsync(connection, batch => _sql.Write(batch, moved), ct);
    }

    /// <summary>Adds sums to the balances.</summary>
    public Task WriteTotalsAsync(NpgsqlConnection connection, BalanceTotals totals, CancellationToken ct) =>
        WriteAsync(connection, batch => _sql.WriteBalances(batch, totals), ct);

    /// <summary>Copies lines in.</summary>
    public void CopyLines(NpgsqlConnection connection, IReadOnlyList<LineRow> lines)
    {
        using var copy = new CopyRows(
            connection, Of("journal_line"), "position, minor_units, recorded_at, booking_date, line_no, side, currency, account");
        foreach (var row in lines)
        {
            copy.Row(8);
            copy.Int64(row.Position);
            copy.Int64(row.Line.MinorUnits);
            copy.Instant(row.RecordedAt);
            copy.Day(row.BookingDate);
            copy.Int16((short)row.Index);
            copy.Letter(row.Side);
            copy.Text(row.Line.Currency);
            copy.Text(row.Line.Account);
        }

        copy.Complete();
    }

    void CopyStreams(NpgsqlConnection connection, MovedStream[] streams)
    {
        using (var copy = new CopyRows(connection, Of("payment_state"), "stream_id, status, state, version"))
        {
            foreach (var stream in streams)
            {
                copy.Row(4);
                copy.Text(stream.StreamId);
                copy.Text(stream.State.Status);
                copy.Text(PaymentStateJson.Write(stream.State));
                copy.Int64(stream.Version);
            }

            copy.Complete();
        }

        using (var copy = new CopyRows(connection, Of("trace_key"), "value, stream_id"))
        {
            foreach (var stream in streams)
            {
                foreach (var key in stream.State.TraceKeys)
                {
                    copy.Row(2);
                    copy.Text(key);
                    copy.Text(stream.StreamId);
                }
            }

            copy.Complete();
        }

        CopyHolds(connection, streams);
    }

    void CopyHolds(NpgsqlConnection connection, MovedStream[] streams)
    {
        using var copy = connection.BeginBinaryImport(
            $"copy {Of("held_event")} (event_id, stream_id, class, reason, deadline, overdue, event) from stdin (format binary)");
        copy.Timeout = TimeSpan.Zero;
        foreach (var stream in streams)
        {
            foreach (var held in stream.State.Held)
            {
                copy.StartRow();
                copy.Write(held.Event.EventId, NpgsqlDbType.Uuid);
                copy.Write(stream.StreamId, NpgsqlDbType.Text);
                copy.Write(held.Event.Class, NpgsqlDbType.Text);
                copy.Write(held.Reason, NpgsqlDbType.Text);
                copy.Write(held.Deadline.UtcDateTime, NpgsqlDbType.TimestampTz);
                copy.Write(held.Overdue, NpgsqlDbType.Boolean);
                copy.Write(JsonSerializer.SerializeToUtf8Bytes(held.Event, PaymentEventJson.Default.PaymentEvent), NpgsqlDbType.Jsonb);
            }
        }

        copy.Complete();
    }

    string Of(string table) => $"{schema}.{table}{ReadModelTable.Suffix}";

    async Task IndexAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        if (_indexed)
        {
            return;
        }

        await using var command = new NpgsqlCommand(
            $"""
            create unique index on {schema}.payment_state{ReadModelTable.Suffix} (stream_id);
            create index on {schema}.held_event{ReadModelTable.Suffix} (stream_id);
            create unique index on {schema}.trace_key{ReadModelTable.Suffix} (value, stream_id);
            """,
            connection)
        {
            CommandTimeout = 0,
        };
        await command.ExecuteNonQueryAsync(ct);
        _indexed = true;
    }

    static async Task WriteAsync(NpgsqlConnection connection, Action<NpgsqlBatch> add, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection) { Timeout = 0 };
        add(batch);
        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(ct);
        }
    }
}
