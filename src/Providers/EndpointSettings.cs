using Ledger.Providers.Api;

namespace Ledger.Providers;

/// <summary>One webhook endpoint as configured with the provider.</summary>
public sealed record EndpointSettings
{
    /// <summary>The provider account that the endpoint belongs to, such as <c>acct_1</c>.</summary>
    public required string Account { get; init; }

    /// <summary>Live signing secrets, newest first; two while a secret is rotated. Never printed.</summary>
    public required IReadOnlyList<string> Secrets { get; init; }

    /// <summary>Certificates at hand, for providers that sign with one.</summary>
    public ICertificateStore Certificates { get; init; } = NoCertificates.Instance;

    /// <summary>
    /// Hosts beside the provider's own where certificates may lie, as <c>host</c> or <c>host:port</c>; none but in tests and the demo. Only
    /// a loopback one may be reached over http.
    /// </summary>
    public IReadOnlyList<string> CertificateHosts { get; init; } = [];

    /// <summary>
    /// How far the signature's timestamp may be off, both ways (300 s where the provider states nothing else, as Stripe's libraries).
    /// </summary>
    public int ToleranceSeconds { get; init; } = 300;

    /// <summary>
    /// Minor-unit exponents that the operator sets for currencies the provider documents contradictorily, by ISO code,
    /// such as <c>UGX</c> = 0.
    /// </summary>
    public IReadOnlyDictionary<string, int> CurrencyExponents { get; init; } = new Dictionary<string, int>();

    /// <summary>Which of its messages are confirmed by a read; those that need it, unless set.</summary>
    public ConfirmPolicy Confirm { get; init; } = ConfirmPolicy.Needed;

    /// <summary>Minutes without a webhook after which the endpoint is told to be silent; null when nobody is to be told.</summary>
    public int? SilenceMinutes { get; init; }

    /// <summary>The account's API; null when the operator gave no access to it.</summary>
    public ApiAccess? Api { get; init; }

    /// <summary>
    /// True when the provider captures at once whatever it authorises and sends no message about it, so that an authorization is the
    /// capture; for providers where the account decides that and no message tells.
    /// </summary>
    public bool CapturesAtOnce { get; init; }
}
