using Ledger.Evidence;

namespace Ledger.Cli.Deliveries;

/// <summary>
/// What an operator does about deliveries that were refused for the time in their signature. A clock that is off refuses all, so the share
/// of good ones in the same span judges it. Pure.
/// </summary>
static class ClockAdvice
{
    const int AlikeSeconds = 60;

    // With two gateways, one of whose clocks is off, about half are refused: only far more good ones than that acquit all clocks.
    const int GoodForEachRefused = 10;

    /// <summary>True when so many of the endpoint were good in the same span that no gateway's clock is off.</summary>
    public static bool IsClockRight(RejectedGroup group) => GoodInSpan(group) >= group.Deliveries * GoodForEachRefused;

    /// <summary>Of those that were signed too long ago.</summary>
    public static string TooOld(RejectedGroup group)
    {
        var old = $"Signed {Span(group.Skew)} before receipt";
        if (GoodInSpan(group) is > 0 and var good)
        {
            var meanwhile = $"{old}, while {good} of this endpoint were good";
            return IsClockRight(group)
                ? $"{meanwhile}: the clock is right. {KeptBack(group)}"
                : $"{meanwhile}: a clock that is off would have refused those too, unless it is that of one of several gateways; compare "
                    + $"their clocks. Else: {KeptBack(group)}";
        }

        if (group.Deliveries == 1)
        {
            return $"{old}; one alone does not tell a clock that is off from a delivery that was kept back on the way or sent again by "
                + "somebody who has recorded it. Compare the clock of the gateway's host.";
        }

        return group.Skew is { } skew && skew.MostSeconds - skew.LeastSeconds <= AlikeSeconds
            ? $"Signed {skew.MedianSeconds} s before receipt, all alike: the clock of the gateway's host is about that far ahead. "
                + "Set it by NTP."
            : $"{old}. {KeptBack(group)}";
    }

    /// <summary>Of those that were signed in the future.</summary>
    public static string InFuture(RejectedGroup group)
    {
        var ahead = Math.Abs(group.Skew?.MedianSeconds ?? 0);
        var good = GoodInSpan(group);
        if (IsClockRight(group))
        {
            return $"Signed {ahead} s ahead of receipt, while {good} of this endpoint were good: the clock is right, and whoever signed "
                + "these has the secret and a clock that is ahead.";
        }

        return $"Signed {ahead} s ahead of receipt: the clock of the gateway's host is about that far behind. Set it by NTP; the provider "
            + "sends again."
            + (good > 0 ? $" {good} of this endpoint were good meanwhile: of several gateways, one may have that clock." : "");
    }

    // What was good just before tells nothing of a clock that has been off since.
    static long GoodInSpan(RejectedGroup group) => group.IsGoodMeanwhile || group.GoodAfter is not null ? group.GoodInSpan : 0;

    static string KeptBack(RejectedGroup group) => group.Deliveries == 1
        ? "It was kept back on the way or sent again by somebody who has recorded it. The provider signs its own retries anew."
        : "They were kept back on the way or sent again by somebody who has recorded them. The provider signs its own retries anew.";

    static string Span(ClockSkew? skew) => skew is null ? "too long"
        : skew.LeastSeconds == skew.MostSeconds ? $"{skew.MedianSeconds} s"
        : $"{skew.LeastSeconds} to {skew.MostSeconds} s";
}
