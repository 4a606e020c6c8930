using System.Text.Json.Serialization;

namespace Ledger.Cli.Replaying;

/// <summary>What a replay found and did.</summary>
/// <param name="From">Deliveries received from then on.</param>
/// <param name="To">Deliveries received before.</param>
/// <param name="UpTo">Receipt of the last one that was looked at; null when there was none.</param>
/// <param name="Deliveries">Accepted deliveries that were looked at.</param>
/// <param name="New">Facts that the journal does not know.</param>
/// <param name="Identical">Facts that it knows with this content.</param>
/// <param name="Different">Facts that it knows with other content.</param>
/// <param name="Judged">Facts that it knows with other content, and that came with this one before: they were judged then.</param>
/// <param name="Published">Facts that were published; 0 with <c>--plan</c>.</param>
/// <param name="Reasons">Deliveries that gave no fact, or less than they hold, by the name of why.</param>
/// <param name="Examples">A few of each.</param>
sealed record ReplayReport(
    DateTimeOffset From, DateTimeOffset To, DateTimeOffset? UpTo, long Deliveries, long New, long Identical, long Different,
    long Judged, long Published, IReadOnlyDictionary<string, long> Reasons, IReadOnlyList<ReplayExample> Examples);

/// <summary>One of what was found.</summary>
/// <param name="What"><c>new</c>, <c>different</c>, or the name of a reason.</param>
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
