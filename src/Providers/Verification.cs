namespace Ledger.Providers;

/// <summary>Whether a delivery is authentic.</summary>
public abstract record Verification
{
    Verification()
    {
    }

    /// <summary>
    /// When it was signed, by the word of the signature itself; null where it says no time, or cannot be read. Only of an authentic one,
    /// and of one that is refused for its time, is it known to be the provider's word.
    /// </summary>
    public DateTimeOffset? SignedAt { get; init; }

    /// <summary>It is.</summary>
    /// <param name="SecretIndex">Which live secret signed it (0 = newest).</param>
    public sealed record Authentic(int SecretIndex) : Verification;

    /// <summary>It can be told only with a certificate that is not at hand: fetch it, then check again.</summary>
    /// <param name="Address">Where it lies; at a host that the provider's documents allow.</param>
    /// <param name="IssuerHosts">
    /// Hosts, as <c>host</c> or <c>host:port</c>, from which issuers that did not come along may be fetched, where the certificate itself
    /// says that they lie there.
    /// </param>
    public sealed record NeedsCertificate(Uri Address, params IReadOnlyList<string> IssuerHosts) : Verification;

    /// <summary>It is not.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Detail">What was found and what was expected; holds no secret, no body text.</param>
    public sealed record Refused(RefusalReason Reason, string Detail) : Verification
    {
        /// <summary>Which live secret signed it all the same, as of one that is refused for its time; null when none did.</summary>
        public int? SecretIndex { get; init; }
    }
}
