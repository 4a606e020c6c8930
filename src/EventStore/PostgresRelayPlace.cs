using Npgsql;

namespace Ledger.EventStore;

/// <summary>A relay's row in <c>relay_position</c> and the session lock that makes its holder the only active one.</summary>
/// <param name="source">Where <c>relay_position</c> lies.</param>
/// <param name="schema">Its schema.</param>
/// <param name="name">The relay's name.</param>
public sealed class PostgresRelayPlace(NpgsqlDataSource source, string schema, string name) : IRelayPlace
{
    /// <summary>Longer than a page of publishes and the pause after it can take.</summary>
    static readonly TimeSpan SilentFor = TimeSpan.FromSeconds(15);

    readonly string _schema = SchemaName.Require(schema);

    /// <inheritdoc/>
    public string Name => name;

    string LockName => $"ledger/relay/{_schema}/{name}";

    /// <inheritdoc/>
    public async Task<IRelaySession> OpenAsync(CancellationToken ct) => new Session(this, await source.OpenConnectionAsync(ct));

    sealed class Session(PostgresRelayPlace place, NpgsqlConnection connection) : IRelaySession
    {
        /// <summary>
        /// Takes the lock if it is free. A session that says nothing for a while loses it with its connection: a process
        /// that was stopped, or whose network was lost, must not stand in the way of the others until its TCP gives up.
        /// </summary>
        public async Task<bool> TryLockAsync(CancellationToken ct)
        {
            await using var command = Command(
                $"""
                select pg_try_advisory_lock(hashtextextended($1, 0)),
                       set_config('idle_session_timeout', '{(int)SilentFor.TotalSeconds}s', false)
                """,
                place.LockName);
            return (bool)(await command.ExecuteScalarAsync(ct))!;
        }

        public async Task UnlockAsync()
        {
            try
            {
                await using var command = Command("select pg_advisory_unlock(hashtextextended($1, 0))", place.LockName);
                await command.ExecuteNonQueryAsync(CancellationToken.None);
            }
            catch (Exception broken) when (broken is NpgsqlException or InvalidOperationException)
            {
                await connection.CloseAsync();
            }
        }

        public async Task<long> ReadAsync(CancellationToken ct)
        {
            await using var command = Command($"select position from {place._schema}.relay_position where name = $1", place.Name);
            await command.PrepareAsync(ct);
            return await command.ExecuteScalarAsync(ct) as long? ?? 0;
        }

        /// <summary>
        /// The commit does not wait for the disk: what a crash takes back is published again, which a relay may do.
        /// </summary>
        public async Task MoveAsync(long from, long to, CancellationToken ct)
        {
            await using var batch = new NpgsqlBatch(connection);
            batch.BatchCommands.Add(new NpgsqlBatchCommand("select set_config('synchronous_commit', 'off', true)"));
            batch.BatchCommands.Add(new NpgsqlBatchCommand(
                $"""
                insert into {place._schema}.relay_position as p (name, position) values ($1, $2)
                on conflict (name) do update set position = excluded.position, moved_at = now() where p.position = $3
                """)
            {
                Parameters =
                {
                    new NpgsqlParameter<string> { TypedValue = place.Name },
                    new NpgsqlParameter<long> { TypedValue = to },
                    new NpgsqlParameter<long> { TypedValue = from },
                },
            });
            await batch.PrepareAsync(ct);
            await batch.ExecuteNonQueryAsync(ct);
            if (batch.BatchCommands[1].RecordsAffected != 1)
            {
                throw new InvalidOperationException($"Relay {place.Name} is no longer at position {from}: another one moved it.");
            }
        }

        public ValueTask DisposeAsync() => connection.DisposeAsync();

        NpgsqlCommand Command(string sql, string parameter) =>
            new(sql, connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = parameter } } };
    }
}
