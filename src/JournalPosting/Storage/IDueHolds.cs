using Npgsql;

namespace Ledger.JournalPosting.Storage;

/// <summary>The holds whose deadline has passed and for which nothing was raised yet.</summary>
interface IDueHolds
{
    /// <summary>The streams of the longest overdue, a page of them.</summary>
    Task<IReadOnlyCollection<string>> ReadAsync(DateTimeOffset now, CancellationToken ct);
}

/// <summary>Reads them from <c>held_event</c>.</summary>
sealed class DueHoldsSql(NpgsqlDataSource source, string schema) : IDueHolds
{
    const int Page = 500;

    readonly string _due =
        $"""
        select stream_id from {schema}.held_event
        where not overdue and deadline <= $1 order by deadline limit {Page}
        """;

    public async Task<IReadOnlyCollection<string>> ReadAsync(DateTimeOffset now, CancellationToken ct)
    {
        await using var command = source.CreateCommand(_due);
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var streams = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct))
        {
            streams.Add(reader.GetString(0));
        }

        return streams;
    }
}
