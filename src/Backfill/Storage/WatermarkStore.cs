using Npgsql;
using NpgsqlTypes;

namespace Ledger.Backfill.Storage;

/// <summary>How far each endpoint's list was read, and whose turn it is. All times of leases are the server's.</summary>
/// <param name="source">Where the table lies.</param>
/// <param name="schema">Its schema.</param>
public sealed class WatermarkStore(NpgsqlDataSource source, string schema)
{
    const string Columns = "provider, endpoint, reached, polled_at, problem, last_delivery_at, silent_since, lease_holder, lease_until";

    /// <summary>All that are known.</summary>
    public async Task<IReadOnlyList<Watermark>> AllAsync(CancellationToken ct)
    {
        await using var command = source.CreateCommand($"select {Columns} from {schema}.watermark order by provider, endpoint");
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new List<Watermark>();
        while (await reader.ReadAsync(ct))
        {
            found.Add(Row(reader));
        }

        return found;
    }

    /// <summary>Takes an endpoint whose list is due; null when it is not, or another worker has it.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="holder">Who takes it.</param>
    /// <param name="every">How often its list is read.</param>
    /// <param name="lease">For how long it is the holder's, unless renewed.</param>
    /// <param name="ct">Gives up.</param>
    internal async Task<Watermark?> ClaimAsync(
        string provider, string endpoint, string holder, TimeSpan every, TimeSpan lease, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            $"""
            insert into {schema}.watermark as w (provider, endpoint, lease_holder, lease_until)
            values ($1, $2, $3, now() + make_interval(secs => $5))
            on conflict (provider, endpoint) do update set lease_holder = excluded.lease_holder, lease_until = excluded.lease_until
            where (w.lease_until is null or w.lease_until < now())
              and (w.polled_at is null or w.polled_at <= now() - make_interval(secs => $4))
            returning {Columns}
            """);
        Add(command, provider, endpoint, holder, every.TotalSeconds, lease.TotalSeconds);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? Row(reader) : null;
    }

    /// <summary>Keeps the lease for longer; false when another worker has it meanwhile.</summary>
    internal async Task<bool> RenewAsync(Watermark own, TimeSpan lease, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            $"""
            update {schema}.watermark set lease_until = now() + make_interval(secs => $4)
            where provider = $1 and endpoint = $2 and lease_holder = $3
            """);
        Add(command, own.Provider, own.Endpoint, own.LeaseHolder!, lease.TotalSeconds);
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    /// <summary>All up to a moment is confirmed (R-PL-13), or why not; the lease ends either way. A watermark never goes back.</summary>
    internal async Task ReturnAsync(Watermark own, DateTimeOffset? reached, string? problem, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            $"""
            update {schema}.watermark
            set reached = greatest(reached, $4), problem = $5, polled_at = now(), lease_holder = null, lease_until = null
            where provider = $1 and endpoint = $2 and lease_holder = $3
            """);
        Add(command, own.Provider, own.Endpoint, own.LeaseHolder!);
        command.Parameters.Add(Time(reached));
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)problem ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>When its last webhook came, and since when it is silent; null while it is not.</summary>
    internal async Task HeardAsync(
        string provider, string endpoint, DateTimeOffset? lastDelivery, DateTimeOffset? silentSince, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            $"""
            insert into {schema}.watermark as w (provider, endpoint, last_delivery_at, silent_since) values ($1, $2, $3, $4)
            on conflict (provider, endpoint) do update
            set last_delivery_at = greatest(w.last_delivery_at, excluded.last_delivery_at), silent_since = excluded.silent_since
            """);
        Add(command, provider, endpoint);
        command.Parameters.Add(Time(lastDelivery));
        command.Parameters.Add(Time(silentSince));
        await command.ExecuteNonQueryAsync(ct);
    }

    static void Add(NpgsqlCommand command, params ReadOnlySpan<object> values)
    {
        foreach (var value in values)
        {
            command.Parameters.AddWithValue(value);
        }
    }

    static NpgsqlParameter Time(DateTimeOffset? at) => new()
    {
        Value = (object?)at?.UtcDateTime ?? DBNull.Value,
        NpgsqlDbType = NpgsqlDbType.TimestampTz,
    };

    static Watermark Row(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), RunRows.Time(row, 2), RunRows.Time(row, 3), RunRows.Text(row, 4), RunRows.Time(row, 5),
        RunRows.Time(row, 6), RunRows.Text(row, 7), RunRows.Time(row, 8));
}

/// <summary>How an endpoint is looked after.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Reached">All that the provider lists up to here is confirmed by the broker (UTC); null before the first poll.</param>
/// <param name="PolledAt">When a poll last ended (UTC), well or not.</param>
/// <param name="Problem">Why the last poll did not come to its end; null when it did.</param>
/// <param name="LastDeliveryAt">When its last webhook came (UTC), as far as was looked; null when none was seen.</param>
/// <param name="SilentSince">Since when it is silent for too long (UTC); null while it is not.</param>
/// <param name="LeaseHolder">The worker that reads its list now; null when none does.</param>
/// <param name="LeaseUntil">Until when it is that worker's (UTC).</param>
public sealed record Watermark(
    string Provider, string Endpoint, DateTimeOffset? Reached, DateTimeOffset? PolledAt, string? Problem, DateTimeOffset? LastDeliveryAt,
    DateTimeOffset? SilentSince, string? LeaseHolder, DateTimeOffset? LeaseUntil);
