using System.Text.Json.Serialization;

namespace Ledger.Cli.Replaying;

/// <summary>What a replay found and did.</summary>
/// <param name="From">Deliveries received from then on.</param>
/// <param name="To">Deliveries received before.</param>
/// <param name="UpTo">Receipt of the last one that was looked at; null when there was none.</param>
/// <param name="Deliveries">Accepted deliveries that were looked at.</param>
/// <param name="New">Facts that the journal does not know.</param>
/// <param name="Identical">Facts that it knows with this content, and has done with.</param>
/// <param name="OnHold">Facts that it knows with this content, and holds until what they wait for has come.</param>
/// <param name="Refused">Facts that it knows with this content, and has refused: exceptions, and a person's.</param>
/// <param name="Different">Facts that it knows with other content.</param>
/// <param name="Judged">Facts that it knows with other content, and that came with this one before: they were judged then.</param>
/// <param name="Waiting">Facts of messages that are still to be read at the provider.</param>
/// <param name="Held">Facts that the provider's object does not bear out, and for which a person decides.</param>
/// <param name="Dead">Facts of messages that could not be read, and lie in the dead letters.</param>
/// <param name="Dismissed">Facts of messages that a person has closed for good.</param>
/// <param name="NoFact">Facts of messages whose object says that there is nothing to post.</param>
/// <param name="Published">Facts that were published; 0 with <c>--plan</c>.</param>
/// <param name="ToConfirm">Of those published, the facts that wait at the confirmation for a read first.</param>
/// <param name="Reasons">Deliveries that gave no fact, or less than they hold, by the name of why.</param>
/// <param name="Examples">A few of each.</param>
sealed record ReplayReport(
    DateTimeOffset From, DateTimeOffset To, DateTimeOffset? UpTo, long Deliveries, long New, long Identical, long OnHold,
    long Refused, long Different, long Judged, long Waiting, long Held, long Dead, long Dismissed, long NoFact, long Published,
    long ToConfirm, IReadOnlyDictionary<string, long> Reasons, IReadOnlyList<ReplayExample> Examples)
{
    /// <summary>
    /// Why a delivery gives no fact where all is as it must be: it says nothing to post, or its bytes were destroyed on purpose.
    /// </summary>
    static readonly HashSet<string> Expected = new(
        ["NO_FACT", "UNKNOWN_EVENT_TYPE", "API_READ", "BODY_ERASED", "BODY_DESTROYED"], StringComparer.Ordinal);

    /// <summary>Deliveries that may state facts, and could not be translated.</summary>
    [JsonIgnore]
    public long Untranslated => Reasons.Where(reason => !Expected.Contains(reason.Key)).Sum(reason => reason.Value);

    /// <summary>Facts that do not come to their end by themselves: a person decides, or mends what keeps them.</summary>
    [JsonIgnore]
    public long ForPerson => Different + Refused + Held + Dead;

    /// <summary>A finding's name in reports.</summary>
    public static string WireName(FactFinding finding) => finding switch
    {
        FactFinding.NoFact => "no-fact",
        FactFinding.OnHold => "on-hold",
        _ => finding.ToString().ToLowerInvariant(),
    };
}

/// <summary>One of what was found.</summary>
/// <param name="What">The name of a finding that is neither <c>identical</c> nor <c>judged</c>, or of a reason.</param>
/// <param name="DeliveryId">The delivery.</param>
/// <param name="ReceivedAt">When it was received (UTC).</param>
/// <param name="ProviderEventId">The provider's event; may be null.</param>
/// <param name="EventId">The fact; null for a delivery without one.</param>
/// <param name="Fact">Its class and amount; null for a delivery without one.</param>
sealed record ReplayExample(
    string What, Guid DeliveryId, DateTimeOffset ReceivedAt, string? ProviderEventId, Guid? EventId, string? Fact);

/// <summary>Which deliveries are replayed.</summary>
/// <param name="From">Received from then on.</param>
/// <param name="To">Received before.</param>
/// <param name="Provider">Of a provider; null for all.</param>
/// <param name="Endpoint">Of an endpoint; null for all.</param>
sealed record ReplaySpan(DateTimeOffset From, DateTimeOffset To, string? Provider, string? Endpoint);

/// <summary>Source-generated JSON of a replay.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ReplayReport))]
sealed partial class ReplayJson : JsonSerializerContext;
