using Ledger.ErpExport.Storage;
using Npgsql;

namespace Ledger.ErpExport.Queries;

/// <summary>Reads what ERPs hold on our accounts that is not ours.</summary>
/// <param name="source">Where the schema lies.</param>
/// <param name="schema">Its name.</param>
public sealed class FindingQuery(NpgsqlDataSource source, string schema)
{
    /// <summary>Findings, the oldest first.</summary>
    /// <param name="target">Of which target; null for all.</param>
    /// <param name="withClosed">True for those too that a person has closed.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="ct">Stops reading.</param>
    public async Task<IReadOnlyList<FindingView>> ListAsync(string? target, bool withClosed, int limit, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            $"""
            select target, erp_id, version, reason, detail, found_at, closed_at, closed_by, close_reason, counts,
                   reference
            from {schema}.finding where ($1::text is null or target = $1) and ($2 or closed_at is null)
            order by found_at, target, erp_id limit $3
            """);
        command.Parameters.Add(ErpColumns.Text(target));
        command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = withClosed });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var findings = new List<FindingView>();
        while (await reader.ReadAsync(ct))
        {
            findings.Add(new FindingView(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4),
                reader.GetFieldValue<DateTimeOffset>(5), reader.IsDBNull(6) ? null : reader.GetFieldValue<DateTimeOffset>(6),
                reader.IsDBNull(7) ? null : reader.GetString(7), reader.IsDBNull(8) ? null : reader.GetString(8), reader.GetBoolean(9))
            {
                Reference = reader.IsDBNull(10) ? null : reader.GetString(10),
            });
        }

        return findings;
    }
}

/// <summary>Something that an ERP holds and that no document of ours stands for as posted.</summary>
/// <param name="Target">The target.</param>
/// <param name="ErpId">The ERP's id of it.</param>
/// <param name="Version">Its version there.</param>
/// <param name="Reason">The name, such as <c>FOREIGN</c>.</param>
/// <param name="Detail">What was found, for people.</param>
/// <param name="FoundAt">When.</param>
/// <param name="ClosedAt">When a person was done with it; null while it is open.</param>
/// <param name="ClosedBy">Who; null while it is open.</param>
/// <param name="CloseReason">Why; null while it is open.</param>
/// <param name="Counts">False when it was taken back in the ERP: it explains no difference any more.</param>
public sealed record FindingView(
    string Target, string ErpId, string Version, string Reason, string Detail, DateTimeOffset FoundAt, DateTimeOffset? ClosedAt,
    string? ClosedBy, string? CloseReason, bool Counts)
{
    /// <summary>Our reference that it bears; null for what is not ours.</summary>
    public string? Reference { get; init; }
}
