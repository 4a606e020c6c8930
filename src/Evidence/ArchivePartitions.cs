using System.Collections.Concurrent;
using Npgsql;

namespace Ledger.Evidence;

/// <summary>Sees to the archive's monthly partitions: of a month that is met for the first time, and of the next one.</summary>
sealed class ArchivePartitions(NpgsqlDataSource source, string schema)
{
    readonly ConcurrentDictionary<DateOnly, bool> _known = new();

    /// <summary>Makes sure that the months, and the months after them, have their partitions.</summary>
    public async Task EnsureAsync(IEnumerable<DateOnly> months, CancellationToken ct)
    {
        foreach (var month in months.Distinct())
        {
            if (!_known.ContainsKey(month))
            {
                await CreateAsync(month, ct);
                await CreateAsync(month.AddMonths(1), ct);
                _known[month] = true;
            }
        }
    }

    /// <summary>Name of a month's partition, as <c>ensure_raw_delivery_partition</c> makes it.</summary>
    public static string NameOf(DateOnly month) => $"raw_delivery_{month:yyyy_MM}";

    /// <summary>Forgets what is known, for when a partition was dropped meanwhile.</summary>
    public void Forget() => _known.Clear();

    async Task CreateAsync(DateOnly month, CancellationToken ct)
    {
        await using var command = source.CreateCommand($"""select "{schema}".ensure_raw_delivery_partition($1)""");
        command.Parameters.Add(new NpgsqlParameter { Value = month });
        await command.ExecuteNonQueryAsync(ct);
    }
}
