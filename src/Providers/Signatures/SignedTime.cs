using System.Globalization;

namespace Ledger.Providers.Signatures;

/// <summary>The moment that a signature covers, in Unix seconds, against replay.</summary>
static class SignedTime
{
    /// <summary>The moment; null when the text is no Unix time: digits only, no sign, within the range of dates.</summary>
    internal static DateTimeOffset? Read(ReadOnlySpan<char> text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    /// <summary>
    /// What becomes of a signature that is right: authentic, or refused for its time. Both say when it was made, and by which secret.
    /// </summary>
    /// <param name="text">A Unix time.</param>
    /// <param name="secretIndex">The secret that made it.</param>
    /// <param name="toleranceSeconds">How far the time may be off.</param>
    /// <param name="now">The clock.</param>
    internal static Verification Judge(ReadOnlySpan<char> text, int secretIndex, int toleranceSeconds, DateTimeOffset now)
    {
        var signedAt = Read(text);
        return RefusedBy(text, toleranceSeconds, now) is { } refused
            ? refused with { SecretIndex = secretIndex, SignedAt = signedAt }
            : new Verification.Authentic(secretIndex) { SignedAt = signedAt };
    }

    /// <summary>
    /// Null when the moment is within the tolerance, both ways. A tolerance of zero means zero, not "unchecked" as in some libraries.
    /// </summary>
    /// <param name="text">A Unix time.</param>
    /// <param name="toleranceSeconds">How far it may be off.</param>
    /// <param name="now">The clock.</param>
    static Verification.Refused? RefusedBy(ReadOnlySpan<char> text, int toleranceSeconds, DateTimeOffset now)
    {
        var age = now.ToUnixTimeSeconds() - long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
        var detail = $"Signed {Math.Abs(age)} s {(age < 0 ? "ahead" : "ago")}; the tolerance is {toleranceSeconds} s.";
        return age > toleranceSeconds ? new Verification.Refused(RefusalReason.TimestampTooOld, detail)
            : -age > toleranceSeconds ? new Verification.Refused(RefusalReason.TimestampInFuture, detail)
            : null;
    }
}
