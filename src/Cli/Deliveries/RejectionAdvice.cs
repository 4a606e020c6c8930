using Ledger.Evidence;

namespace Ledger.Cli.Deliveries;

/// <summary>What an operator does about refused deliveries, by what is known around them. Pure.</summary>
static class RejectionAdvice
{
    /// <summary>One or two sentences.</summary>
    /// <param name="group">What was refused.</param>
    /// <param name="secrets">The secrets file of now; null where it is not known.</param>
    public static string Of(RejectedGroup group, LiveSecrets? secrets)
    {
        var advice = group.Reason switch
        {
            "TIMESTAMP_TOO_OLD" => TooOld(group),
            "TIMESTAMP_IN_FUTURE" => InFuture(group),
            "SIGNATURE_WRONG" => Wrong(group, secrets),
            "SIGNATURE_MISSING" or "SIGNATURE_MALFORMED" => group.GoodBefore is null && !group.IsGoodMeanwhile
                ? "No delivery of this endpoint was good: something else than the provider calls, or a proxy takes the header away."
                : "Either a stranger calls, or a proxy in front changes the header; compare its configuration with the time of the first.",
            "SIGNATURE_SCHEME_NOT_SUPPORTED" => "Have the provider sign with the scheme of its page in docs; this one is not read.",
            "CERTIFICATE_REFUSED" => "The certificate is not the provider's or not trusted: a stranger calls, or this host lacks a root.",
            "CERTIFICATE_UNAVAILABLE" => "The gateway cannot fetch the provider's certificate: let it out to the provider's host.",
            "UNKNOWN_ENDPOINT" => UnknownEndpoint(group, secrets),
            "UNKNOWN_PROVIDER" => "The secrets file has no provider of this name: correct the address at the provider, or add it.",
            "RATE_LIMITED" => "One source sends faster than its share: if it is the provider's, raise the share of the gateway.",
            "BODY_TOO_LARGE" or "BODY_INCOMPLETE" => "Bodies do not come in whole: look at limit and timeouts of the proxy in front.",
            "BROKER_UNAVAILABLE" or "OVERLOADED" or "INTERNAL_FAULT" =>
                "The fault is on this side, and the provider sends again: 'ledger status' and the gateway's log.",
            _ => "docs/errors.md says what it means and what to do.",
        };
        return group.GoodAfter is { } after ? $"Over since {After(after)}. {advice}" : advice;
    }

    static string After(GoodDelivery good) => $"{Time(good.ReceivedAt)}{(good.SecretId is { } id ? $" (secret {id})" : "")}";

    static string InFuture(RejectedGroup group) =>
        $"Signed {Math.Abs(group.Skew?.MedianSeconds ?? 0)} s ahead of receipt: the clock of the gateway's host is about that far behind. "
        + "Set it by NTP; the provider sends again.";

    static string TooOld(RejectedGroup group) => group.Skew is { } skew && skew.MostSeconds - skew.LeastSeconds <= 60
        ? $"Signed {skew.MedianSeconds} s before receipt, all alike: the clock of the gateway's host is about that far ahead. "
            + "Set it by NTP."
        : $"Signed {group.Skew?.LeastSeconds} to {group.Skew?.MostSeconds} s before receipt: they were kept back on the way or sent again "
            + "by somebody who has recorded them. The provider signs its own retries anew.";

    static string Wrong(RejectedGroup group, LiveSecrets? secrets)
    {
        if (group.IsGoodMeanwhile)
        {
            return "Others of this endpoint are good meanwhile: a second endpoint at the provider sends here under a secret of its own "
                + "(add it to the list), or a stranger calls.";
        }

        if (group.GoodBefore is not { } before)
        {
            return "No delivery was good in the 35 days before: the secret in the file is not that of this endpoint at the provider.";
        }

        var ids = secrets?.IdsOf(group.Provider, group.Endpoint);
        if (before.SecretId is { } id && ids is not null && !ids.Contains(id, StringComparer.Ordinal))
        {
            return $"The last good one was signed with secret {id}, which the secrets file{Changed(secrets)} no longer has: list it again "
                + "behind the new one until the provider signs with that.";
        }

        return secrets?.ChangedAt is { } changed && changed > before.ReceivedAt && changed <= group.Last
            ? $"The secrets changed at {Time(changed)}, after the last good one: compare them with the provider's page."
            : "The secret was good until then and is still in the file: it was changed at the provider. List the new one before the old.";
    }

    static string Changed(LiveSecrets? secrets) => secrets?.ChangedAt is { } at ? $" (changed {Time(at)})" : "";

    static string UnknownEndpoint(RejectedGroup group, LiveSecrets? secrets) => secrets?.EndpointsOf(group.Provider) switch
    {
        null => "Compare the address at the provider with the endpoints in the secrets file.",
        [] => $"The secrets file has no endpoint of {group.Provider}.",
        var known => $"The secrets file has {string.Join(", ", known)}: add {group.Endpoint} there, or correct the address at the "
            + "provider.",
    };

    static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'");
}
