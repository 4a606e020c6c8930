using System.Text;
using System.Text.Json;
using Ledger.JournalPosting.Events;
using Ledger.JournalPosting.States;
using Ledger.Reporting.Verifying;
using Npgsql;

namespace Ledger.Cli.Reports;

/// <summary>
/// Payment states, holds and trace keys equal a fold of the events. Stands here because it needs the journal's own
/// fold, which reporting does not know. Reads stream after stream; one state is in memory at a time.
/// </summary>
sealed class PaymentStateCheck : IVerificationCheck
{
    /// <summary>Every event in order of its stream; the last one of a stream brings the stored state along.</summary>
    const string Events =
        """
        select stream_id, version, seq_id, type, data::text, is_last,
               case when is_last then status end, case when is_last then state end,
               case when is_last then stored_version end
        from (
            select e.stream_id, e.version, e.seq_id, e.type, e.data, s.status, s.state, s.version as stored_version,
                   lead(e.version) over (partition by e.stream_id order by e.version) is null as is_last
            from mt_events e
            left join payment_state s on s.stream_id = e.stream_id
            where e.type in ('journal_entry_posted', 'payment_event_noted', 'payment_event_held', 'exception_raised')) all_events
        order by stream_id, version
        """;

    const string WithoutEvents =
        """
        select 'payment_state without events', 'stream ' || s.stream_id, 'no row', 'status ' || s.status
        from payment_state s
        where not exists (select from mt_events e where e.stream_id = s.stream_id)
        order by s.stream_id limit 1
        """;

    const string Holds =
        """
        with expected as (
            select (h -> 'Event' ->> 'eventId')::uuid as event_id, (h ->> 'Deadline')::timestamptz as deadline,
                   h -> 'Event' as event, concat_ws(', ', s.stream_id, h -> 'Event' ->> 'class', h ->> 'Reason',
                   case when (h ->> 'Overdue')::boolean then 'overdue' else 'in time' end) as hold
            from payment_state s cross join lateral jsonb_array_elements(s.state::jsonb -> 'Held') as h),
        found as (
            select event_id, deadline, event, concat_ws(', ', stream_id, class, reason,
                   case when overdue then 'overdue' else 'in time' end) as hold
            from held_event)
        select 'held_event', 'event ' || event_id, e.hold || ', until ' || e.deadline, f.hold || ', until ' || f.deadline
        from expected e full join found f using (event_id)
        where e.hold is distinct from f.hold or e.event is distinct from f.event
            or abs(extract(epoch from e.deadline - f.deadline)) > 0.000001
        order by event_id limit 1
        """;

    const string Keys =
        """
        with expected as (
            select distinct k as value, s.stream_id from payment_state s
            cross join lateral jsonb_array_elements_text(s.state::jsonb -> 'TraceKeys') as k)
        select 'trace_key', 'key ' || value || ' of ' || stream_id,
               case when e.there then 'a row' else 'no row' end, case when f.there then 'a row' else 'no row' end
        from (select value, stream_id, true as there from expected) e
        full join (select value, stream_id, true as there from trace_key) f using (value, stream_id)
        where e.there is distinct from f.there
        order by value, stream_id limit 1
        """;

    /// <inheritdoc/>
    public string Name => "payment-states";

    /// <inheritdoc/>
    public string Rule => "Payment states, holds and trace keys equal a fold of the events";

    /// <inheritdoc/>
    public async Task<CheckFinding> RunAsync(VerificationScope scope, CancellationToken ct)
    {
        var (streams, difference) = await CompareStatesAsync(scope, ct);
        foreach (var probe in (IReadOnlyList<string>)[WithoutEvents, Holds, Keys])
        {
            difference ??= await scope.FirstDifferenceAsync(probe, ct);
        }

        return new CheckFinding(streams, difference);
    }

    static async Task<(long Streams, Difference? Difference)> CompareStatesAsync(
        VerificationScope scope, CancellationToken ct)
    {
        await using var command = scope.Journal(Events);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var (streams, state) = (0L, PaymentState.Empty);
        while (await reader.ReadAsync(ct))
        {
            var where = $"stream {reader.GetString(0)}";
            var (next, unreadable) = Fold(state, where, reader);
            if (unreadable is not null)
            {
                return (streams, unreadable);
            }

            state = next;
            if (reader.GetBoolean(5))
            {
                streams++;
                if (Compare(where, state, reader) is { } difference)
                {
                    return (streams, difference);
                }

                state = PaymentState.Empty;
            }
        }

        return (streams, null);
    }

    /// <summary>A body that was tampered with may break the fold in any way: whatever it throws is a difference.</summary>
    static (PaymentState State, Difference? Unreadable) Fold(PaymentState state, string where, NpgsqlDataReader row)
    {
        var (type, body) = (row.GetString(3), row.GetFieldValue<byte[]>(4));
        try
        {
            return (PaymentStateFold.Apply(state, JournalEventTypes.Read(type, body)!), null);
        }
#pragma warning disable CA1031 // The fold is pure: nothing but the stored body can be at fault.
        catch (Exception unreadable)
#pragma warning restore CA1031
        {
            return (state, new Difference(
                "a stored body cannot be folded", $"{where}, position {row.GetInt64(2)}", $"a body of {type}",
                unreadable.Message));
        }
    }

    static Difference? Compare(string where, PaymentState folded, NpgsqlDataReader row)
    {
        var version = row.GetInt64(1);
        if (row.IsDBNull(6))
        {
            return new Difference("payment_state", where, $"status {folded.Status}, version {version}", "no row");
        }

        var (status, stored) = (row.GetString(6), Stored(row.GetString(7)));
        if (status != folded.Status || row.GetInt64(8) != version)
        {
            return new Difference(
                "payment_state", where, $"status {folded.Status}, version {version}", $"status {status}, version {row.GetInt64(8)}");
        }

        return stored == Text(folded) ? null : new Difference("payment_state", where, Text(folded), stored);
    }

    /// <summary>A stored state as this build writes it; as it is when it cannot be read.</summary>
    static string Stored(string json)
    {
        try
        {
            return Text(PaymentStateJson.Read(Encoding.UTF8.GetBytes(json)));
        }
        catch (JsonException)
        {
            return json;
        }
    }

    static string Text(PaymentState state) => Encoding.UTF8.GetString(PaymentStateJson.Write(state));
}
