using Npgsql;

namespace Ledger.EventStore;

/// <summary>A relay's row in <c>relay_position</c> and the session lock that makes its holder the only active one.</summary>
sealed class RelayPosition(string schema, string name)
{
    /// <summary>Longer than a page of publishes and the pause after it can take.</summary>
    static readonly TimeSpan SilentFor = TimeSpan.FromSeconds(15);

    readonly string _lockName = $"ledger/relay/{schema}/{name}";

    /// <summary>
    /// Takes the lock if it is free. A session that says nothing for a while loses it with its connection: a process
    /// that was stopped, or whose network was lost, must not stand in the way of the others until its TCP gives up.
    /// </summary>
    public async Task<bool> TryLockAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = Command(
            connection,
            $"""
            select pg_try_advisory_lock(hashtextextended($1, 0)),
                   set_config('idle_session_timeout', '{(int)SilentFor.TotalSeconds}s', false)
            """,
            new NpgsqlParameter<string> { TypedValue = _lockName });
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Gives the lock back; a session that broke has lost it already.</summary>
    public async Task UnlockAsync(NpgsqlConnection connection)
    {
        try
        {
            await using var command = Command(
                connection, "select pg_advisory_unlock(hashtextextended($1, 0))", new NpgsqlParameter<string> { TypedValue = _lockName });
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (Exception broken) when (broken is NpgsqlException or InvalidOperationException)
        {
            await connection.CloseAsync();
        }
    }

    /// <summary>The stored position; 0 for a relay that never ran.</summary>
    public async Task<long> ReadAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = Command(
            connection, $"select position from {schema}.relay_position where name = $1", new NpgsqlParameter<string> { TypedValue = name });
        return await command.ExecuteScalarAsync(ct) as long? ?? 0;
    }

    /// <summary>
    /// Moves the position if it is still where we saw it. Its commit does not wait for the disk: what a crash takes
    /// back is published again, which a relay may do.
    /// </summary>
    /// <exception cref="InvalidOperationException">Somebody else moved it.</exception>
    public async Task MoveAsync(NpgsqlConnection connection, long from, long to, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select set_config('synchronous_commit', 'off', true)"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            $"""
            insert into {schema}.relay_position as p (name, position) values ($1, $2)
            on conflict (name) do update set position = excluded.position, moved_at = now() where p.position = $3
            """)
        {
            Parameters =
            {
                new NpgsqlParameter<string> { TypedValue = name },
                new NpgsqlParameter<long> { TypedValue = to },
                new NpgsqlParameter<long> { TypedValue = from },
            },
        });
        await batch.ExecuteNonQueryAsync(ct);
        if (batch.BatchCommands[1].RecordsAffected != 1)
        {
            throw new InvalidOperationException($"Relay {name} is no longer at position {from}: another one moved it.");
        }
    }

    static NpgsqlCommand Command(NpgsqlConnection connection, string sql, NpgsqlParameter parameter) =>
        new(sql, connection) { Parameters = { parameter } };
}
