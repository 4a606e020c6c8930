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
            "TIMESTAMP_TOO_OLD" => ClockAdvice.TooOld(group),
            "TIMESTAMP_IN_FUTURE" => ClockAdvice.InFuture(group),
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
        return group.GoodAfter is { } after && WasOutage(group) ? $"Over since {After(after)}. {advice}" : advice;
    }

    // What never stopped is not over: others were good all the time, or by the same secret before and after a single one.
    static bool WasOutage(RejectedGroup group) => group.Reason switch
    {
        "TIMESTAMP_TOO_OLD" or "TIMESTAMP_IN_FUTURE" => !ClockAdvice.IsClockRight(group) && !group.IsGoodMeanwhile,
        "SIGNATURE_WRONG" => !group.IsGoodMeanwhile && !(group.Deliveries == 1 && HasOneSecret(group)),
        _ => !group.IsGoodMeanwhile,
    };

    static bool HasOneSecret(RejectedGroup group) =>
        group.GoodBefore?.SecretId is { } before && before == group.GoodAfter?.SecretId;

    static string After(GoodDelivery good) => $"{Time(good.ReceivedAt)}{(good.SecretId is { } id ? $" (secret {id})" : "")}";

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

        if (group.GoodAfter is { } after)
        {
            return WrongAndOver(group, before, after, secrets);
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

    // Nothing tells what a wrong signature was made with: the secrets of the good ones around it tell what had changed, if anything.
    static string WrongAndOver(RejectedGroup group, GoodDelivery before, GoodDelivery after, LiveSecrets? secrets)
    {
        if (!HasOneSecret(group))
        {
            return before.SecretId is { } old && after.SecretId is { } young
                ? $"Those before were signed with secret {old}, those after with {young}: in between only one side had the new one, if it "
                    + "was no stranger. While a secret changes, list both."
                : "Good ones came before and after: a stranger called, or the secret was changed and both sides have the new one since.";
        }

        var same = $"with the same secret {after.SecretId}";
        if (group.Deliveries == 1)
        {
            return $"The good ones before and after it were signed {same}: it was a stranger's, or of another endpoint at the provider "
                + "that sends here. No secret was changed.";
        }

        return secrets?.ChangedAt is { } changed && changed > group.Last && changed <= after.ReceivedAt
            ? $"The secrets changed at {Time(changed)}, and good ones come {same} as before: until then the file lacked it."
            : $"The good ones before and after them were signed {same}: they were a stranger's, or of another endpoint at the provider; or "
                + "the secrets file lacked that secret for the time.";
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
