using Ledger.PaymentEvents;

namespace Ledger.MessageBus.Messages;

/// <summary>
/// One message of a provider whose facts wait for a read of the provider's API (R-GW-11): a prompt, not yet the truth. It goes from the
/// gateway to the consumer <c>confirmation</c>, and to nobody else.
/// </summary>
public sealed record PaymentReport
{
    /// <summary>Version of this shape.</summary>
    public int SchemaVersion { get; init; } = 1;

    /// <summary>
    /// Identity of a provider's message and of the facts in it (UUIDv5): the same for all its deliveries, another where one states other
    /// facts, so that nothing is taken for known for its id alone.
    /// </summary>
    public required Guid ReportId { get; init; }

    /// <summary>Provider's name.</summary>
    public required string Provider { get; init; }

    /// <summary>The endpoint that received it; its settings say how the API is reached.</summary>
    public required string Endpoint { get; init; }

    /// <summary>The provider account that the facts belong to.</summary>
    public required string Account { get; init; }

    /// <summary>The provider's id of the message.</summary>
    public required string ProviderEventId { get; init; }

    /// <summary>The provider's type of the message.</summary>
    public required string ProviderEventType { get; init; }

    /// <summary>The delivery in the archive that carried it.</summary>
    public required Guid DeliveryId { get; init; }

    /// <summary>When the gateway received it (UTC).</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>What it states, at least one fact.</summary>
    public required IReadOnlyList<PaymentEvent> Events { get; init; }

    /// <summary>The reports of a delivery: one for each message in it.</summary>
    public static IEnumerable<PaymentReport> Of(string endpoint, IReadOnlyList<PaymentEvent> events) => events
        .GroupBy(fact => (fact.Provider, fact.Account, fact.ProviderEventId))
        .Select(message => new PaymentReport
        {
            ReportId = DeterministicId.Of([
                "report", message.Key.Provider, message.Key.Account, message.Key.ProviderEventId,
                .. message.Select(fact => fact.EventId.ToString()).Order(StringComparer.Ordinal),
            ]),
            Provider = message.Key.Provider,
            Endpoint = endpoint,
            Account = message.Key.Account,
            ProviderEventId = message.Key.ProviderEventId,
            ProviderEventType = message.First().ProviderEventType,
            DeliveryId = message.First().DeliveryId,
            ReceivedAt = message.First().ReceivedAt,
            Events = [.. message],
        });
}
