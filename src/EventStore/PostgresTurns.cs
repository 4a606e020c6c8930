using Npgsql;

namespace Ledger.EventStore;

/// <summary>
/// Turns that all processes of a database take together: under one key there are so many a second and no more, whoever takes them, with one
/// second's worth at once after a pause. One statement takes a turn, in the order in which they are asked for (GCRA: a row tells until when
/// all time is spoken for).
/// </summary>
/// <param name="source">Where the table lies.</param>
/// <param name="schema">Its schema; holds nothing else.</param>
/// <param name="time">By which it is waited; when a turn comes is told by the server's clock alone.</param>
public sealed class PostgresTurns(NpgsqlDataSource source, string schema, TimeProvider time)
{
    /// <summary>Whoever finds so much spoken for takes no turn yet, so that those of a process that dies are soon over.</summary>
    static readonly TimeSpan Ahead = TimeSpan.FromSeconds(30);

    /// <summary>How long until that one asks again.</summary>
    static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    readonly string _take =
        $"""
        insert into {SchemaName.Require(schema)}.turn as t (key, spoken_for)
        values ($1, clock_timestamp() + make_interval(secs => 1.0 / $2))
        on conflict (key) do update set spoken_for = make_interval(secs => 1.0 / $2) + case
            when t.spoken_for > clock_timestamp() + 2 * $3 then clock_timestamp() -- The server's clock was put back.
            else greatest(t.spoken_for, clock_timestamp()) end
        where t.spoken_for not between clock_timestamp() + $3 and clock_timestamp() + 2 * $3
        returning spoken_for - interval '1 second' - clock_timestamp()
        """;

    /// <summary>The script of the table, which the server keeps no log of: a turn waits for no disk, and a crash forgets them.</summary>
    public static IReadOnlyList<MigrationScript> Scripts { get; } =
    [
        new(1, "turns", """
            create unlogged table {schema}.turn (
                key        text        not null,
                spoken_for timestamptz not null,
                constraint turn_pk primary key (key)
            ) with (fillfactor = 20);
            """),
    ];

    /// <summary>Takes the next turn under a key and returns when it has come.</summary>
    /// <param name="key">Whose turns they are; no secret.</param>
    /// <param name="perSecond">How many a second, at least 1; each who takes a turn takes that part of a second.</param>
    /// <param name="ct">Gives up; a turn that was taken is lost.</param>
    /// <exception cref="NpgsqlException">The server is away.</exception>
    public async Task WaitAsync(string key, int perSecond, CancellationToken ct)
    {
        TimeSpan? wait;
        while ((wait = await TakeAsync(key, perSecond, ct)) is null)
        {
            await Task.Delay(Again, time, ct);
        }

        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait.Value, time, ct);
        }
    }

    /// <summary>How long until the turn that was taken; null when too many wait.</summary>
    async Task<TimeSpan?> TakeAsync(string key, int perSecond, CancellationToken ct)
    {
        await using var command = source.CreateCommand(_take);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = perSecond });
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = Ahead });
        return (TimeSpan?)await command.ExecuteScalarAsync(ct);
    }
}
