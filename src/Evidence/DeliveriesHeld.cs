using Npgsql;

namespace Ledger.Evidence;

/// <summary>What the archive tells about the deliveries of an endpoint, for those that look for missed ones.</summary>
/// <param name="source">Connections to the archive's server.</param>
/// <param name="schema">Name of the schema.</param>
public sealed class DeliveriesHeld(NpgsqlDataSource source, string schema)
{
    /// <summary>Those of an account's events that are here as verified deliveries which stated facts.</summary>
    public async Task<IReadOnlySet<string>> KnownAsync(
        string provider, string account, IReadOnlyList<string> eventIds, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            $"""
            select distinct provider_event_id from "{schema}".raw_delivery
            where provider_event_id = any($3) and provider = $1 and account = $2 and verdict = 'verified' and event_ids <> array[]::uuid[]
            """);
        command.Parameters.AddWithValue(provider);
        command.Parameters.AddWithValue(account);
        command.Parameters.AddWithValue(eventIds.ToArray());
        var known = new HashSet<string>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            known.Add(reader.GetString(0));
        }

        return known;
    }

    /// <summary>
    /// When the last verified webhook of an endpoint came, behind a moment; null when none did. Ids of deliveries begin with their time, so
    /// that only what came behind the moment is looked at, the newest first.
    /// </summary>
    public async Task<DateTimeOffset?> LastWebhookAsync(string provider, string endpoint, DateTimeOffset behind, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            $"""
            select received_at from "{schema}".raw_delivery
            where delivery_id >= $3 and received_at > $4 and provider = $1 and endpoint = $2 and verdict = 'verified'
              and not headers ? 'ledger-source'
            order by delivery_id desc limit 1
            """);
        command.Parameters.AddWithValue(provider);
        command.Parameters.AddWithValue(endpoint);
        command.Parameters.AddWithValue(FirstIdOf(behind));
        command.Parameters.AddWithValue(behind.UtcDateTime);
        return await command.ExecuteScalarAsync(ct) is DateTime at ? new DateTimeOffset(at, TimeSpan.Zero) : null;
    }

    /// <summary>The smallest UUIDv7 of a moment.</summary>
    static Guid FirstIdOf(DateTimeOffset at)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        var milliseconds = at.ToUnixTimeMilliseconds();
        for (var i = 5; i >= 0; i--)
        {
            bytes[i] = (byte)(milliseconds & 0xff);
            milliseconds >>= 8;
        }

        return new Guid(bytes, bigEndian: true);
    }
}
