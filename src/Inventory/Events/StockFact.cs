using System.Text.Json.Serialization;
using Ledger.Accounting;
using Ledger.PaymentEvents;

namespace Ledger.Inventory.Events;

/// <summary>
/// What every event of the inventory's streams says about what caused it: a canonical event, a command of the shop, or a
/// reservation that ran out. The states are folded from these alone.
/// </summary>
public abstract record StockFact
{
    private protected StockFact()
    {
    }

    /// <summary>The canonical event or the command behind it.</summary>
    public Guid EventId { get; init; }

    /// <summary>Class of the event; for a command its kind, such as <c>stock.ship</c>.</summary>
    public string Class { get; init; } = "";

    /// <summary>Variant of the event; null for the ordinary kind, for commands, and in events of older builds.</summary>
    public string? Variant { get; init; }

    /// <summary>The class whose effect it has.</summary>
    [JsonIgnore]
    public string Effect => EventClass.EffectOf(Class, Variant);

    /// <summary>Provider's name; <c>inventory</c> for what the shop commands.</summary>
    public string Provider { get; init; } = "";

    /// <summary>Provider account; empty for commands.</summary>
    public string Account { get; init; } = "";

    /// <summary>Payment; null for commands.</summary>
    public string? PaymentId { get; init; }

    /// <summary>The provider's event id; the command's id for commands (dedup key of R-IN-29).</summary>
    public string ProviderEventId { get; init; } = "";

    /// <summary>The object the fact is about; null for commands.</summary>
    public string? ProviderObjectId { get; init; }

    /// <summary>When it happened (UTC).</summary>
    public DateTimeOffset OccurredAt { get; init; }

    /// <summary>When it was received (UTC).</summary>
    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The delivery that carried it, or the command.</summary>
    public Guid DeliveryId { get; init; }

    /// <summary>SHA-256 of that delivery's or command's bytes, lower-case hex.</summary>
    public string BodySha256 { get; init; } = "";

    /// <summary>Who commanded it; null for events.</summary>
    public string? Actor { get; init; }

    /// <summary>The order.</summary>
    public string? OrderRef { get; init; }

    /// <summary>The order's lines, where this fact states them first or anew.</summary>
    public IReadOnlyList<OrderLine>? Lines { get; init; }

    /// <summary>What the payment means for the order from now on (<see cref="Orders.PaymentStanding"/>); null when unchanged.</summary>
    public string? PaymentStanding { get; init; }

    /// <summary>Until when units are kept, where this fact decides that.</summary>
    public DateTimeOffset? ReservedUntil { get; init; }

    /// <summary>Of captures and refunds: the amount; null where it was not stated, and in events of older builds.</summary>
    public Money? Amount { get; init; }

    /// <summary>True when <see cref="Amount"/> is all that has been refunded so far.</summary>
    public bool AmountIsTotal { get; init; }

    /// <summary>The payout or batch that settled the payment, where this fact says so.</summary>
    public string? Settlement { get; init; }

    /// <summary>Name of the refusal, hold, no-op or remark; null when all is in order.</summary>
    public string? Reason { get; init; }

    /// <summary>The shop's own reason code or words.</summary>
    public string? Remark { get; init; }

    /// <summary>True when it waited for what was missing before.</summary>
    public bool ReleasedFromHold { get; init; }

    /// <summary>Where it waited when that was another stream: it named no payment. Null elsewhere.</summary>
    public string? HeldIn { get; init; }

    /// <summary>Version of the stock policy that decided.</summary>
    public string PolicyVersion { get; init; } = "";

    /// <summary>W3C trace id under which it was processed; null when none was sampled.</summary>
    public string? TraceId { get; init; }

    /// <summary>Name of the event's type in its identity.</summary>
    [JsonIgnore]
    public abstract string Type { get; }

    /// <summary>Identity of this event in the store.</summary>
    [JsonIgnore]
    public virtual Guid Id => DeterministicId.Of(Type, EventId.ToString(), Reason);

    /// <summary>True when a payment event is behind it.</summary>
    [JsonIgnore]
    public bool IsOfPayment => PaymentId is not null;
}

/// <summary>Stock moved.</summary>
public sealed record StockMoved : StockFact
{
    /// <summary>Its name in the store.</summary>
    public const string Alias = "stock_moved";

    /// <summary>The movements, in order; at least one.</summary>
    public IReadOnlyList<StockMovement> Movements { get; init; } = [];

    /// <summary>The shop's id of the shipment; null elsewhere, and in events of builds that kept it as the remark alone.</summary>
    public string? ShipmentId { get; init; }

    /// <summary>The shop's id of the return; null elsewhere.</summary>
    public string? ReturnId { get; init; }

    /// <summary>True of a return that takes no further part under its id; older builds did not say it.</summary>
    public bool ReturnIsWhole { get; init; }

    /// <summary>How returned units were graded: <c>resale</c> or <c>write-off</c>; null elsewhere.</summary>
    public string? Grade { get; init; }

    /// <summary>Whoever graded; null elsewhere.</summary>
    public string? Inspector { get; init; }

    /// <summary>The approved correction; null elsewhere.</summary>
    public Guid? CorrectionId { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Type => Alias;
}

/// <summary>Nothing moved, but what is known of the order or the payment has changed.</summary>
public sealed record StockNoted : StockFact
{
    /// <summary>Its name in the store.</summary>
    public const string Alias = "stock_noted";

    /// <summary>One of <see cref="Disposition"/>.</summary>
    public string Disposition { get; init; } = "";

    /// <summary>One sentence for people; may be null.</summary>
    public string? Detail { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Type => Alias;
}

/// <summary>An event waits for what it does not say (R-IN-17).</summary>
public sealed record StockEventHeld : StockFact
{
    /// <summary>Its name in the store.</summary>
    public const string Alias = "stock_event_held";

    /// <summary>What is missing.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>The event.</summary>
    public PaymentEvent? Event { get; init; }

    /// <summary>Supplied in parts, one event may be held several times for one reason, each time with more of what it says.</summary>
    [JsonIgnore]
    public override Guid Id => DeterministicId.Of(
    [
        Type, EventId.ToString(), Event?.OrderRef, .. (Event?.OrderLines ?? []).Select(line => line.ToString()),
        .. HeldIn is null ? [] : (string?[])[PaymentId],
    ]);

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Type => Alias;
}

/// <summary>Payment and stock contradict each other, or two messages do: a person must act (R-IN-19).</summary>
public sealed record StockExceptionRaised : StockFact
{
    /// <summary>Its name in the store.</summary>
    public const string Alias = "stock_exception_raised";

    /// <summary>What was found.</summary>
    public string Detail { get; init; } = "";

    /// <summary>Where the order is sold, by the stock policy; null in events of builds that did not say it.</summary>
    public string? Channel { get; init; }

    /// <summary>The stocks it is about, as they were (R-IN-20).</summary>
    public IReadOnlyList<StockSnapshot> Snapshot { get; init => field = value ?? []; } = [];

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Type => Alias;
}

/// <summary>A stock at an instant.</summary>
/// <param name="Sku">Stock-keeping unit.</param>
/// <param name="Location">Location.</param>
/// <param name="Balance">Units and cost.</param>
/// <param name="Available">Units that could be sold.</param>
/// <param name="Sequence">Number of its last movement.</param>
public sealed record StockSnapshot(string Sku, string Location, Stock.StockBalance Balance, long Available, long Sequence);

/// <summary>Somebody asks that a number be set right by force, with evidence (R-IN-22, R-IN-23).</summary>
public sealed record CorrectionRequested : StockFact
{
    /// <summary>Its name in the store.</summary>
    public const string Alias = "stock_correction_requested";

    /// <summary>What is asked and why.</summary>
    public Commands.Correction Correction { get; init; } = new();

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Type => Alias;
}

/// <summary>A case on the work list was closed by a person.</summary>
public sealed record StockCaseClosed : StockFact
{
    /// <summary>Its name in the store.</summary>
    public const string Alias = "stock_case_closed";

    /// <summary>The exception, review or request that is closed: its id.</summary>
    public string CaseId { get; init; } = "";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Type => Alias;
}
