using Npgsql;

namespace Ledger.Worker;

/// <summary>
/// Ends the database sessions of workers that are gone and that others wait for. The server's limit for idle transactions ends those that
/// fell silent between two statements; a batch of which only the first part arrived counts as running, and would keep its locks for as
/// long as TCP waits, which is two hours or for ever.
/// </summary>
/// <param name="sources">The databases to look at.</param>
/// <param name="time">Times the looks.</param>
/// <param name="logger">Told of every session that was ended.</param>
public sealed class StrandedSessions(IReadOnlyList<NpgsqlDataSource> sources, TimeProvider time, ILogger<StrandedSessions> logger)
    : BackgroundService
{
    // By the server's clock. A session may end those of its own role, no rights are needed for that.
    const string End =
        """
        select pid, pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name = $1 and usename = current_user
          and state = 'active' and wait_event_type = 'Client' and state_change < clock_timestamp() - make_interval(secs => $2)
          and pid in (select unnest(pg_blocking_pids(waiting.pid)) from pg_stat_activity waiting where waiting.wait_event_type = 'Lock')
        """;

    /// <summary>
    /// How long a session must have waited for its client in the middle of a batch: half a minute unless set, as long as a worker waits
    /// for an answer itself. After that nobody is there who would send the rest.
    /// </summary>
    public TimeSpan SilentFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often it looks; every five seconds unless set.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var source in sources)
            {
                try
                {
                    await EndAsync(source, stoppingToken);
                }
                catch (Exception away) when (away is NpgsqlException or TimeoutException)
                {
                    logger.StrandedSessionsUnknown(away);
                }
            }
        }
    }

    async Task EndAsync(NpgsqlDataSource source, CancellationToken ct)
    {
        await using var command = source.CreateCommand(End);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Databases.ApplicationName });
        command.Parameters.Add(new NpgsqlParameter<double> { TypedValue = SilentFor.TotalSeconds });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            logger.StrandedSessionEnded(reader.GetInt32(0), SilentFor);
        }
    }
}
