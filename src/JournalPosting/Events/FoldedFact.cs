using System.Text;
using System.Text.Json;
using Ledger.Accounting;
using Ledger.PaymentEvents;

namespace Ledger.JournalPosting.Events;

/// <summary>
/// Reads of stored entries and notes only what the state of a stream and the read models take from them, token by
/// token: a fraction of the time and memory that reading whole facts takes, and a rebuild reads millions. Words that
/// come again and again, such as accounts, are kept once. For one thread.
/// </summary>
sealed class FoldedFact
{
    readonly string[] _words = new string[256];

    Guid _entryId;
    Guid _eventId;
    Guid? _corrects;
    int _index;
    string _class = "";
    string _disposition = "";
    string? _variant;
    string? _row;
    string? _reason;
    string _paymentId = "";
    string _objectId = "";
    string? _orderRef;
    string? _invoiceRef;
    DateTimeOffset _occurredAt;
    DateOnly _day;
    bool _released;
    Money? _gross;
    IReadOnlyList<PostedLine> _lines = [];

    /// <summary>Reads a stored event; null when the type is not one of the journal's.</summary>
    /// <exception cref="JsonException">The body is not what the type says.</exception>
    public JournalFact? Read(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        if (type.SequenceEqual("journal_entry_posted"u8))
        {
            Take(data);
            return new JournalEntryPosted
            {
                EntryId = _entryId,
                EventId = _eventId,
                Index = _index,
                Class = _class,
                Variant = _variant,
                Row = _row,
                PaymentId = _paymentId,
                ProviderObjectId = _objectId,
                OrderRef = _orderRef,
                InvoiceRef = _invoiceRef,
                OccurredAt = _occurredAt,
                BookingDate = _day,
                Corrects = _corrects,
                ReleasedFromHold = _released,
                Amounts = new PaymentAmounts(_gross),
                Lines = _lines,
            };
        }

        if (type.SequenceEqual("payment_event_noted"u8))
        {
            Take(data);
            return new PaymentEventNoted
            {
                EventId = _eventId,
                Class = _class,
                Variant = _variant,
                Row = _row,
                PaymentId = _paymentId,
                ProviderObjectId = _objectId,
                OrderRef = _orderRef,
                InvoiceRef = _invoiceRef,
                OccurredAt = _occurredAt,
                ReleasedFromHold = _released,
                Amounts = new PaymentAmounts(_gross),
                Disposition = _disposition,
                Reason = _reason,
            };
        }

        return JournalEventTypes.Read(Encoding.UTF8.GetString(type), data);
    }

    void Take(ReadOnlySpan<byte> data)
    {
        (_entryId, _eventId, _corrects, _index, _day, _occurredAt, _released) = (default, default, null, 0, default, default, false);
        (_class, _disposition, _paymentId, _objectId) = ("", "", "", "");
        (_variant, _row, _reason, _orderRef, _invoiceRef, _gross, _lines) = (null, null, null, null, null, null, []);
        var json = new Utf8JsonReader(data);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            Take(ref json);
        }
    }

    // By length first, so that most names are told apart by one comparison.
    void Take(ref Utf8JsonReader json)
    {
        var name = json.ValueSpan;
        json.Read();
        switch (name.Length)
        {
            case 3 when name.SequenceEqual("Row"u8): _row = Word(ref json); break;
            case 5 when name.SequenceEqual("Class"u8): _class = Word(ref json)!; break;
            case 5 when name.SequenceEqual("Index"u8): _index = json.GetInt32(); break;
            case 5 when name.SequenceEqual("Lines"u8): _lines = Lines(ref json); break;
            case 6 when name.SequenceEqual("Reason"u8): _reason = Word(ref json); break;
            case 7 when name.SequenceEqual("Variant"u8): _variant = Word(ref json); break;
            case 7 when name.SequenceEqual("EntryId"u8): _entryId = json.GetGuid(); break;
            case 7 when name.SequenceEqual("EventId"u8): _eventId = json.GetGuid(); break;
            case 7 when name.SequenceEqual("Amounts"u8): _gross = Gross(ref json); break;
            case 8 when name.SequenceEqual("OrderRef"u8): _orderRef = json.GetString(); break;
            case 8 when name.SequenceEqual("Corrects"u8): _corrects = Optional(ref json); break;
            case 9 when name.SequenceEqual("PaymentId"u8): _paymentId = json.GetString()!; break;
            case 10 when name.SequenceEqual("InvoiceRef"u8): _invoiceRef = json.GetString(); break;
            case 10 when name.SequenceEqual("OccurredAt"u8): _occurredAt = json.GetDateTimeOffset(); break;
            case 11 when name.SequenceEqual("BookingDate"u8): _day = Day(ref json); break;
            case 11 when name.SequenceEqual("Disposition"u8): _disposition = Word(ref json)!; break;
            case 16 when name.SequenceEqual("ProviderObjectId"u8): _objectId = json.GetString()!; break;
            case 16 when name.SequenceEqual("ReleasedFromHold"u8): _released = json.GetBoolean(); break;
            default: json.Skip(); break;
        }
    }

    List<PostedLine> Lines(ref Utf8JsonReader json)
    {
        var lines = new List<PostedLine>(2);
        while (json.Read() && json.TokenType == JsonTokenType.StartObject)
        {
            var (account, side, units, currency) = ("", Side.Debit, 0L, "");
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var name = json.ValueSpan;
                json.Read();
                switch (name.Length)
                {
                    case 4 when name.SequenceEqual("Side"u8): side = Enum.Parse<Side>(Word(ref json)!); break;
                    case 7 when name.SequenceEqual("Account"u8): account = Word(ref json)!; break;
                    case 8 when name.SequenceEqual("Currency"u8): currency = Word(ref json)!; break;
                    case 10 when name.SequenceEqual("MinorUnits"u8): units = json.GetInt64(); break;
                    default: json.Skip(); break;
                }
            }

            lines.Add(new PostedLine(account, side, units, currency));
        }

        return lines;
    }

    Money? Gross(ref Utf8JsonReader json)
    {
        Money? gross = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isGross = json.ValueTextEquals("Gross"u8);
            json.Read();
            if (isGross && json.TokenType == JsonTokenType.StartObject)
            {
                gross = Money(ref json);
            }
            else
            {
                json.Skip();
            }
        }

        return gross;
    }

    Money Money(ref Utf8JsonReader json)
    {
        var (units, currency) = (0L, "");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isUnits = json.ValueTextEquals("MinorUnits"u8);
            json.Read();
            if (isUnits)
            {
                units = json.GetInt64();
            }
            else
            {
                currency = Word(ref json)!;
            }
        }

        return new Money(units, Currency.Parse(currency));
    }

    static Guid? Optional(ref Utf8JsonReader json) => json.TokenType == JsonTokenType.Null ? null : json.GetGuid();

    static DateOnly Day(ref Utf8JsonReader json) =>
        DateOnly.ParseExact(json.GetString()!, "O", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A text of which there are few.</summary>
    string? Word(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.String || json.ValueIsEscaped || json.ValueSpan.Length == 0)
        {
            return json.GetString();
        }

        var utf8 = json.ValueSpan;
        var slot = ((utf8.Length * 31) + (utf8[0] * 17) + (utf8[^1] * 7) + utf8[utf8.Length / 2]) & 255;
        return _words[slot] is { } known && Ascii.Equals(utf8, known) ? known : _words[slot] = json.GetString()!;
    }
}
