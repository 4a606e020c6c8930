using System.Text;
using Ledger.JournalPosting.States;
using Ledger.PaymentEvents;
using Npgsql;

namespace Ledger.Cli.Stock.Reconciling;

/// <summary>Payments in the journal's schema, over a connection of its own: nothing joins across schemas.</summary>
sealed class JournalPayments(NpgsqlDataSource source)
{
    const int Page = 1_000;

    const string Payments =
        """
        select s.stream_id, s.state, t.timestamp from journal.payment_state s join journal.mt_streams t on t.id = s.stream_id
        where s.stream_id > $1 and s.stream_id like 'payment/%' and t.timestamp >= $2 order by s.stream_id limit $3
        """;

    const string Known = "select stream_id from journal.payment_state where stream_id = any($1)";

    const string Captures =
        """
        select stream_id, (data ->> 'EventId')::uuid from journal.mt_events
        where stream_id = any($1) and type <> 'payment_event_held' and data ->> 'Class' = $2
        """;

    /// <summary>Reads all, a page after the other.</summary>
    public async IAsyncEnumerable<IReadOnlyList<JournalSide>> ReadAsync(
        DateTimeOffset since, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        for (var last = ""; ;)
        {
            await using var command = source.CreateCommand(Payments);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = last });
            command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = since.UtcDateTime });
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Page });
            await using var reader = await command.ExecuteReaderAsync(ct);
            var page = new List<JournalSide>();
            while (await reader.ReadAsync(ct))
            {
                page.Add(new JournalSide(
                    reader.GetString(0), PaymentStateJson.Read(Encoding.UTF8.GetBytes(reader.GetString(1))),
                    await reader.GetFieldValueAsync<DateTimeOffset>(2, ct)));
            }

            if (page.Count == 0)
            {
                yield break;
            }

            last = page[^1].StreamId;
            yield return page;
        }
    }

    /// <summary>Which of these streams the journal knows.</summary>
    public async Task<HashSet<string>> KnownAsync(IEnumerable<string> streamIds, CancellationToken ct)
    {
        await using var command = source.CreateCommand(Known);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. streamIds] });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var known = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct))
        {
            known.Add(reader.GetString(0));
        }

        return known;
    }

    /// <summary>The captures behind streams: event and stream.</summary>
    public async Task<IReadOnlyList<(Guid EventId, string StreamId)>> CapturesAsync(IEnumerable<string> streamIds, CancellationToken ct)
    {
        await using var command = source.CreateCommand(Captures);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. streamIds] });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = EventClass.CaptureSucceeded });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new List<(Guid, string)>();
        while (await reader.ReadAsync(ct))
        {
            found.Add((reader.GetGuid(1), reader.GetString(0)));
        }

        return found;
    }
}
