using System.Globalization;
using System.Text.Json;
using Ledger.Simulation.Storage;

namespace Ledger.Simulation.Audit;

/// <summary>An event of the journal as anybody reads it who has only its row and the documentation of its members.</summary>
sealed class WrittenFact
{
    readonly JsonElement _body;

    public WrittenFact(EventRow row)
    {
        Row = row;
        using var document = JsonDocument.Parse(row.Data);
        _body = document.RootElement.Clone();
        EventId = _body.GetProperty(nameof(EventId)).GetGuid();
        Lines = Posted ? [.. _body.GetProperty(nameof(Lines)).EnumerateArray().Select(LineOf)] : [];
    }

    public EventRow Row { get; }

    public Guid EventId { get; }

    public IReadOnlyList<WrittenLine> Lines { get; }

    public bool Posted => Row.Type == "journal_entry_posted";

    public bool Noted => Row.Type == "payment_event_noted";

    public bool HeldBack => Row.Type == "payment_event_held";

    public bool Raised => Row.Type == "exception_raised" && !Overdue;

    public bool Overdue => Row.Type == "exception_raised" && Flag(nameof(Overdue));

    /// <summary>About another message that says something else, not about the fact.</summary>
    public bool Contradiction => Raised && Reason is "KEY_REUSED" or "FACT_CONTRADICTED";

    public bool Released => Flag("ReleasedFromHold");

    public string? Reason => Text(nameof(Reason));

    public string? Disposition => Text(nameof(Disposition));

    public string Class => Text(nameof(Class))!;

    public Guid EntryId => _body.GetProperty(nameof(EntryId)).GetGuid();

    public Guid? Corrects => _body.TryGetProperty(nameof(Corrects), out var corrects) ? corrects.GetGuid() : null;

    public DateTimeOffset OccurredAt => Instant(nameof(OccurredAt));

    public DateTimeOffset Deadline => Instant(nameof(Deadline));

    public DateOnly BookingDate => DateOnly.ParseExact(Text(nameof(BookingDate))!, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public string? StatusAfter => Text(nameof(StatusAfter));

    public string? Fingerprint => Text(nameof(Fingerprint));

    public IEnumerable<string> TraceKeys =>
        new[] { "PaymentId", "ProviderObjectId", "OrderRef", "InvoiceRef" }.Select(Text).OfType<string>().Where(key => key.Length > 0);

    string? Text(string member) => _body.TryGetProperty(member, out var value) ? value.GetString() : null;

    bool Flag(string member) => _body.TryGetProperty(member, out var value) && value.GetBoolean();

    DateTimeOffset Instant(string member) => _body.GetProperty(member).GetDateTimeOffset();

    static WrittenLine LineOf(JsonElement line) => new(
        line.GetProperty("Account").GetString()!, line.GetProperty("Side").GetString() == "Debit",
        line.GetProperty("MinorUnits").GetInt64(), line.GetProperty("Currency").GetString()!);
}
