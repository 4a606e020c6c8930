using Ledger.Providers;
using Ledger.Providers.PaymentGateway;
using Xunit;

namespace Ledger.Fast.Tests.Providers.PaymentGateway;

/// <summary>R-GW-03, R-GW-04: nothing of a gateway is trusted before the signature over the exact bytes is right and recent.</summary>
public sealed class GatewaySignatureTests
{
    static readonly byte[] Body = "{\"event_id\":\"evt-1\"}"u8.ToArray();
    static readonly DateTimeOffset Now = Deliveries.ReceivedAt;

    // Computed with: printf '1795168800.{"event_id":"evt-1"}' | openssl dgst -sha256 -hmac gateway-secret-1
    [Fact]
    public void Known_answer_is_authentic()
    {
        const string Header = "t=1795168800,v1=718d9bc61a9849468273cc1ec17f5250cab9255c8ce189558fdda49d8b2026e7";

        Assert.Equal(new Verification.Authentic(0) { SignedAt = Now }, Verify(Body, Header, Now, "gateway-secret-1"));
        Assert.Equal(Header, GatewaySignature.HeaderFor(Body, "gateway-secret-1", Now));
        Assert.Equal(RefusalReason.SignatureWrong, Reason(Verify([.. Body, (byte)'\n'], Header, Now, "gateway-secret-1")));
    }

    [Theory]
    [InlineData(null, RefusalReason.SignatureMissing)]
    [InlineData("", RefusalReason.SignatureMissing)]
    [InlineData("t=1795168800", RefusalReason.SignatureMalformed)]
    [InlineData("t=1795168800,v2=0000000000000000000000000000000000000000000000000000000000000000", RefusalReason.SignatureMalformed)]
    [InlineData("v1=0000000000000000000000000000000000000000000000000000000000000000", RefusalReason.SignatureMalformed)]
    [InlineData("t=soon,v1=0000000000000000000000000000000000000000000000000000000000000000", RefusalReason.SignatureMalformed)]
    [InlineData("t=1795168800,v1=0000", RefusalReason.SignatureMalformed)]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", RefusalReason.SignatureMalformed)]
    [InlineData("t=1795168800,v1=0000000000000000000000000000000000000000000000000000000000000000", RefusalReason.SignatureWrong)]
    public void Header_that_is_not_as_documented_is_refused_by_name(string? header, RefusalReason expected) =>
        Assert.Equal(expected, Reason(Verify(Body, header, Now, "whsec_new")));

    [Fact]
    public void While_a_secret_is_rotated_either_one_or_both_sign()
    {
        var byOld = GatewaySignature.HeaderFor(Body, "whsec_old", Now);
        var byNew = GatewaySignature.HeaderFor(Body, "whsec_new", Now);
        var byBoth = byOld + byNew[byNew.IndexOf(',', StringComparison.Ordinal)..];

        Assert.Equal(new Verification.Authentic(1) { SignedAt = Now }, Verify(Body, byOld, Now, "whsec_new", "whsec_old"));
        Assert.Equal(new Verification.Authentic(0) { SignedAt = Now }, Verify(Body, byBoth, Now, "whsec_new"));
        Assert.Equal(new Verification.Authentic(0) { SignedAt = Now }, Verify(Body, byBoth, Now, "whsec_old"));
        Assert.Equal(RefusalReason.SignatureWrong, Reason(Verify(Body, byOld, Now, "whsec_new")));
    }

    [Theory]
    [InlineData(-300, null)]
    [InlineData(-301, RefusalReason.TimestampTooOld)]
    [InlineData(300, null)]
    [InlineData(301, RefusalReason.TimestampInFuture)]
    public void Tolerance_counts_both_ways(int seconds, RefusalReason? expected) => Assert.Equal(
        expected, Reason(Verify(Body, GatewaySignature.HeaderFor(Body, "whsec_new", Now.AddSeconds(seconds)), Now, "whsec_new")));

    // Against replay: whoever caught a delivery cannot give it another time.
    [Fact]
    public void The_time_is_signed_too()
    {
        var old = GatewaySignature.HeaderFor(Body, "whsec_new", Now.AddDays(-1));
        var renewed = $"t={Now.ToUnixTimeSeconds()}{old[old.IndexOf(',', StringComparison.Ordinal)..]}";

        Assert.Equal(RefusalReason.TimestampTooOld, Reason(Verify(Body, old, Now, "whsec_new")));
        Assert.Equal(RefusalReason.SignatureWrong, Reason(Verify(Body, renewed, Now, "whsec_new")));
    }

    [Fact]
    public void Every_flipped_bit_of_the_body_is_seen()
    {
        var header = GatewaySignature.HeaderFor(Body, "whsec_new", Now);
        for (var bit = 0; bit < Body.Length * 8; bit++)
        {
            var changed = Body.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal(RefusalReason.SignatureWrong, Reason(Verify(changed, header, Now, "whsec_new")));
        }
    }

    [Fact]
    public void Empty_secret_never_signs_and_no_detail_holds_a_secret()
    {
        var header = GatewaySignature.HeaderFor(Body, "", Now);
        var refused = Assert.IsType<Verification.Refused>(Verify(Body, header, Now, "", "whsec_new"));

        Assert.Equal(RefusalReason.SignatureWrong, refused.Reason);
        Assert.DoesNotContain("whsec", refused.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Provider_signs_so_that_it_verifies_and_the_header_is_evidence()
    {
        var provider = Assert.Single(AllProviders.List, provider => provider.Name == "payment-gateway");
        var header = Assert.Single(provider.Sign(Body, "whsec_old", Now)!.Headers);

        Assert.Equal(new Verification.Authentic(1) { SignedAt = Now }, provider.Verify(Deliveries.Of(Body, (header.Key, header.Value)), Deliveries.Settings, Now));
        Assert.Equal([header.Key], provider.EvidenceHeaders);
    }

    static Verification Verify(byte[] body, string? header, DateTimeOffset now, params string[] secrets) => GatewaySignature.Verify(
        header is null ? Deliveries.Of(body) : Deliveries.Of(body, (GatewaySignature.HeaderName, header)),
        Deliveries.Settings with { Secrets = secrets }, now);

    static RefusalReason? Reason(Verification verification) => (verification as Verification.Refused)?.Reason;
}
