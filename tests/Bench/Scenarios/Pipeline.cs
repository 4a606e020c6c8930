using System.Globalization;
using Npgsql;

namespace Ledger.Bench.Scenarios;

/// <summary>A pipeline under load: where to send, and how to see that everything sent is committed.</summary>
/// <param name="Target">Address of the webhook endpoint.</param>
/// <param name="Secret">Secret to sign with.</param>
/// <param name="Database">How to reach its database.</param>
/// <param name="Counts">Queries that each give how many webhooks one of its consumers has committed.</param>
public sealed record Pipeline(Uri Target, string Secret, NpgsqlDataSource Database, IReadOnlyList<string> Counts)
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>What each consumer has committed so far.</summary>
    public async Task<IReadOnlyList<long>> CommittedAsync(CancellationToken ct)
    {
        var counts = new List<long>();
        foreach (var sql in Counts)
        {
            await using var command = Database.CreateCommand(sql);
            counts.Add(Convert.ToInt64(await command.ExecuteScalarAsync(ct), CultureInfo.InvariantCulture));
        }

        return counts;
    }

    /// <summary>Waits until every consumer has committed <paramref name="more"/> beyond <paramref name="before"/>.</summary>
    /// <exception cref="TimeoutException">They have not within five minutes.</exception>
    public async Task WaitForAsync(IReadOnlyList<long> before, int more, CancellationToken ct)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            var now = await CommittedAsync(ct);
            if (now.Zip(before).All(pair => pair.First - pair.Second >= more))
            {
                return;
            }

            if (clock.Elapsed > Patience)
            {
                throw new TimeoutException(
                    $"Committed {string.Join(" and ", now)} of {more} webhooks within {Patience}: see the logs in .ledger/logs.");
            }

            await Task.Delay(20, ct);
        }
    }
}
