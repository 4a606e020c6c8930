using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ledger.Accounting;
using Npgsql;

namespace Ledger.Reporting.Verifying;

/// <summary>
/// What was posted and lies in a run of some target is what the export holds, entry by entry. Journal and export may be on different
/// servers, so both are read in order of positions and compared as they pass by.
/// </summary>
sealed class ErpEntriesCheck : IVerificationCheck
{
    const string Ranges = "select min(cut_from), max(cut_to) from run group by target";

    const string Posted =
        """
        select seq_id, data::text from mt_events where type = 'journal_entry_posted' and seq_id > $1 and seq_id <= $2 order by seq_id
        """;

    const string Kept =
        """
        select position, entry_id, previous, booking_date, convert_from(body, 'UTF8') from entry where position <= $1 order by position
        """;

    /// <inheritdoc/>
    public string Name => "erp-entries";

    /// <inheritdoc/>
    public string Rule =>
        "Every posted entry up to the last cut of each target is in the export, with the same content and the entry before it";

    /// <inheritdoc/>
    public async Task<CheckFinding> RunAsync(VerificationScope scope, CancellationToken ct)
    {
        var ranges = await RangesAsync(scope, ct);
        await using var kept = KeptAsync(scope, ct).GetAsyncEnumerator(ct);
        var more = await kept.MoveNextAsync();
        var (count, previous) = (0L, 0L);
        await foreach (var posted in PostedAsync(scope, ct))
        {
            if (more && kept.Current.Position < posted.Position)
            {
                return new CheckFinding(count, Unposted(kept.Current));
            }

            var isHere = more && kept.Current.Position == posted.Position;
            if (!isHere && ranges.Exists(range => posted.Position > range.From && posted.Position <= range.To))
            {
                return new CheckFinding(
                    count, new Difference("entry that did not reach the export", $"position {posted.Position}", posted.Text, "nothing"));
            }

            if (isHere)
            {
                if (kept.Current.Text != posted.Text || kept.Current.Previous != previous)
                {
                    return new CheckFinding(count, new Difference(
                        "entry in the export", $"position {posted.Position}", $"{posted.Text}, behind position {previous}",
                        $"{kept.Current.Text}, behind position {kept.Current.Previous}"));
                }

                count++;
                more = await kept.MoveNextAsync();
            }

            previous = posted.Position;
        }

        return new CheckFinding(count, more ? Unposted(kept.Current) : null);
    }

    static Difference Unposted(Compared entry) =>
        new("entry in the export", $"position {entry.Position}", "no entry: the journal has none there", entry.Text);

    static async Task<List<(long From, long To)>> RangesAsync(VerificationScope scope, CancellationToken ct)
    {
        await using var command = scope.Command(VerifiedPart.ErpExport, Ranges);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var ranges = new List<(long, long)>();
        while (await reader.ReadAsync(ct))
        {
            ranges.Add((reader.GetInt64(0), reader.GetInt64(1)));
        }

        return ranges;
    }

    static async IAsyncEnumerable<Compared> PostedAsync(VerificationScope scope, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = scope.Journal(Posted, 0L, scope.Position);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var position = reader.GetInt64(0);
            var fact = RecordedFact.Read(reader.GetString(1), position);
            yield return new Compared(
                position, 0,
                Text(
                    fact.EntryId ?? Guid.Empty, fact.EventId, fact.BookingDate ?? default, fact.Class, fact.Row ?? "",
                    $"{fact.Provider}/{fact.Account}/{fact.PaymentId}",
                    fact.Lines.Select(line => (line.Account, line.Side, new Money(line.MinorUnits, line.Currency)))));
        }
    }

    // What came after the journal's snapshot was taken is not looked at.
    static async IAsyncEnumerable<Compared> KeptAsync(VerificationScope scope, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = scope.Command(VerifiedPart.ErpExport, Kept, scope.Position);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            yield return Read(reader);
        }
    }

    static Compared Read(NpgsqlDataReader reader)
    {
        var position = reader.GetInt64(0);
        try
        {
            var entry = JsonSerializer.Deserialize(reader.GetString(4), ExportedEntryJson.Default.ExportedEntry)!;
            var isItself = entry.Position == position && entry.EntryId == reader.GetGuid(1)
                && entry.BookingDate == reader.GetFieldValue<DateOnly>(3) && entry.PreviousPosition == reader.GetInt64(2);
            return new Compared(
                position, reader.GetInt64(2),
                isItself
                    ? Text(
                        entry.EntryId, entry.EventId, entry.BookingDate, entry.Class, entry.Row,
                        $"{entry.Provider}/{entry.Account}/{entry.PaymentId}",
                        entry.Lines.Select(line => (line.Account, line.Side, line.Amount)))
                    : $"a row that says something else than its body ({entry.EntryId} at {entry.Position})");
        }
        catch (JsonException unreadable)
        {
            return new Compared(position, reader.GetInt64(2), $"a body that cannot be read: {unreadable.Message}");
        }
    }

    static string Text(
        Guid entryId, Guid eventId, DateOnly booked, string @class, string row, string payment,
        IEnumerable<(string Account, Side Side, Money Amount)> lines) =>
        $"entry {entryId} of event {eventId}, {@class} {row} of {payment}, booked {booked:yyyy-MM-dd}: "
        + string.Join("; ", lines.Select(line => $"{line.Account} {(line.Side == Side.Debit ? "D" : "C")} {line.Amount}"));

    sealed record Compared(long Position, long Previous, string Text);
}

/// <summary>An entry as the export keeps it: the message's own JSON, as far as it is compared.</summary>
sealed record ExportedEntry
{
    public Guid EntryId { get; init; }

    public long Position { get; init; }

    public long? PreviousPosition { get; init; }

    public Guid EventId { get; init; }

    public string Class { get; init; } = "";

    public string Row { get; init; } = "";

    public string Provider { get; init; } = "";

    public string Account { get; init; } = "";

    public string PaymentId { get; init; } = "";

    public DateOnly BookingDate { get; init; }

    public IReadOnlyList<JournalLine> Lines { get; init; } = [];
}

/// <summary>Source-generated JSON of those: camelCase.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ExportedEntry))]
sealed partial class ExportedEntryJson : JsonSerializerContext;
