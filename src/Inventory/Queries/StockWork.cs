using System.Text.Json;
using Ledger.Inventory.Commands;
using Ledger.Inventory.Deciding;
using Ledger.PaymentEvents;
using Npgsql;

namespace Ledger.Inventory.Queries;

/// <summary>What waits for a person: held events, open cases; and the commands that people have given.</summary>
/// <param name="source">Connections to the inventory's server.</param>
/// <param name="schema">Its schema.</param>
public sealed class StockWork(NpgsqlDataSource source, string schema)
{
    readonly string _held =
        $"""
        select event_id, stream_id, class, missing, event::text from {schema}.stock_held_event
        where $1 is null or event_id = $1 order by event->>'receivedAt', event_id
        """;

    readonly string _cases =
        $"""
        select case_id, nullif(order_ref, ''), kind, stream_id, reason, detail, actor, raised_at, content::text from {schema}.stock_case
        where $1 is null or case_id = $1 order by raised_at, case_id, order_ref
        """;

    readonly string _command = $"select body from {schema}.stock_command where command_id = $1";

    /// <summary>The held events, the oldest first.</summary>
    /// <param name="eventId">One event; null for all.</param>
    /// <param name="ct">Stops reading.</param>
    public async Task<IReadOnlyList<HeldForReview>> HeldAsync(Guid? eventId, CancellationToken ct)
    {
        await using var command = source.CreateCommand(_held);
        command.Parameters.Add(new NpgsqlParameter<Guid?> { TypedValue = eventId });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new List<HeldForReview>();
        while (await reader.ReadAsync(ct))
        {
            var e = JsonSerializer.Deserialize(reader.GetFieldValue<byte[]>(4), PaymentEventJson.Default.PaymentEvent)!;
            found.Add(new HeldForReview(
                reader.GetGuid(0), reader.GetString(1), reader.GetString(2), e.OrderRef, reader.GetFieldValue<string[]>(3),
                e.OccurredAt, e.ReceivedAt));
        }

        return found;
    }

    /// <summary>The open cases, the oldest first.</summary>
    /// <param name="caseId">One case, which may be that of several orders; null for all.</param>
    /// <param name="ct">Stops reading.</param>
    public async Task<IReadOnlyList<OpenStockCase>> CasesAsync(string? caseId, CancellationToken ct)
    {
        await using var command = source.CreateCommand(_cases);
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = caseId });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new List<OpenStockCase>();
        while (await reader.ReadAsync(ct))
        {
            string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
            found.Add(new OpenStockCase(
                reader.GetString(0), Text(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetString(5), Text(6),
                await reader.GetFieldValueAsync<DateTimeOffset>(7, ct))
            {
                Conflict = reader.GetString(2) == CaseKind.Exception && Text(8) is { } content ? StockConflict.Read(content) : null,
            });
        }

        return found;
    }

    /// <summary>The command that was given under an id; null when there is none.</summary>
    public async Task<StockCommand?> CommandAsync(Guid commandId, CancellationToken ct)
    {
        await using var command = source.CreateCommand(_command);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = commandId });
        return await command.ExecuteScalarAsync(ct) is byte[] body ? StockCommandJson.Read(body) : null;
    }
}

/// <summary>An event that waits for what it does not say (R-IN-17).</summary>
/// <param name="EventId">The event.</param>
/// <param name="PaymentStream">Its payment.</param>
/// <param name="Class">Its class.</param>
/// <param name="OrderRef">The order that it names; null when it names none.</param>
/// <param name="Missing">What is missing.</param>
/// <param name="OccurredAt">When it happened.</param>
/// <param name="ReceivedAt">When it came in.</param>
public sealed record HeldForReview(
    Guid EventId, string PaymentStream, string Class, string? OrderRef, IReadOnlyList<string> Missing, DateTimeOffset OccurredAt,
    DateTimeOffset ReceivedAt);

/// <summary>A case of the work list that nobody has closed.</summary>
/// <param name="CaseId">Its id.</param>
/// <param name="OrderRef">The order whose review it is; null elsewhere.</param>
/// <param name="Kind">One of <see cref="CaseKind"/>.</param>
/// <param name="StreamId">Where it was raised.</param>
/// <param name="Reason">Name of the exception, kind of the review.</param>
/// <param name="Detail">One sentence.</param>
/// <param name="Actor">Who asked for the correction; null elsewhere.</param>
/// <param name="RaisedAt">When.</param>
public sealed record OpenStockCase(
    string CaseId, string? OrderRef, string Kind, string StreamId, string Reason, string Detail, string? Actor, DateTimeOffset RaisedAt)
{
    /// <summary>Of an exception: the record of the conflict; null elsewhere.</summary>
    public StockConflict? Conflict { get; init; }
}
