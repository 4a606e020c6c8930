using Npgsql;

namespace Ledger.Backfill.Storage;

/// <summary>Rows of runs, in the order in which <see cref="BackfillSql"/> names their columns.</summary>
static class RunRows
{
    internal static BackfillRun Run(NpgsqlDataReader row) => new()
    {
        RunId = row.GetGuid(0),
        Kind = row.GetString(1),
        Provider = row.GetString(2),
        Endpoint = row.GetString(3),
        Account = row.GetString(4),
        StartedBy = row.GetString(5),
        StartedAt = row.GetFieldValue<DateTimeOffset>(6),
        EndedAt = Time(row, 7),
        State = row.GetString(8),
        Asked = row.GetString(9),
        Since = Time(row, 10),
        Until = Time(row, 11),
        Undelivered = row.GetBoolean(12),
        ManifestSha256 = Text(row, 13),
        NextPage = Text(row, 14),
        Counts = new RunCounts
        {
            Pages = row.GetInt32(15),
            Seen = row.GetInt64(16),
            New = row.GetInt64(17),
            Known = row.GetInt64(18),
            NoFact = row.GetInt64(19),
            Refused = row.GetInt64(20),
            Rejected = row.GetInt64(21),
        },
        Note = Text(row, 22),
    };

    internal static DateTimeOffset? Time(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);

    internal static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
