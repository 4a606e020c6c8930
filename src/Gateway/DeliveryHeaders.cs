using System.Collections.Frozen;
using Ledger.PaymentEvents;

namespace Ledger.Gateway;

/// <summary>The request headers: all of them for checking the signature, a chosen few for the archive.</summary>
static class DeliveryHeaders
{
    const int ValueLengthMax = 2_048;

    static readonly FrozenSet<string> Kept = new[]
    {
        "content-type", "content-length", "content-encoding", "transfer-encoding", "user-agent", "date", "host",
        "traceparent", "x-request-id", "idempotency-key", "webhook-id", "webhook-timestamp", "webhook-signature",
    }.ToFrozenSet();

    /// <summary>All headers, names lower case, several values joined by a comma.</summary>
    public static Dictionary<string, string> All(IHeaderDictionary headers)
    {
        var all = new Dictionary<string, string>(headers.Count);
        foreach (var (name, value) in headers)
        {
            all[name.ToLowerInvariant()] = value.ToString();
        }

        return all;
    }

    /// <summary>
    /// What is worth keeping as evidence: the list above and the provider's own headers. Credentials and cookies that
    /// strayed in are not; card-like numbers are masked.
    /// </summary>
    public static Dictionary<string, string> ForArchive(IHeaderDictionary headers, string provider, IReadOnlyList<string> evidence)
    {
        var kept = new Dictionary<string, string>();
        foreach (var (header, values) in headers)
        {
            var name = header.ToLowerInvariant();
            if (!Kept.Contains(name) && !evidence.Contains(name)
                && !name.StartsWith($"{provider}-", StringComparison.Ordinal)
                && !name.StartsWith($"x-{provider}-", StringComparison.Ordinal))
            {
                continue;
            }

            var value = values.ToString();
            kept[CardNumbers.Mask(name)] = CardNumbers.Mask(
                value.Length <= ValueLengthMax ? value : value[..ValueLengthMax]);
        }

        return kept;
    }
}
