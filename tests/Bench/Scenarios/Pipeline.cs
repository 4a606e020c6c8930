using System.Diagnostics;
using System.Globalization;
using Ledger.LocalStack.Processes;
using Npgsql;

namespace Ledger.Bench.Scenarios;

/// <summary>A pipeline under load: where to send, and how to see that everything sent is committed.</summary>
public sealed record Pipeline
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Address of the webhook endpoint.</summary>
    public required Uri Target { get; init; }

    /// <summary>Secret to sign with.</summary>
    public required string Secret { get; init; }

    /// <summary>How to reach its database.</summary>
    public required NpgsqlDataSource Database { get; init; }

    /// <summary>Queries that each give how many webhooks one of its consumers has committed; the cheapest first.</summary>
    public required IReadOnlyList<string> Counts { get; init; }

    /// <summary>Its gateway.</summary>
    public required RunningProcess Gateway { get; init; }

    /// <summary>Its worker; null when the gateway runs alone.</summary>
    public RunningProcess? Worker { get; init; }

    /// <summary>What each consumer has committed so far.</summary>
    public async Task<IReadOnlyList<long>> CommittedAsync(CancellationToken ct)
    {
        var counts = new List<long>();
        foreach (var sql in Counts)
        {
            counts.Add(await CountAsync(sql, ct));
        }

        return counts;
    }

    /// <summary>Waits until every consumer has committed <paramref name="more"/> beyond <paramref name="before"/>.</summary>
    /// <exception cref="TimeoutException">They have not within five minutes.</exception>
    public async Task WaitForAsync(IReadOnlyList<long> before, int more, CancellationToken ct)
    {
        var clock = Stopwatch.StartNew();
        foreach (var (sql, start) in Counts.Zip(before))
        {
            while (true)
            {
                var asked = clock.Elapsed;
                var committed = await CountAsync(sql, ct) - start;
                if (committed >= more)
                {
                    break;
                }

                if (clock.Elapsed > Patience)
                {
                    throw new TimeoutException(
                        $"'{sql}' grew by {committed:N0} instead of {more:N0} within {Patience}: see .ledger/logs/bench-*.log.");
                }

                // A look at a large table costs the server something: it looks for a fifth of the time at most.
                var cost = clock.Elapsed - asked;
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Max(10, 4 * cost.TotalMilliseconds)), ct);
            }
        }
    }

    async Task<long> CountAsync(string sql, CancellationToken ct)
    {
        await using var command = Database.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(ct), CultureInfo.InvariantCulture);
    }
}
