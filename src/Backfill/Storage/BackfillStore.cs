using Npgsql;
using NpgsqlTypes;

namespace Ledger.Backfill.Storage;

/// <summary>The tables of runs and of what they settled.</summary>
/// <param name="source">Where they lie.</param>
/// <param name="schema">Their schema.</param>
public sealed class BackfillStore(NpgsqlDataSource source, string schema)
{
    readonly BackfillSql _sql = new(schema);

    /// <summary>The last runs, the newest first.</summary>
    public async Task<IReadOnlyList<BackfillRun>> RunsAsync(int limit, CancellationToken ct)
    {
        await using var command = Command(_sql.Runs, limit);
        return await RunsAsync(command, ct);
    }

    /// <summary>One run; null when there is none of this id.</summary>
    public async Task<BackfillRun?> RunAsync(Guid runId, CancellationToken ct)
    {
        await using var command = Command(_sql.Run, runId);
        return (await RunsAsync(command, ct)).SingleOrDefault();
    }

    /// <summary>What of a run was not taken, or taken and not translated; line 0 is none of a file.</summary>
    public async Task<IReadOnlyList<Unsettled>> UnsettledAsync(Guid runId, int limit, CancellationToken ct)
    {
        var found = new List<Unsettled>();
        foreach (var sql in new[] { _sql.Rejects, _sql.Unresolved })
        {
            await using var command = Command(sql, runId, limit);
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                found.Add(new Unsettled(reader.GetInt32(0), reader.GetString(1), reader.GetString(2), reader.GetString(3)));
            }
        }

        return found;
    }

    /// <summary>Takes an endpoint for oneself until it is disposed of, or this process ends; null when another one has it.</summary>
    internal async Task<IAsyncDisposable?> TryLockAsync(string provider, string endpoint, CancellationToken ct)
    {
        var connection = await source.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand("select pg_try_advisory_lock(hashtextextended($1, 0))", connection)
        {
            Parameters = { new() { Value = $"ledger/{schema}/{provider}/{endpoint}" } },
        };
        if (await command.ExecuteScalarAsync(ct) is true)
        {
            return new SessionLock(connection);
        }

        await connection.DisposeAsync();
        return null;
    }

    internal async Task<BackfillRun?> InterruptedAsync(BackfillRun like, CancellationToken ct)
    {
        await using var command = Command(_sql.Interrupted, like.Kind, like.Provider, like.Endpoint, like.Asked);
        return (await RunsAsync(command, ct)).SingleOrDefault();
    }

    /// <summary>Begins a run, or an interrupted one again.</summary>
    internal async Task BeginAsync(BackfillRun run, bool isResumed, CancellationToken ct)
    {
        await using var closing = Command(_sql.CloseBroken, run.Kind, run.Provider, run.Endpoint, run.RunId);
        await closing.ExecuteNonQueryAsync(ct);
        await using var command = isResumed
            ? Command(_sql.Resume, run.RunId)
            : Command(
                _sql.Begin, run.RunId, run.Kind, run.Provider, run.Endpoint, run.Account, run.StartedBy, run.Asked,
                Time(run.Since), Time(run.Until), run.Undelivered, Text(run.ManifestSha256));
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>What earlier runs made of events, by their keys.</summary>
    internal async Task<IReadOnlyDictionary<string, SettledBefore>> SettledAsync(
        string provider, string endpoint, string[] keys, CancellationToken ct)
    {
        await using var command = Command(_sql.Settled, provider, endpoint, keys);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new Dictionary<string, SettledBefore>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct))
        {
            found[reader.GetString(0)] = new SettledBefore(
                reader.GetString(1), await reader.IsDBNullAsync(2, ct) ? null : reader.GetString(2), reader.GetString(3));
        }

        return found;
    }

    /// <summary>Keeps what became of a page with how far the run has come, in one transaction.</summary>
    internal async Task SaveAsync(BackfillRun run, IReadOnlyList<Settled> page, IReadOnlyList<Unsettled> rejects, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var batch = new NpgsqlBatch(connection, transaction);
        if (page.Where(each => each.IsPublished).ToList() is { Count: > 0 } published)
        {
            batch.BatchCommands.Add(Keep(run, published));
        }

        if (rejects.Count > 0)
        {
            batch.BatchCommands.Add(Part(
                _sql.Reject, run.RunId, Column(rejects, each => each.Line), Column(rejects, each => each.Name),
                Column(rejects, each => each.Reason), Column(rejects, each => each.Detail)));
        }

        var counts = run.Counts;
        batch.BatchCommands.Add(Part(
            _sql.Count, run.RunId, counts.Pages, counts.Seen, counts.New, counts.Known, counts.NoFact, counts.Refused, counts.Rejected,
            Text(run.NextPage)));
        await batch.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
    }

    internal async Task EndAsync(Guid runId, string state, string? note, CancellationToken ct)
    {
        await using var command = Command(_sql.End, runId, state, Text(note));
        await command.ExecuteNonQueryAsync(ct);
    }

    NpgsqlBatchCommand Keep(BackfillRun run, List<Settled> page) => Part(
        _sql.Keep, run.Provider, run.Endpoint, run.RunId,
        Column(page, each => each.Candidate.Key),
        Column(page, each => each.Candidate.Delivery.Translation.ProviderEventType),
        new NpgsqlParameter
        {
            Value = Column(page, each => each.Candidate.CreatedAt?.UtcDateTime),
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
        },
        Column(page, each => each.Candidate.Delivery.Record.Body.Sha256),
        Column(page, each => each.Outcome),
        Column(page, each => each.Candidate.Reason),
        Column(page, each => each.Candidate.Delivery.Translation.Detail),
        Column(page, each => each.Candidate.Delivery.Translation.Events.Count),
        Column(page, each => each.Candidate.Delivery.Record.DeliveryId));

    static T[] Column<TRow, T>(IReadOnlyList<TRow> rows, Func<TRow, T> value) => [.. rows.Select(value)];

    static NpgsqlParameter Time(DateTimeOffset? at) => new()
    {
        Value = (object?)at?.UtcDateTime ?? DBNull.Value,
        NpgsqlDbType = NpgsqlDbType.TimestampTz,
    };

    static NpgsqlParameter Text(string? text) => new() { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    static NpgsqlParameter Parameter(object value) => value as NpgsqlParameter ?? new NpgsqlParameter { Value = value };

    static NpgsqlBatchCommand Part(string sql, params ReadOnlySpan<object> values)
    {
        var part = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            part.Parameters.Add(Parameter(value));
        }

        return part;
    }

    NpgsqlCommand Command(string sql, params ReadOnlySpan<object> values)
    {
        var command = source.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(Parameter(value));
        }

        return command;
    }

    static async Task<IReadOnlyList<BackfillRun>> RunsAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        var runs = new List<BackfillRun>();
        while (await reader.ReadAsync(ct))
        {
            runs.Add(RunRows.Run(reader));
        }

        return runs;
    }

    /// <summary>The server lets go of the lock when the session ends, however it ends.</summary>
    sealed class SessionLock(NpgsqlConnection connection) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await using var command = new NpgsqlCommand("select pg_advisory_unlock_all()", connection);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
            await connection.DisposeAsync();
        }
    }
}

/// <summary>What of a run a person must look at.</summary>
/// <param name="Line">Its place in the file, from 1; 0 when it is none of a file.</param>
/// <param name="Name">The file, the row's event id, or the event's key.</param>
/// <param name="Reason">The reason's name.</param>
/// <param name="Detail">One sentence; holds no text of a body.</param>
public sealed record Unsettled(int Line, string Name, string Reason, string Detail);
