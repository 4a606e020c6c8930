using Ledger.Providers;
using Ledger.Providers.StandardWebhooks;
using Xunit;

namespace Ledger.Fast.Tests.Providers.StandardWebhooks;

/// <summary>R-GW-03, R-GW-04: id, time and exact bytes are signed, and the signature is recent.</summary>
public sealed class StandardSignatureTests
{
    const string Id = StandardDeliveries.Id;
    const string Secret = StandardDeliveries.Secret;
    const string Edwards = "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==";

    static readonly byte[] Body = "{\"test\": 2432232314}"u8.ToArray();
    static readonly DateTimeOffset Now = Deliveries.ReceivedAt;
    static readonly string Good = StandardSignature.For(Body, Id, Now, Secret)!;
    static readonly string Other = StandardSignature.For(Body, Id, Now, "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD")!;

    [Theory]
    [InlineData(null, "1795168800", "v1,a")]
    [InlineData("", "1795168800", "v1,a")]
    [InlineData(Id, null, "v1,a")]
    [InlineData(Id, " ", "v1,a")]
    [InlineData(Id, "1795168800", null)]
    [InlineData(Id, "1795168800", "")]
    public void A_missing_header_is_named(string? id, string? time, string? signature) =>
        Assert.Equal(RefusalReason.SignatureMissing, Reason(Verify(id, time, signature)));

    [Theory]
    [InlineData("161426533.0")]
    [InlineData("invalid timestamp")]
    [InlineData("-161426533")]
    [InlineData("+1795168800")]
    [InlineData("99999999999999999999")]
    [InlineData("9223372036854775807")]
    public void A_time_that_is_none_is_malformed(string time) =>
        Assert.Equal(RefusalReason.SignatureMalformed, Reason(Verify(Id, time, Good)));

    // The standard: an id with a full stop would let id, time and body be divided in another way.
    [Theory]
    [InlineData("msg.1795168800")]
    [InlineData("msg 1")]
    [InlineData("msg_\u00e9")]
    public void An_id_that_could_be_divided_is_malformed(string id) => Assert.Equal(
        RefusalReason.SignatureMalformed, Reason(Verify(id, Time(Now), StandardSignature.For(Body, id, Now, Secret))));

    [Theory]
    [InlineData("v1,")]
    [InlineData("v1,dawfeoifkpqwoekfpqoekf")]
    [InlineData("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLawdd")]
    [InlineData("v1")]
    [InlineData("v2,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=")]
    [InlineData("Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=")]
    [InlineData("v1a,")]
    public void A_signature_of_another_form_is_malformed(string signature) =>
        Assert.Equal(RefusalReason.SignatureMalformed, Reason(Verify(Id, Time(Now), signature)));

    [Fact]
    public void One_good_signature_among_others_is_enough()
    {
        Assert.Equal(new Verification.Authentic(0) { SignedAt = Now }, Verify(Id, Time(Now), $"{Other} v2,{Good[3..]} {Good} {Other}"));
        Assert.Equal(new Verification.Authentic(0) { SignedAt = Now }, Verify(Id, Time(Now), $"v1, v1,short  {Good} "));
        Assert.Equal(RefusalReason.SignatureWrong, Reason(Verify(Id, Time(Now), $"{Other} {Other}")));
        Assert.Equal(RefusalReason.SignatureWrong, Reason(Verify(Id, Time(Now), Good.Replace('A', 'B').Replace('a', 'b'))));
    }

    [Fact]
    public void A_delivery_that_only_ed25519_signs_is_refused_by_name_and_accepted_beside_a_good_one()
    {
        Assert.Equal(RefusalReason.SignatureSchemeNotSupported, Reason(Verify(Id, Time(Now), Edwards)));
        Assert.Equal(RefusalReason.SignatureSchemeNotSupported, Reason(Verify(Id, Time(Now), $"v2,{Good[3..]} {Edwards}")));
        Assert.Equal(new Verification.Authentic(0) { SignedAt = Now }, Verify(Id, Time(Now), $"{Edwards} {Good}"));
        Assert.Equal(RefusalReason.SignatureWrong, Reason(Verify(Id, Time(Now), $"{Edwards} {Other}")));
    }

    [Fact]
    public void Headers_over_their_bounds_are_malformed()
    {
        var many = string.Join(' ', Enumerable.Repeat(Other, StandardSignature.SignaturesMax - 1));

        Assert.Equal(new Verification.Authentic(0) { SignedAt = Now }, Verify(Id, Time(Now), $"{many} {Good}"));
        Assert.Equal(RefusalReason.SignatureMalformed, Reason(Verify(Id, Time(Now), $"{many} {Other} {Good}")));
        Assert.Equal(
            RefusalReason.SignatureMalformed,
            Reason(Verify(Id, Time(Now), $"{Good} v0,{new string('0', StandardSignature.HeaderCharsMax)}")));
        Assert.Equal(RefusalReason.SignatureMalformed, Reason(Verify(new string('m', 256), Time(Now), Good)));
    }

    [Theory]
    [InlineData(-300, null)]
    [InlineData(-301, RefusalReason.TimestampTooOld)]
    [InlineData(300, null)]
    [InlineData(301, RefusalReason.TimestampInFuture)]
    public void Tolerance_counts_both_ways(int seconds, RefusalReason? expected)
    {
        var at = Now.AddSeconds(seconds);
        Assert.Equal(expected, Reason(Verify(Id, Time(at), StandardSignature.For(Body, Id, at, Secret))));
    }

    [Fact]
    public void Id_and_time_are_signed_too()
    {
        Assert.Equal(RefusalReason.SignatureWrong, Reason(Verify("msg_other", Time(Now), Good)));
        Assert.Equal(RefusalReason.SignatureWrong, Reason(Verify(Id, Time(Now.AddSeconds(1)), Good)));
    }

    [Fact]
    public void Every_flipped_bit_of_the_body_is_seen()
    {
        for (var bit = 0; bit < Body.Length * 8; bit++)
        {
            var changed = Body.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal(RefusalReason.SignatureWrong, Reason(Verify(changed, Id, Time(Now), Good, Secret)));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("whsec_")]
    [InlineData("whsec_not base64")]
    [InlineData("whsec_a")]
    [InlineData("whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=")]
    public void A_secret_that_is_none_never_signs_and_the_operator_is_told(string secret)
    {
        var refused = Assert.IsType<Verification.Refused>(Verify(Body, Id, Time(Now), Good, secret));

        Assert.Equal(RefusalReason.SignatureWrong, refused.Reason);
        Assert.EndsWith("1 of them cannot be read: whsec_ and base64 are expected.", refused.Detail, StringComparison.Ordinal);
        Assert.Null(StandardSignature.For(Body, Id, Now, secret));
        Assert.Null(StandardDeliveries.Sender.Sign(Body, secret, Now));
    }

    [Fact]
    public void The_secret_may_lack_prefix_and_padding_and_two_may_live_at_once()
    {
        var padded = "whsec_" + Convert.ToBase64String("a key of twenty-five bytes"u8);
        var signed = StandardSignature.For(Body, Id, Now, padded)!;

        Assert.EndsWith("=", padded, StringComparison.Ordinal);
        Assert.Equal(new Verification.Authentic(0) { SignedAt = Now }, Verify(Body, Id, Time(Now), signed, padded.TrimEnd('=')));
        Assert.Equal(new Verification.Authentic(1) { SignedAt = Now }, Verify(Body, Id, Time(Now), signed, Secret, padded["whsec_".Length..]));
    }

    [Fact]
    public void No_detail_holds_a_secret()
    {
        var refused = Assert.IsType<Verification.Refused>(Verify(Id, Time(Now), Other));
        Assert.DoesNotContain(Secret[6..12], refused.Detail, StringComparison.Ordinal);
    }

    // The same file is the same event, however often it is sent: its id is made of its bytes.
    [Fact]
    public void Provider_signs_so_that_it_verifies_and_the_headers_are_evidence()
    {
        var provider = Assert.Single(AllProviders.List, provider => provider.Name == "standard-webhooks");
        var (first, second) = (provider.Sign(Body, Secret, Now)!, provider.Sign(Body, Secret, Now.AddHours(1))!);
        var webhook = Deliveries.Of(Body, [.. first.Headers.Select(header => (header.Key, header.Value))]);

        Assert.Equal(new Verification.Authentic(0) { SignedAt = Now }, provider.Verify(webhook, Settings(Secret), Now));
        Assert.Equal(first.Headers["webhook-id"], second.Headers["webhook-id"]);
        Assert.NotEqual(first.Headers["webhook-id"], provider.Sign("{}"u8.ToArray(), Secret, Now)!.Headers["webhook-id"]);
        Assert.Equal(provider.EvidenceHeaders, first.Headers.Keys);
    }

    static Verification Verify(string? id, string? time, string? signature) => Verify(Body, id, time, signature, Secret);

    static Verification Verify(byte[] body, string? id, string? time, string? signature, params string[] secrets) =>
        StandardSignature.Verify(StandardDeliveries.Of(body, id, time, signature), Settings(secrets), Now);

    static EndpointSettings Settings(params string[] secrets) => Deliveries.Settings with { Secrets = secrets };

    static string Time(DateTimeOffset at) => $"{at.ToUnixTimeSeconds()}";

    static RefusalReason? Reason(Verification verification) => (verification as Verification.Refused)?.Reason;
}
