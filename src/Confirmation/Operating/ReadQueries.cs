using System.Text.Json;
using Npgsql;

namespace Ledger.Confirmation.Operating;

/// <summary>Questions of operators about what was read at the providers.</summary>
/// <param name="source">Where the reads lie.</param>
/// <param name="schema">Their schema.</param>
public sealed class ReadQueries(NpgsqlDataSource source, string schema)
{
    readonly string _counts =
        $"""
        select provider, endpoint, state, outcome, count(*), min(received_at) filter (where state not in ('released', 'dismissed')),
               max(released_at)
        from {schema}.provider_read group by provider, endpoint, state, outcome order by provider, endpoint, state, outcome
        """;

    readonly string _rows =
        $"""
        select report_id, provider, endpoint, account, provider_event_id, provider_event_type, delivery_id, received_at, state, outcome,
               detail, address, tries, deadline, read_id, read_at, object_state, released_at, decided_by, reason, reported::text,
               facts::text
        from {schema}.provider_read
        """;

    /// <summary>How many reports there are, by endpoint, state and outcome.</summary>
    public async Task<IReadOnlyList<ReadCount>> CountAsync(CancellationToken ct)
    {
        await using var command = source.CreateCommand(_counts);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var counts = new List<ReadCount>();
        while (await reader.ReadAsync(ct))
        {
            counts.Add(new ReadCount(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), Text(reader, 3), reader.GetInt64(4), At(reader, 5),
                At(reader, 6)));
        }

        return counts;
    }

    /// <summary>Reports in some states, the oldest first.</summary>
    /// <param name="states">Which.</param>
    /// <param name="outcome">One of <see cref="ReadOutcome"/>; null for all.</param>
    /// <param name="provider">One provider's; null for all.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="ct">Stops it.</param>
    public Task<IReadOnlyList<ReadRecord>> ListAsync(
        IReadOnlyList<string> states, string? outcome, string? provider, int limit, CancellationToken ct) => ReadAsync(
        _rows + " where state = any ($1) and outcome is not distinct from coalesce($2::text, outcome) "
        + "and provider = coalesce($3::text, provider) order by received_at, report_id limit $4",
        ct, states.ToArray(), outcome, provider, limit);

    /// <summary>The reports of an id: of the report itself, the provider's event, or the delivery.</summary>
    public Task<IReadOnlyList<ReadRecord>> FindAsync(string id, CancellationToken ct) => ReadAsync(
        _rows + " where provider_event_id = $1 or report_id = $2 or delivery_id = $2 or read_id = $2 order by received_at limit 50", ct,
        id, Guid.TryParse(id, out var guid) ? guid : Guid.Empty);

    async Task<IReadOnlyList<ReadRecord>> ReadAsync(string sql, CancellationToken ct, params object?[] values)
    {
        await using var command = source.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        }

        await using var row = await command.ExecuteReaderAsync(ct);
        var found = new List<ReadRecord>();
        while (await row.ReadAsync(ct))
        {
            found.Add(new ReadRecord
            {
                ReportId = row.GetGuid(0),
                Provider = row.GetString(1),
                Endpoint = row.GetString(2),
                Account = row.GetString(3),
                ProviderEventId = row.GetString(4),
                ProviderEventType = row.GetString(5),
                DeliveryId = row.GetGuid(6),
                ReceivedAt = At(row, 7)!.Value,
                State = row.GetString(8),
                Outcome = Text(row, 9),
                Detail = Text(row, 10),
                Address = Text(row, 11),
                Tries = row.GetInt32(12),
                Deadline = At(row, 13)!.Value,
                ReadId = row.IsDBNull(14) ? null : row.GetGuid(14),
                ReadAt = At(row, 15),
                ObjectState = Text(row, 16),
                ReleasedAt = At(row, 17),
                DecidedBy = Text(row, 18),
                Reason = Text(row, 19),
                Reported = Facts(row, 20),
                Released = Facts(row, 21),
            });
        }

        return found;
    }

    static JsonElement Facts(NpgsqlDataReader row, int column)
    {
        using var document = JsonDocument.Parse(row.GetString(column));
        return document.RootElement.Clone();
    }

    static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    static DateTimeOffset? At(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}
