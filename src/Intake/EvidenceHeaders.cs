using System.Collections.Frozen;
using Ledger.PaymentEvents;

namespace Ledger.Intake;

/// <summary>The headers of a delivery that are worth keeping as evidence.</summary>
public static class EvidenceHeaders
{
    const int ValueLengthMax = 4_096;

    static readonly FrozenSet<string> Kept = new[]
    {
        "content-type", "content-length", "content-encoding", "transfer-encoding", "user-agent", "date", "host",
        "traceparent", "x-request-id", "idempotency-key", "webhook-id", "webhook-timestamp", "webhook-signature",
    }.ToFrozenSet();

    /// <summary>
    /// What is kept: the list above and the provider's own headers. Credentials and cookies that strayed in are not; card-like numbers
    /// are masked.
    /// </summary>
    /// <param name="headers">All headers, names lower case.</param>
    /// <param name="provider">Whose delivery it is.</param>
    /// <param name="evidence">Headers, lower case, that the provider's signature is made of.</param>
    public static Dictionary<string, string> Of(
        IReadOnlyDictionary<string, string> headers, string provider, IReadOnlyList<string> evidence)
    {
        var kept = new Dictionary<string, string>();
        foreach (var (name, value) in headers)
        {
            if (!Kept.Contains(name) && !evidence.Contains(name)
                && !name.StartsWith($"{provider}-", StringComparison.Ordinal)
                && !name.StartsWith($"x-{provider}-", StringComparison.Ordinal))
            {
                continue;
            }

            kept[CardNumbers.Mask(name)] = CardNumbers.Mask(value.Length <= ValueLengthMax ? value : value[..ValueLengthMax]);
        }

        return kept;
    }
}
