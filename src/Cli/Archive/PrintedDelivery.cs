using System.Text.Json;
using Ledger.Evidence;

namespace Ledger.Cli.Archive;

/// <summary>A delivery as <c>archive find</c> and <c>archive show</c> print it with <c>--json</c>; never its body.</summary>
sealed record PrintedDelivery
{
    public required Guid DeliveryId { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public required DateTimeOffset ArchivedAt { get; init; }

    public required string Provider { get; init; }

    public required string Endpoint { get; init; }

    public required string? Account { get; init; }

    public required string Verdict { get; init; }

    public required string? Reason { get; init; }

    public required string? Detail { get; init; }

    public required JsonElement Headers { get; init; }

    public required string BodySha256 { get; init; }

    public required string StoredSha256 { get; init; }

    public required bool Masked { get; init; }

    public required bool Truncated { get; init; }

    public required int? BodyBytes { get; init; }

    public required int? StoredBytes { get; init; }

    public required bool Sealed { get; init; }

    public required string? ProviderEventId { get; init; }

    public required string? ProviderEventType { get; init; }

    public required IReadOnlyList<Guid> EventIds { get; init; }

    public required IReadOnlyList<string> StreamIds { get; init; }

    public required string? TraceId { get; init; }

    public required BodyStanding Standing { get; init; }

    public required ArchiveAct? Destroyed { get; init; }

    /// <summary>Of an archived delivery.</summary>
    public static PrintedDelivery Of(ArchivedDelivery delivery)
    {
        using var headers = JsonDocument.Parse(delivery.Headers);
        return new()
        {
            DeliveryId = delivery.DeliveryId,
            ReceivedAt = delivery.ReceivedAt,
            ArchivedAt = delivery.ArchivedAt,
            Provider = delivery.Provider,
            Endpoint = delivery.Endpoint,
            Account = delivery.Account,
            Verdict = delivery.Verdict,
            Reason = delivery.Reason,
            Detail = delivery.Detail,
            Headers = headers.RootElement.Clone(),
            BodySha256 = delivery.BodySha256,
            StoredSha256 = delivery.StoredSha256,
            Masked = delivery.Masked,
            Truncated = delivery.Truncated,
            BodyBytes = delivery.BodyBytes,
            StoredBytes = delivery.StoredBytes,
            Sealed = delivery.Sealed,
            ProviderEventId = delivery.ProviderEventId,
            ProviderEventType = delivery.ProviderEventType,
            EventIds = delivery.EventIds,
            StreamIds = delivery.StreamIds,
            TraceId = delivery.TraceId,
            Standing = delivery.Standing,
            Destroyed = delivery.Destroyed,
        };
    }

    /// <summary>How its body stands, in words.</summary>
    public static string BodyOf(ArchivedDelivery delivery) => delivery switch
    {
        { Destroyed: { Kind: "erasure" } act } => $"erased on {act.At.UtcDateTime:yyyy-MM-dd HH:mm} by {act.By}, because: {act.Reason}",
        { Destroyed: { } act } => $"destroyed by retention on {act.At.UtcDateTime:yyyy-MM-dd HH:mm} by {act.By}",
        { Standing: BodyStanding.Damaged } => "damaged",
        { Standing: BodyStanding.Locked } => "locked: its master key is not at hand",
        { Sealed: true } => "sealed",
        _ => "unsealed",
    };
}
