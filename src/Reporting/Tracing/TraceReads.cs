using System.Text.Json;
using Npgsql;

namespace Ledger.Reporting.Tracing;

/// <summary>Reads what the providers' APIs said about messages.</summary>
static class TraceReads
{
    const string Columns =
        """
        select report_id, provider, provider_event_id, provider_event_type, delivery_id, state, outcome, detail, read_id, address, read_at,
               object_state, tries, deadline, decided_by, reason, reported::text, facts::text
        from provider_read
        """;

    const string ByMessage = $"{Columns} where provider_event_id = any ($1) or report_id = any ($2) order by received_at, report_id";

    const string States =
        """
        (reported @> jsonb_build_array(jsonb_build_object('paymentId', $1::text))
            or reported @> jsonb_build_array(jsonb_build_object('providerObjectId', $1::text))
            or reported @> jsonb_build_array(jsonb_build_object('orderRef', $1::text))
            or reported @> jsonb_build_array(jsonb_build_object('invoiceRef', $1::text)))
        """;

    /// <summary>
    /// Each part has a partial index of just these rows: <c>provider_read_due</c>, <c>provider_read_open</c>,
    /// <c>provider_read_unposted</c>. What was released is left out; the journal knows its references.
    /// </summary>
    const string Unposted =
        $"""
        {Columns} where state in ('waiting', 'decided', 'expired') and {States}
        union all
        {Columns} where state in ('held', 'failed') and {States}
        union all
        {Columns} where (state = 'dismissed' or outcome = 'no-fact') and state in ('dismissed', 'released') and {States}
        """;

    /// <summary>Those whose message states a fact under an id, and of which nothing is posted; empty where nothing is confirmed.</summary>
    /// <param name="confirmation">Where the reads lie; null when nobody named it.</param>
    /// <param name="id">A payment id, provider object id, order or invoice reference.</param>
    /// <param name="ct">Stops it.</param>
    public static async Task<IReadOnlyList<TracedRead>> UnpostedAsync(SchemaSource? confirmation, string id, CancellationToken ct)
    {
        await using var snapshot = await OpenAsync(confirmation, ct);
        if (snapshot is null)
        {
            return [];
        }

        // A table that statistics call small is still read by its indexes, as the commit reads its tables.
        await using (var setting = snapshot.Command("set local enable_seqscan = off; set local jit = off"))
        {
            await setting.ExecuteNonQueryAsync(ct);
        }

        return await ReadAsync(snapshot.Command(Unposted, id), ct);
    }

    /// <summary>Those of some messages, or of some reports, oldest first; empty where nothing is confirmed.</summary>
    /// <param name="confirmation">Where the reads lie; null when nobody named it.</param>
    /// <param name="messages">Provider event ids.</param>
    /// <param name="reports">Ids of reports.</param>
    /// <param name="ct">Stops it.</param>
    public static async Task<IReadOnlyList<TracedRead>> FindAsync(
        SchemaSource? confirmation, IEnumerable<string> messages, IEnumerable<Guid> reports, CancellationToken ct)
    {
        await using var snapshot = await OpenAsync(confirmation, ct);
        return snapshot is null
            ? []
            : await ReadAsync(
                snapshot.Command(ByMessage, messages.Distinct(StringComparer.Ordinal).ToArray(), reports.Distinct().ToArray()), ct);
    }

    static async Task<Snapshot?> OpenAsync(SchemaSource? confirmation, CancellationToken ct)
    {
        if (confirmation is null)
        {
            return null;
        }

        var snapshot = await Snapshot.TakeAsync(confirmation, ct);
        if (await snapshot.ScalarAsync<bool>("select to_regclass('provider_read') is not null", ct))
        {
            return snapshot;
        }

        await snapshot.DisposeAsync();
        return null;
    }

    static async Task<IReadOnlyList<TracedRead>> ReadAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using var disposing = command;
        await using var row = await command.ExecuteReaderAsync(ct);
        var reads = new List<TracedRead>();
        while (await row.ReadAsync(ct))
        {
            reads.Add(new TracedRead
            {
                ReportId = row.GetGuid(0),
                Provider = row.GetString(1),
                ProviderEventId = row.GetString(2),
                ProviderEventType = row.GetString(3),
                DeliveryId = row.GetGuid(4),
                State = row.GetString(5),
                Outcome = Text(row, 6),
                Detail = Text(row, 7),
                ReadId = row.IsDBNull(8) ? null : row.GetGuid(8),
                Address = Text(row, 9),
                ReadAt = row.IsDBNull(10) ? null : row.GetFieldValue<DateTimeOffset>(10),
                ObjectState = Text(row, 11),
                Tries = row.GetInt32(12),
                Deadline = row.GetFieldValue<DateTimeOffset>(13),
                DecidedBy = Text(row, 14),
                Reason = Text(row, 15),
                Stated = Facts(row.GetString(16)),
                ReleasedFacts = Facts(row.GetString(17)),
            });
        }

        return reads;
    }

    static StatedFact[] Facts(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray().Select(Fact)];
    }

    static StatedFact Fact(JsonElement fact)
    {
        var amounts = fact.TryGetProperty("amounts", out var stated) ? stated : default;
        var gross = Amount(amounts, "gross");
        var amount = gross ?? Amount(amounts, "cumulativeGross");
        string Part(string name) => Text(fact, name) ?? "";
        return new StatedFact(
            fact.GetProperty("eventId").GetGuid(), Part("class"),
            $"{Part("subject")}/{Part("provider")}/{Part("account")}/{Part("paymentId")}",
            Text(fact, "orderRef"), Text(fact, "invoiceRef"), amount?.GetProperty("minorUnits").GetInt64(),
            amount is { } money ? Text(money, "currency") : null, IsTotal: gross is null && amount is not null);
    }

    static JsonElement? Amount(JsonElement amounts, string name) =>
        amounts.ValueKind == JsonValueKind.Object && amounts.TryGetProperty(name, out var money) && money.ValueKind == JsonValueKind.Object
            ? money
            : null;

    static string? Text(JsonElement of, string name) => of.TryGetProperty(name, out var value) ? value.GetString() : null;

    static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
