using Npgsql;

namespace Ledger.Confirmation.Operating;

/// <summary>What a person decides about reports; a worker carries it out.</summary>
/// <param name="source">Where the reads lie.</param>
/// <param name="schema">Their schema.</param>
public sealed class ReadDesk(NpgsqlDataSource source, string schema)
{
    readonly string _accept =
        $"""
        update {schema}.provider_read set state = 'decided', outcome = 'accepted', facts = reported, decided_at = now(), due_at = now(),
            claimed_until = null, decided_by = $2, reason = $3
        where report_id = $1 and state = 'held'
            and not exists (select from jsonb_array_elements(reported) as fact where fact ->> 'completeness' = 'needs-read')
        """;

    readonly string _retry =
        $"""
        update {schema}.provider_read set state = 'waiting', outcome = null, tries = 0, denials = 0, due_at = now(), claimed_until = null,
            deadline = now() + make_interval(mins => $4), decided_by = $2, reason = $3
        where report_id = $1 and state in ('held', 'failed', 'dismissed')
        """;

    readonly string _dismiss =
        $"""
        update {schema}.provider_read set state = 'dismissed', decided_at = now(), claimed_until = null, decided_by = $2, reason = $3
        where report_id = $1 and state in ('held', 'failed')
        """;

    /// <summary>
    /// Lets a held report's facts out as the message stated them; false when it is not held, or states a fact that must be read.
    /// </summary>
    public Task<bool> AcceptAsync(Guid reportId, string actor, string reason, CancellationToken ct) =>
        ExecuteAsync(_accept, ct, reportId, actor, reason);

    /// <summary>Closes a held or failed report, of which nothing is posted; false when it is neither.</summary>
    public Task<bool> DismissAsync(Guid reportId, string actor, string reason, CancellationToken ct) =>
        ExecuteAsync(_dismiss, ct, reportId, actor, reason);

    /// <summary>Reads a held, failed or dismissed report's object again; false when it is none of them.</summary>
    public Task<bool> RetryAsync(Guid reportId, string actor, string reason, int deadlineMinutes, CancellationToken ct) =>
        ExecuteAsync(_retry, ct, reportId, actor, reason, deadlineMinutes);

    async Task<bool> ExecuteAsync(string sql, CancellationToken ct, params object[] values)
    {
        await using var command = source.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.AddWithValue(value);
        }

        return await command.ExecuteNonQueryAsync(ct) == 1;
    }
}
