using Npgsql;

namespace Ledger.Reporting.Verifying;

/// <summary>
/// A check made of queries over the snapshot of the journal, of the inventory or of the ERP export; the server does the work, nothing
/// is held in memory.
/// </summary>
/// <param name="name">Stable name.</param>
/// <param name="rule">The rule in words.</param>
/// <param name="count">Query of one number: how many things are looked at.</param>
/// <param name="probes">
/// Queries that must return nothing; else the first row is what, where, expected, found, all text. In order of
/// precedence.
/// </param>
sealed class SqlCheck(string name, string rule, string count, params IReadOnlyList<string> probes) : IVerificationCheck
{
    /// <summary>Whose snapshot is asked.</summary>
    public VerifiedPart Of { get; init; }

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string Rule => rule;

    /// <inheritdoc/>
    public async Task<CheckFinding> RunAsync(VerificationScope scope, CancellationToken ct)
    {
        await using var counting = scope.Command(Of, count);
        var counted = (long)(await counting.ExecuteScalarAsync(ct))!;
        foreach (var probe in probes)
        {
            await using var probing = scope.Command(Of, probe);
            if (await FirstAsync(probing, ct) is { } difference)
            {
                return new CheckFinding(counted, difference);
            }
        }

        return new CheckFinding(counted, null);
    }

    /// <summary>The difference in the first row of a probe; null when it has none.</summary>
    public static async Task<Difference?> FirstAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? new Difference(Text(reader, 0), Text(reader, 1), Text(reader, 2), Text(reader, 3))
            : null;
    }

    static string Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? "nothing" : row.GetString(column);
}
