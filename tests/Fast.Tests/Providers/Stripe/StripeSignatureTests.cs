using System.Text.Json;
using Ledger.Providers;
using Ledger.Providers.Stripe;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Fast.Tests.Providers.Stripe;

/// <summary>
/// R-GW-03, R-GW-04: nothing is trusted before the signature over the exact bytes is right and recent.
/// </summary>
public sealed class StripeSignatureTests
{
    static readonly byte[] Body = "{\"id\":\"evt_1\"}"u8.ToArray();
    static readonly DateTimeOffset Now = Deliveries.ReceivedAt;

    [Fact]
    public void Known_answer_of_stripe_dotnet_is_authentic()
    {
        var file = SharedData.Locate("webhooks/stripe/vectors/stripe-signature-vectors.json");
        using var document = JsonDocument.Parse(File.ReadAllText(file));
        foreach (var vector in document.RootElement.GetProperty("vectors").EnumerateArray())
        {
            var body = File.ReadAllBytes(
                Path.Combine(Path.GetDirectoryName(file)!, vector.GetProperty("payload_file").GetString()!));
            var secret = vector.GetProperty("secret").GetString()!;
            var header = vector.GetProperty("header").GetString()!;
            var now = DateTimeOffset.FromUnixTimeSeconds(vector.GetProperty("now_for_success").GetInt64());
            var signedAt = DateTimeOffset.FromUnixTimeSeconds(vector.GetProperty("timestamp").GetInt64());

            AssertSignedBy(0, Verify(body, header, now, secret));
            Assert.StartsWith(StripeSignature.HeaderFor(body, secret, signedAt), header, StringComparison.Ordinal);
            Assert.Equal(RefusalReason.TimestampTooOld, Reason(Verify(body, header, signedAt.AddSeconds(301), secret)));
            Assert.Equal(RefusalReason.SignatureWrong, Reason(Verify([.. body, (byte)'\n'], header, now, secret)));
        }
    }

    [Fact]
    public void Headers_of_the_must_reject_list_are_malformed()
    {
        var file = SharedData.Locate("webhooks/stripe/vectors/stripe-signature-vectors.json");
        using var document = JsonDocument.Parse(File.ReadAllText(file));
        var headers = document.RootElement.GetProperty("must_reject").EnumerateArray()
            .Select(item => item.GetString()!).Where(item => !item.Contains(' ', StringComparison.Ordinal)).ToList();

        Assert.Equal(7, headers.Count);
        Assert.All(headers, header =>
            Assert.Equal(RefusalReason.SignatureMalformed, Reason(Verify(Body, header, Now, "whsec_new"))));
    }

    [Theory]
    [InlineData("t=1795168800")]
    [InlineData("t=1795168800,v0=2220f87ef101a04665f11cdf770523143f875572008577fa0f20882ddb9cc3c7")]
    [InlineData("v1=2220f87ef101a04665f11cdf770523143f875572008577fa0f20882ddb9cc3c7")]
    [InlineData("t=-1,v1=2220f87ef101a04665f11cdf770523143f875572008577fa0f20882ddb9cc3c7")]
    [InlineData("t=1.5,v1=2220f87ef101a04665f11cdf770523143f875572008577fa0f20882ddb9cc3c7")]
    [InlineData("t=99999999999999999999,v1=2220f87ef101a04665f11cdf770523143f875572008577fa0f20882ddb9cc3c7")]
    [InlineData("t=9223372036854775807,v1=2220f87ef101a04665f11cdf770523143f875572008577fa0f20882ddb9cc3c7")]
    [InlineData("t=1,t=2,v1=2220f87ef101a04665f11cdf770523143f875572008577fa0f20882ddb9cc3c7")]
    [InlineData("t=1795168800,v1=2220F87EF101A04665F11CDF770523143F875572008577FA0F20882DDB9CC3C7")]
    [InlineData("t=1795168800,v1=2220f87e")]
    [InlineData("t=1795168800,v1=2220f87ef101a04665f11cdf770523143f875572008577fa0f20882ddb9cc3c7,")]
    [InlineData("nonsense")]
    public void Header_that_cannot_be_read_is_malformed(string header) =>
        Assert.Equal(RefusalReason.SignatureMalformed, Reason(Verify(Body, header, Now, "whsec_new")));

    [Fact]
    public void Missing_or_empty_header_is_named()
    {
        Assert.Equal(RefusalReason.SignatureMissing, Reason(Verify(Body, null, Now, "whsec_new")));
        Assert.Equal(RefusalReason.SignatureMissing, Reason(Verify(Body, " ", Now, "whsec_new")));
    }

    [Fact]
    public void Header_over_its_bounds_is_malformed()
    {
        var valid = StripeSignature.HeaderFor(Body, "whsec_new", Now);
        var forged = ",v1=" + new string('0', 64);
        var many = string.Concat(Enumerable.Repeat(forged, StripeSignature.SignaturesMax - 1));

        AssertSignedBy(0, Verify(Body, valid + many, Now, "whsec_new"));
        Assert.Equal(RefusalReason.SignatureMalformed, Reason(Verify(Body, valid + many + forged, Now, "whsec_new")));
        Assert.Equal(
            RefusalReason.SignatureMalformed,
            Reason(Verify(Body, valid + ",v0=" + new string('0', StripeSignature.HeaderCharsMax), Now, "whsec_new")));
    }

    [Fact]
    public void While_a_secret_is_rotated_either_one_signs()
    {
        var byOld = StripeSignature.HeaderFor(Body, "whsec_old", Now);
        var byNew = StripeSignature.HeaderFor(Body, "whsec_new", Now);
        var byBoth = byOld + byNew[byNew.IndexOf(',', StringComparison.Ordinal)..];

        AssertSignedBy(1, Verify(Body, byOld, Now, "whsec_new", "whsec_old"));
        AssertSignedBy(0, Verify(Body, byNew, Now, "whsec_new", "whsec_old"));
        AssertSignedBy(0, Verify(Body, byBoth, Now, "whsec_new", "whsec_old"));
        AssertSignedBy(0, Verify(Body, byBoth, Now, "whsec_old"));
        Assert.Equal(RefusalReason.SignatureWrong, Reason(Verify(Body, byOld, Now, "whsec_new")));
        AssertSignedBy(0, Verify(Body, byNew + ",v1=not-hex,v2=later", Now, "whsec_new"));
    }

    [Fact]
    public void Empty_secret_never_signs()
    {
        var header = StripeSignature.HeaderFor(Body, "", Now);

        Assert.Equal(RefusalReason.SignatureWrong, Reason(Verify(Body, header, Now, "")));
        Assert.Equal(RefusalReason.SignatureWrong, Reason(Verify(Body, header, Now)));
    }

    [Theory]
    [InlineData(-300, null)]
    [InlineData(-301, RefusalReason.TimestampTooOld)]
    [InlineData(300, null)]
    [InlineData(301, RefusalReason.TimestampInFuture)]
    public void Tolerance_counts_both_ways(int seconds, RefusalReason? expected) =>
        Assert.Equal(
            expected,
            Reason(Verify(
                Body, StripeSignature.HeaderFor(Body, "whsec_new", Now.AddSeconds(seconds)), Now, "whsec_new")));

    [Fact]
    public void Wrong_signature_is_named_before_its_age() =>
        Assert.Equal(
            RefusalReason.SignatureWrong,
            Reason(Verify(Body, StripeSignature.HeaderFor(Body, "other", Now.AddYears(-1)), Now, "whsec_new")));

    [Fact]
    public void Large_tolerance_accepts_an_old_signature()
    {
        var header = StripeSignature.HeaderFor(Body, "whsec_new", DateTimeOffset.UnixEpoch);
        var settings = Deliveries.Settings with { ToleranceSeconds = int.MaxValue };

        AssertSignedBy(
            0,
            StripeSignature.Verify(Deliveries.Of(Body, (StripeSignature.HeaderName, header)), settings, Now));
    }

    [Fact]
    public void Every_flipped_bit_of_the_body_is_seen()
    {
        var header = StripeSignature.HeaderFor(Body, "whsec_new", Now);
        for (var bit = 0; bit < Body.Length * 8; bit++)
        {
            var changed = Body.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal(RefusalReason.SignatureWrong, Reason(Verify(changed, header, Now, "whsec_new")));
        }
    }

    [Fact]
    public void No_detail_holds_a_secret()
    {
        var refused = Assert.IsType<Verification.Refused>(
            Verify(Body, StripeSignature.HeaderFor(Body, "other", Now), Now, "whsec_new", "whsec_old"));
        Assert.DoesNotContain("whsec", refused.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Provider_signs_so_that_it_verifies()
    {
        var stripe = Assert.Single(AllProviders.List, provider => provider.Name == "stripe");
        var header = Assert.Single(stripe.Sign(Body, "whsec_old", Now)!.Headers);
        var webhook = Deliveries.Of(Body, (header.Key, header.Value));

        AssertSignedBy(1, stripe.Verify(webhook, Deliveries.Settings, Now));
        Assert.Equal(header.Key, header.Key.ToLowerInvariant());
    }

    [Fact]
    public void What_the_signature_says_of_its_time_is_told_with_it_and_with_its_secret_where_one_fits()
    {
        var late = StripeSignature.HeaderFor(Body, "whsec_old", Now.AddSeconds(-400));
        Assert.Equal(Now.AddSeconds(-10), Verify(Body, StripeSignature.HeaderFor(Body, "whsec_new", Now.AddSeconds(-10)), Now, "whsec_new").SignedAt);
        var tooOld = Assert.IsType<Verification.Refused>(Verify(Body, late, Now, "whsec_new", "whsec_old"));
        Assert.Equal((RefusalReason.TimestampTooOld, Now.AddSeconds(-400), 1), (tooOld.Reason, tooOld.SignedAt, tooOld.SecretIndex));
        var wrong = Assert.IsType<Verification.Refused>(Verify(Body, late, Now, "whsec_new"));
        Assert.Equal((RefusalReason.SignatureWrong, Now.AddSeconds(-400), (int?)null), (wrong.Reason, wrong.SignedAt, wrong.SecretIndex));
        Assert.Null(Verify(Body, "nonsense", Now, "whsec_new").SignedAt);
    }

    static void AssertSignedBy(int index, Verification verification) =>
        Assert.Equal(index, Assert.IsType<Verification.Authentic>(verification).SecretIndex);

    static Verification Verify(byte[] body, string? header, DateTimeOffset now, params string[] secrets) =>
        StripeSignature.Verify(
            header is null ? Deliveries.Of(body) : Deliveries.Of(body, (StripeSignature.HeaderName, header)),
            Deliveries.Settings with { Secrets = secrets },
            now);

    static RefusalReason? Reason(Verification verification) => (verification as Verification.Refused)?.Reason;
}
