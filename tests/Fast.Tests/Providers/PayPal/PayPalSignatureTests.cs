using System.Security.Cryptography.X509Certificates;
using Ledger.Providers;
using Ledger.Providers.PayPal;
using Xunit;

namespace Ledger.Fast.Tests.Providers.PayPal;

/// <summary>R-GW-03, R-GW-04: nothing is trusted before certificate, signature over the exact bytes and age are right.</summary>
public sealed class PayPalSignatureTests
{
    const string WebhookId = "3RN13029J36659323";
    static readonly byte[] Body = "{\"id\":\"WH-1\"}"u8.ToArray();
    static readonly DateTimeOffset Now = Deliveries.ReceivedAt;
    static readonly Uri Address = new("https://api.sandbox.paypal.com/v1/notifications/certs/CERT-1");

    static readonly PayPalSigner Signer = new(Address, Now.AddDays(-1)); // One for all: making keys takes long.

    [Fact]
    public void A_message_that_its_certificate_signed_is_authentic() =>
        Assert.Equal(new Verification.Authentic(0) { SignedAt = Now }, Verify(Signed(), Settings()));

    [Fact]
    public void While_webhooks_change_either_id_fits()
    {
        Assert.Equal(new Verification.Authentic(1) { SignedAt = Now }, Verify(Signed(), Settings() with { Secrets = ["OTHER0001", WebhookId] }));
        Assert.Equal(RefusalReason.SignatureWrong, Reason(Verify(Signed(), Settings() with { Secrets = ["OTHER0001"] })));
        Assert.Equal(RefusalReason.SignatureWrong, Reason(Verify(Signed(), Settings() with { Secrets = [] })));
    }

    [Fact]
    public void An_empty_webhook_id_never_fits() => Assert.Equal(
        RefusalReason.SignatureWrong,
        Reason(Verify(HeadersOf(Signer.Sign(Body, "", Now)), Settings() with { Secrets = ["", " "] })));

    [Fact]
    public void A_certificate_that_is_not_at_hand_is_asked_for_by_its_address()
    {
        var needed = Assert.IsType<Verification.NeedsCertificate>(Verify(Signed(), Settings() with { Certificates = new Store([], []) }));

        Assert.Equal(Address, needed.Address);
    }

    // Nobody shall make us fetch for an old message.
    [Theory]
    [InlineData(-301, RefusalReason.TimestampTooOld)]
    [InlineData(301, RefusalReason.TimestampInFuture)]
    public void A_stale_message_is_refused_before_any_fetch(int seconds, RefusalReason reason) => Assert.Equal(
        reason, Reason(Verify(Signed(Now.AddSeconds(seconds)), Settings() with { Certificates = new Store([], []) })));

    [Theory]
    [InlineData(-300, 300, null)]
    [InlineData(-301, 300, RefusalReason.TimestampTooOld)]
    [InlineData(300, 300, null)]
    [InlineData(301, 300, RefusalReason.TimestampInFuture)]
    [InlineData(-345_600, 345_600, null)]
    [InlineData(-345_601, 345_600, RefusalReason.TimestampTooOld)]
    [InlineData(301, 345_600, RefusalReason.TimestampInFuture)] // Retries lie in the past: the future has a bound of its own.
    [InlineData(1, 0, RefusalReason.TimestampInFuture)]
    public void Tolerance_counts(int seconds, int tolerance, RefusalReason? expected) => Assert.Equal(
        expected, Reason(Verify(Signed(Now.AddSeconds(seconds)), Settings() with { ToleranceSeconds = tolerance })));

    // What `ledger deliveries rejected` shows of the clock and of the webhook's id.
    [Fact]
    public void Each_outcome_tells_when_it_was_sent_and_the_webhook_where_one_fits()
    {
        var (late, settings) = (Now.AddSeconds(-301), Settings() with { Secrets = ["OTHER0001", WebhookId] });

        var tooOld = Assert.IsType<Verification.Refused>(Verify(Signed(late), settings));
        Assert.Equal((RefusalReason.TimestampTooOld, late, 1), (tooOld.Reason, tooOld.SignedAt, tooOld.SecretIndex));
        var wrong = Assert.IsType<Verification.Refused>(Verify(Signed(), Settings() with { Secrets = ["OTHER0001"] }));
        Assert.Equal((RefusalReason.SignatureWrong, Now, (int?)null), (wrong.Reason, wrong.SignedAt, wrong.SecretIndex));
        var unread = Assert.IsType<Verification.Refused>(Verify(Signed(late), settings with { Certificates = new Store([], []) }));
        Assert.Equal((late, (int?)null), (unread.SignedAt, unread.SecretIndex)); // Without the certificate nobody can say who signed it.
        Assert.Equal(Now, Verify(Signed(), settings with { Certificates = new Store([], []) }).SignedAt);
        Assert.Null(Verify([], settings).SignedAt);
    }

    [Fact]
    public void Every_flipped_bit_of_the_body_is_seen()
    {
        for (var bit = 0; bit < Body.Length * 8; bit++)
        {
            var changed = Body.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal(RefusalReason.SignatureWrong, Reason(Verify(Signed(), Settings(), changed)));
        }
    }

    [Theory]
    [InlineData("paypal-transmission-sig", null, RefusalReason.SignatureMissing)]
    [InlineData("paypal-transmission-sig", " ", RefusalReason.SignatureMissing)]
    [InlineData("paypal-transmission-sig", "not base64!", RefusalReason.SignatureMalformed)]
    [InlineData("paypal-transmission-sig", "AAAA", RefusalReason.SignatureWrong)]
    [InlineData("paypal-transmission-id", null, RefusalReason.SignatureMalformed)]
    [InlineData("paypal-transmission-id", "a|b", RefusalReason.SignatureMalformed)]
    [InlineData("paypal-transmission-id", "another", RefusalReason.SignatureWrong)]
    [InlineData("paypal-transmission-time", null, RefusalReason.SignatureMalformed)]
    [InlineData("paypal-transmission-time", "yesterday", RefusalReason.SignatureMalformed)]
    [InlineData("paypal-transmission-time", "2026-11-20T10:00:01Z", RefusalReason.SignatureWrong)]
    [InlineData("paypal-cert-url", null, RefusalReason.SignatureMalformed)]
    [InlineData("paypal-auth-algo", null, RefusalReason.SignatureMalformed)]
    [InlineData("paypal-auth-algo", "SHA1withRSA", RefusalReason.SignatureSchemeNotSupported)]
    [InlineData("paypal-auth-algo", "none", RefusalReason.SignatureSchemeNotSupported)]
    public void A_changed_header_is_refused_by_name(string header, string? value, RefusalReason reason)
    {
        var headers = Signed().Where(h => h.Name != header).Concat(value is null ? [] : [(header, value)]).ToArray();

        Assert.Equal(reason, Reason(Verify(headers, Settings())));
    }

    [Fact]
    public void Headers_without_bound_are_refused_unread()
    {
        foreach (var header in Signed().Select(h => h.Name))
        {
            var headers = Signed().Select(h => h.Name == header ? (h.Name, new string('A', 10_000)) : h).ToArray();
            Assert.IsType<Verification.Refused>(Verify(headers, Settings()));
        }
    }

    [Fact]
    public void No_detail_holds_a_webhook_id()
    {
        var refused = Assert.IsType<Verification.Refused>(Verify(Signed(), Settings() with { Secrets = ["OTHER0001"] }));

        Assert.DoesNotContain("OTHER0001", refused.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(WebhookId, refused.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_PayPal_can_sign()
    {
        var provider = Assert.Single(AllProviders.List, provider => provider.Name == "paypal");

        Assert.Null(provider.Sign(Body, WebhookId, Now));
        Assert.Equal(345_600, provider.DefaultToleranceSeconds);
    }

    // The check value of CRC-32, as the catalogue of parametrised CRC algorithms states it.
    [Fact]
    public void The_checksum_is_that_of_zip() =>
        Assert.EndsWith("|3421780262", PayPalSignature.MessageOf("i", "t", "w", "123456789"u8), StringComparison.Ordinal);

    static (string Name, string Value)[] Signed(DateTimeOffset? at = null) => HeadersOf(Signer.Sign(Body, WebhookId, at ?? Now));

    static EndpointSettings Settings() => Deliveries.Settings with
    {
        Secrets = [WebhookId],
        Certificates = new Store([Signer.CertificatePem], [Signer.RootPem]),
    };

    static (string Name, string Value)[] HeadersOf(SignedRequest request) => [.. request.Headers.Select(h => (h.Key, h.Value))];

    static Verification Verify((string Name, string Value)[] headers, EndpointSettings settings, byte[]? body = null) =>
        new PayPalProvider().Verify(Deliveries.Of(body ?? Body, headers), settings, Now);

    internal static RefusalReason? Reason(Verification verification) => (verification as Verification.Refused)?.Reason;

    /// <summary>The same certificates at every address; none while there are none.</summary>
    internal sealed class Store(string[] certificates, string[] roots) : ICertificateStore
    {
        public IReadOnlyList<X509Certificate2> ExtraRoots { get; } = [.. roots.Select(pem => X509Certificate2.CreateFromPem(pem))];

        public IReadOnlyList<X509Certificate2>? Of(Uri address) =>
            certificates.Length == 0 ? null : [.. certificates.Select(pem => X509Certificate2.CreateFromPem(pem))];
    }
}
