using Ledger.Evidence.Sealing;
using Npgsql;

namespace Ledger.Evidence;

/// <summary>Looks deliveries up, each way over an index.</summary>
/// <param name="source">Connections to the archive's server.</param>
/// <param name="schema">Name of the schema.</param>
/// <param name="masters">Master keys at hand; null for none, then no sealed body opens.</param>
public sealed class ArchiveSearch(NpgsqlDataSource source, string schema, MasterKeys? masters)
{
    readonly ArchiveRead _read = new(source, schema, masters);

    /// <summary>A delivery with its body; null when there is none of this id.</summary>
    public async Task<ArchivedDelivery?> ShowAsync(Guid deliveryId, CancellationToken ct) =>
        await _read.FindAsync("delivery_id = $1", [deliveryId], 1, bodies: true, ct) is [var only] ? only : null;

    /// <summary>Deliveries that meet all that is asked, oldest first, without their bodies.</summary>
    /// <exception cref="ArgumentException">Nothing is asked, or the hash is not 64 hex digits.</exception>
    public Task<IReadOnlyList<ArchivedDelivery>> FindAsync(ArchiveQuestion asked, int limit, CancellationToken ct)
    {
        var (conditions, values) = (new List<string>(), new List<object>());
        string Value(object value)
        {
            values.Add(value);
            return $"${values.Count}";
        }

        if (asked.DeliveryId is { } delivery)
        {
            conditions.Add($"delivery_id = {Value(delivery)}");
        }

        if (asked.Event is { } e)
        {
            conditions.Add(Guid.TryParse(e, out var id)
                ? $"(provider_event_id = {Value(e)} or event_ids @> array[{Value(id)}])"
                : $"provider_event_id = {Value(e)}");
        }

        if (asked.Sha256 is { } hex)
        {
            var hash = Value(hex.Length == 64
                ? Convert.FromHexString(hex)
                : throw new ArgumentException("A hash has 64 hex digits.", nameof(asked)));
            conditions.Add($"(body_sha256 = {hash} or ((masked or truncated) and stored_sha256 = {hash}))");
        }

        var byTime = conditions.Count == 0;
        if (asked.From is { } from)
        {
            conditions.Add($"received_at >= {Value(from)}");
        }

        if (asked.To is { } to)
        {
            conditions.Add($"received_at < {Value(to)}");
        }

        if (conditions.Count == 0)
        {
            throw new ArgumentException("Nothing is asked.", nameof(asked));
        }

        if (asked.Provider is { } provider)
        {
            conditions.Add($"provider = {Value(provider)}");
        }

        return _read.FindAsync(string.Join(" and ", conditions), values, limit, bodies: false, ct, inOrder: byTime);
    }

    /// <summary>Accepted deliveries of a span of receipt with their bodies, in order: a page of them.</summary>
    /// <param name="from">From then on.</param>
    /// <param name="to">Before.</param>
    /// <param name="provider">Of a provider; null for all.</param>
    /// <param name="endpoint">Of an endpoint; null for all.</param>
    /// <param name="after">The last of the page before; null for the first page.</param>
    /// <param name="limit">Most deliveries.</param>
    /// <param name="ct">Stops the reading.</param>
    public Task<IReadOnlyList<ArchivedDelivery>> AcceptedAsync(
        DateTimeOffset from, DateTimeOffset to, string? provider, string? endpoint, ArchivedDelivery? after, int limit,
        CancellationToken ct) =>
        _read.FindAsync(
            """
            received_at >= $1 and received_at < $2 and (received_at, delivery_id) > ($1, $3) and verdict = 'verified'
                and ($4 = '' or provider = $4) and ($5 = '' or endpoint = $5)
            """,
            [after?.ReceivedAt ?? from, to, after?.DeliveryId ?? Guid.Empty, provider ?? "", endpoint ?? ""], limit, bodies: true, ct,
            inOrder: true);
}

/// <summary>What is looked for: at least an id, a hash or a bound of time.</summary>
public sealed record ArchiveQuestion
{
    /// <summary>A delivery.</summary>
    public Guid? DeliveryId { get; init; }

    /// <summary>A provider's event id, or a canonical event's.</summary>
    public string? Event { get; init; }

    /// <summary>SHA-256 of a body as it was sent or as it is stored, 64 hex digits.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Received from then on (UTC).</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Received before (UTC).</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Of a provider.</summary>
    public string? Provider { get; init; }
}
