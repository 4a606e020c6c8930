using System.Text.Json;
using System.Text.Json.Serialization;
using Ledger.Accounting;

namespace Ledger.Reporting;

/// <summary>
/// The body of an event in the journal's streams (entry posted, event noted, held, exception raised): what reporting
/// reads of it. Fields that a type does not have are null.
/// </summary>
public sealed record RecordedFact
{
    /// <summary>Identity of the entry; null when nothing was posted.</summary>
    public Guid? EntryId { get; init; }

    /// <summary>The canonical event that was posted.</summary>
    public Guid EventId { get; init; }

    /// <summary>Class of that event.</summary>
    public string Class { get; init; } = "";

    /// <summary>Kind within the class; null for the ordinary kind.</summary>
    public string? Variant { get; init; }

    /// <summary>Row of the posting matrix.</summary>
    public string? Row { get; init; }

    /// <summary>Version of the posting matrix.</summary>
    public string? MatrixVersion { get; init; }

    /// <summary>Provider's name.</summary>
    public string? Provider { get; init; }

    /// <summary>Provider account.</summary>
    public string? Account { get; init; }

    /// <summary>Payment, payout or fee.</summary>
    public string? PaymentId { get; init; }

    /// <summary>The provider's event id.</summary>
    public string? ProviderEventId { get; init; }

    /// <summary>The provider's event type.</summary>
    public string? ProviderEventType { get; init; }

    /// <summary>The object the fact is about.</summary>
    public string? ProviderObjectId { get; init; }

    /// <summary>Merchant's order reference.</summary>
    public string? OrderRef { get; init; }

    /// <summary>Invoice reference.</summary>
    public string? InvoiceRef { get; init; }

    /// <summary>Idempotency key of the request that caused the fact.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Settlement batch.</summary>
    public string? SettlementBatchId { get; init; }

    /// <summary>When it happened (UTC).</summary>
    public DateTimeOffset OccurredAt { get; init; }

    /// <summary>Ledger day; null when nothing was posted.</summary>
    public DateOnly? BookingDate { get; init; }

    /// <summary>The delivery that carried the fact.</summary>
    public Guid? DeliveryId { get; init; }

    /// <summary>SHA-256 of its body, lower-case hex.</summary>
    public string? BodySha256 { get; init; }

    /// <summary><c>provisional</c> or <c>final</c>.</summary>
    public string? Confidence { get; init; }

    /// <summary>The entry that this one undoes; null otherwise.</summary>
    public Guid? Corrects { get; init; }

    /// <summary>Name of the no-op, hold or exception.</summary>
    public string? Reason { get; init; }

    /// <summary>One sentence on an exception.</summary>
    public string? Detail { get; init; }

    /// <summary>When a hold becomes an exception.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>True when it waited for its predecessor before.</summary>
    public bool ReleasedFromHold { get; init; }

    /// <summary>When the gateway received it (UTC).</summary>
    public DateTimeOffset? ReceivedAt { get; init; }

    /// <summary>W3C trace id under which it was processed.</summary>
    public string? TraceId { get; init; }

    /// <summary>Where the payment stood before.</summary>
    public string? StatusBefore { get; init; }

    /// <summary>Where the payment stood afterwards.</summary>
    public string? StatusAfter { get; init; }

    /// <summary>Debits and credits.</summary>
    public IReadOnlyList<PostedLine> Lines { get; init; } = [];

    /// <summary>Reads a stored body.</summary>
    /// <exception cref="FormatException">It is not such a body.</exception>
    public static RecordedFact Read(string json, long position)
    {
        try
        {
            return JsonSerializer.Deserialize(json, RecordedFactJson.Default.RecordedFact)!;
        }
        catch (JsonException exception)
        {
            throw new FormatException(
                $"The event at position {position} is not one that this build can read: {exception.Message}",
                exception);
        }
    }
}

/// <summary>A line of a posted entry.</summary>
/// <param name="Account">Code of the account.</param>
/// <param name="Side">Debit or credit.</param>
/// <param name="MinorUnits">Above zero.</param>
/// <param name="Currency">The currency.</param>
public sealed record PostedLine(string Account, Side Side, long MinorUnits, Currency Currency)
{
    /// <summary>Debits positive, credits negative, in major units with the currency's decimal places.</summary>
    public string SignedAmount() => Money.Format(Side == Side.Debit ? MinorUnits : -(Int128)MinorUnits, Currency.Exponent);
}

/// <summary>Source-generated JSON of stored bodies: PascalCase, as Marten reads them.</summary>
[JsonSerializable(typeof(RecordedFact))]
sealed partial class RecordedFactJson : JsonSerializerContext;
