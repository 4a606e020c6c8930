using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ledger.Accounting;
using Ledger.EventStore;
using Ledger.MessageBus.Messages;
using Ledger.PaymentEvents;
using Ledger.Storage.Tests.Evidence;
using Npgsql;
using Xunit;

namespace Ledger.Storage.Tests.Reporting;

/// <summary>
/// Writes what posting leaves behind, row by row and independently of the posting code: deliveries, events, inbox,
/// read models.
/// </summary>
sealed class SampleJournal(ReportingDatabase database)
{
    readonly PostgresEventStore _store = new(database.Journal.Source, "journal", TimeProvider.System);
    readonly Dictionary<string, long> _versions = [];

    /// <summary>A delivery in the archive, ready to be the cause of facts.</summary>
    public async Task<RawDelivery> DeliverAsync(
        string providerEventId, string streamId, Guid eventId, DateTimeOffset? at = null)
    {
        var delivery = Delivery(providerEventId, streamId, eventId, at);
        await database.Archive.StoreAsync(delivery, CancellationToken.None);
        return delivery;
    }

    public static RawDelivery Delivery(string providerEventId, string streamId, Guid eventId, DateTimeOffset? at = null) =>
        SampleDeliveries.Verified($$"""{"id":"{{providerEventId}}"}""", at, providerEventId) with
        {
            EventIds = [eventId],
            StreamIds = [streamId],
        };

    /// <summary>A posted entry with everything that belongs to it; returns its id.</summary>
    public async Task<Guid> PostAsync(
        string streamId, string @class, RawDelivery delivery, string bookingDate, DateTimeOffset recordedAt,
        IReadOnlyList<JournalLine> lines, Guid? corrects = null)
    {
        var eventId = delivery.EventIds[0];
        var entryId = DeterministicId.Of("entry", eventId.ToString(), "0");
        var body = Body(streamId, @class, delivery, "M-04");
        body["EntryId"] = entryId;
        body["BookingDate"] = bookingDate;
        body["Confidence"] = "provisional";
        body["Corrects"] = corrects;
        body["Lines"] = new JsonArray([.. lines.Select(line => new JsonObject
        {
            ["Account"] = line.Account,
            ["Side"] = line.Side.ToString(),
            ["MinorUnits"] = line.Amount.MinorUnits,
            ["Currency"] = line.Amount.Currency.Code,
        })]);
        var position = await AppendAsync(streamId, "journal_entry_posted", entryId, body, delivery, recordedAt);
        await ClaimAsync(streamId, delivery, "posted", null, entryId, recordedAt);
        foreach (var (line, index) in lines.Select((line, index) => (line, index)))
        {
            await WriteLineAsync(position, (short)index, line, bookingDate, recordedAt);
        }

        return entryId;
    }

    /// <summary>A fact that left another event than an entry.</summary>
    public async Task NoteAsync(
        string streamId, string type, string @class, RawDelivery delivery, string disposition, string? reason,
        DateTimeOffset recordedAt)
    {
        var body = Body(streamId, @class, delivery, null);
        body["Reason"] = reason;
        body["Disposition"] = disposition;
        await AppendAsync(
            streamId, type, DeterministicId.Of(type, delivery.EventIds[0].ToString()), body, delivery, recordedAt);
        await ClaimAsync(streamId, delivery, disposition, reason, null, recordedAt);
    }

    /// <summary>A later report of a fact.</summary>
    public Task RepeatAsync(RawDelivery delivery, string kind, DateTimeOffset recordedAt) => RunAsync(
        "insert into journal.inbox_repeat values ($1, $2, sha256('x'), $3, $4, $5, $6)",
        delivery.DeliveryId, delivery.EventIds[0], kind, delivery.ProviderEventId!, delivery.DeliveryId, recordedAt);

    /// <summary>Where a stream stands.</summary>
    public Task StandAsync(string streamId, string status) => RunAsync(
        "insert into journal.payment_state values ($1, $2, '{}', $3)", streamId, status, _versions[streamId]);

    static JsonObject Body(string streamId, string @class, RawDelivery delivery, string? row) => new()
    {
        ["EventId"] = delivery.EventIds[0],
        ["Class"] = @class,
        ["Row"] = row,
        ["MatrixVersion"] = "2026.1",
        ["Provider"] = "stripe",
        ["Account"] = "acct_1",
        ["PaymentId"] = streamId.Split('/')[^1],
        ["ProviderEventId"] = delivery.ProviderEventId,
        ["ProviderEventType"] = delivery.ProviderEventType,
        ["ProviderObjectId"] = "ch_1",
        ["OrderRef"] = "order, \"7\" 50%",
        ["OccurredAt"] = delivery.ReceivedAt,
        ["ReceivedAt"] = delivery.ReceivedAt,
        ["DeliveryId"] = delivery.DeliveryId,
        ["BodySha256"] = delivery.BodySha256,
        ["StatusBefore"] = "NEW",
        ["StatusAfter"] = "CAPTURED",
    };

    async Task<long> AppendAsync(
        string streamId, string type, Guid id, JsonObject body, RawDelivery delivery, DateTimeOffset recordedAt)
    {
        foreach (var empty in body.Where(field => field.Value is null).Select(field => field.Key).ToList())
        {
            body.Remove(empty);
        }

        var version = _versions.GetValueOrDefault(streamId);
        var added = new NewEvent(
            id, type, "Ledger.JournalPosting.Events.Sample, Ledger.JournalPosting",
            JsonSerializer.SerializeToUtf8Bytes(body), recordedAt, delivery.DeliveryId.ToString(),
            delivery.EventIds[0].ToString());
        var outcome = await _store.AppendAsync(streamId, version, [added], CancellationToken.None);
        var appended = Assert.IsType<AppendOutcome.Appended>(outcome);
        _versions[streamId] = appended.Version;
        return appended.Position;
    }

    async Task ClaimAsync(
        string streamId, RawDelivery delivery, string disposition, string? reason, Guid? outcomeId,
        DateTimeOffset recordedAt)
    {
        await RunAsync("select journal.ensure_inbox_partitions($1)", recordedAt);
        await RunAsync(
            """
            insert into journal.inbox values ($1, $2, sha256('x'), 'stripe/acct_1', $3, $4, $5, $6, $7::text, $8::uuid, $9)
            """,
            DeterministicId.Of(delivery.ProviderEventId), delivery.EventIds[0], delivery.ProviderEventId!, streamId,
            delivery.DeliveryId, disposition, reason, outcomeId, recordedAt);
        await RunAsync(
            "insert into journal.trace_key values ('ch_1', $1), ($2, $1) on conflict do nothing", streamId,
            streamId.Split('/')[^1]);
    }

    async Task WriteLineAsync(
        long position, short lineNo, JournalLine line, string bookingDate, DateTimeOffset recordedAt)
    {
        var day = DateOnly.Parse(bookingDate, CultureInfo.InvariantCulture);
        var (code, units) = (line.Amount.Currency.Code, line.Amount.MinorUnits);
        await RunAsync(
            "insert into journal.journal_line values ($1, $2, $3, $4, $5, $6::text, $7, $8)",
            position, units, recordedAt, day, lineNo, line.Side == Side.Debit ? "D" : "C", code, line.Account);
        var (debit, credit) = line.Side == Side.Debit ? (units, 0L) : (0L, units);
        await RunAsync(
            """
            insert into journal.account_balance as b values ($1, $2, $3, $4) on conflict (account, currency)
            do update set debits = b.debits + excluded.debits, credits = b.credits + excluded.credits
            """,
            line.Account, code, debit, credit);
        await RunAsync(
            """
            insert into journal.daily_balance as b values ($5, $1, $2, $3, $4) on conflict (booking_date, account, currency)
            do update set debits = b.debits + excluded.debits, credits = b.credits + excluded.credits
            """,
            line.Account, code, debit, credit, day);
    }

    async Task RunAsync(string sql, params object?[] values)
    {
        await using var command = database.Journal.Source.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        }

        await command.ExecuteNonQueryAsync();
    }
}
