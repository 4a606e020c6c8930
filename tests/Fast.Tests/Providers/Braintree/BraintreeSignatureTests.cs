using System.Text;
using System.Text.Json;
using Ledger.Providers;
using Ledger.Providers.Braintree;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Fast.Tests.Providers.Braintree;

/// <summary>R-GW-03: nothing is trusted before the signature over the exact payload is right.</summary>
public sealed class BraintreeSignatureTests
{
    const string Payload = "PG5vdGlmaWNhdGlvbi8+\n";

    /// <summary>HMAC-SHA1 of the payload under the SHA-1 of "private_of_test", computed by Python's hmac.</summary>
    const string Hex = "bb546623339e2b25bdbdf608ea1739a31e7c9bd8";

    /// <summary>Posts over braintree_ruby's samples, signed outside with its public test keys (shared/data).</summary>
    [Fact]
    public void Every_shared_post_is_authentic_and_says_its_kind()
    {
        var file = SharedData.Locate("webhooks/braintree/vectors/braintree-sample-posts.derived.json");
        using var document = JsonDocument.Parse(File.ReadAllText(file));
        var posts = document.RootElement.GetProperty("posts").EnumerateArray().ToList();
        foreach (var post in posts)
        {
            var (signature, payload) = (post.GetProperty("bt_signature").GetString()!, post.GetProperty("bt_payload").GetString()!);
            var settings = BraintreePosts.Settings with
            {
                Secrets = ["other|keys_of_it", "integration_public_key|integration_private_key"],
            };
            var webhook = Form(signature, payload);

            Assert.Equal(new Verification.Authentic(1), BraintreePosts.Provider.Verify(webhook, settings, Deliveries.ReceivedAt));
            Assert.Equal(post.GetProperty("kind").GetString(), BraintreePosts.Provider.Translate(webhook, settings).ProviderEventType);

            var signed = BraintreePosts.Provider.Sign(Convert.FromBase64String(payload), settings.Secrets[1], Deliveries.ReceivedAt);
            Assert.Equal(
                new Verification.Authentic(1),
                BraintreePosts.Provider.Verify(Deliveries.Of(signed.Body.ToArray()), settings, Deliveries.ReceivedAt));
        }

        Assert.Equal(22, posts.Count);
    }

    [Fact]
    public void Known_answer_is_authentic() =>
        Assert.Equal(new Verification.Authentic(0), Verify(Form($"public_of_test|{Hex}", Payload)));

    [Fact]
    public void Older_key_pair_is_told_by_its_index() =>
        Assert.Equal(
            new Verification.Authentic(1),
            Verify(Deliveries.Of(BraintreePosts.Provider.Sign("<a/>"u8.ToArray(), "public_old|private_old", default).Body.ToArray())));

    [Fact]
    public void Line_feed_that_a_proxy_took_from_the_end_is_put_back() =>
        Assert.IsType<Verification.Authentic>(Verify(Form($"public_of_test|{Hex}", Payload.TrimEnd('\n'))));

    [Fact]
    public void Ours_is_found_among_the_pairs_of_others() =>
        Assert.IsType<Verification.Authentic>(
            Verify(Form($"nonsense&x|y&somebody|{new string('0', 40)}&public_of_test|{Hex}", Payload)));

    [Theory]
    [InlineData("public_of_test|{0}", "QG5vdGlmaWNhdGlvbi8+\n")]
    [InlineData("public_of_test|{0}", "PG5vdGlmaWNhdGlvbi8+\n\n")]
    [InlineData("public_old|{0}", Payload)]
    [InlineData("somebody|{0}", Payload)]
    [InlineData("public_of_test|0000000000000000000000000000000000000000", Payload)]
    public void Signature_of_other_content_or_under_another_name_is_wrong(string signature, string payload) =>
        Assert.Equal(
            RefusalReason.SignatureWrong,
            Reason(Verify(Form(signature.Replace("{0}", Hex, StringComparison.Ordinal), payload))));

    /// <summary>A key pair that we do not have leads a person elsewhere than one whose private key is another.</summary>
    [Theory]
    [InlineData("public_old|{0}", "None of 1 signature(s) fits one of 2 key pair(s); 1 of them name a public key of ours.")]
    [InlineData("somebody|{0}", "None of 1 signature(s) fits one of 2 key pair(s); 0 of them name a public key of ours.")]
    public void Wrong_signature_is_told_by_whether_its_key_pair_is_known(string signature, string detail) => Assert.Equal(
        detail, (Verify(Form(signature.Replace("{0}", Hex, StringComparison.Ordinal), Payload)) as Verification.Refused)?.Detail);

    [Theory]
    [InlineData("public_of_test")]
    [InlineData("public_of_test|")]
    [InlineData("|0000000000000000000000000000000000000000")]
    [InlineData("public_of_test|00000000000000000000000000000000000000")]
    [InlineData("public_of_test|BD3CBCC90F43B47B0FCD73A4A92F6DD9B3C1BE2D")]
    [InlineData("public_of_test|zz3cbcc90f43b47b0fcd73a4a92f6dd9b3c1be2d")]
    public void Signature_that_cannot_be_read_is_malformed(string signature) =>
        Assert.Equal(RefusalReason.SignatureMalformed, Reason(Verify(Form(signature, Payload))));

    [Fact]
    public void Signature_over_its_bounds_is_malformed()
    {
        var many = string.Concat(Enumerable.Repeat($"x|{new string('0', 40)}&", BraintreeSignature.PairsMax));
        var longer = new string('x', BraintreeSignature.SignatureCharsMax);

        Assert.Equal(RefusalReason.SignatureMalformed, Reason(Verify(Form($"{many}public_of_test|{Hex}", Payload))));
        Assert.Equal(RefusalReason.SignatureMalformed, Reason(Verify(Form($"{longer}&public_of_test|{Hex}", Payload))));
    }

    [Theory]
    [InlineData("bt_payload=PG4%2B", RefusalReason.SignatureMissing)]
    [InlineData("bt_signature=&bt_payload=PG4%2B", RefusalReason.SignatureMissing)]
    [InlineData("bt_signature=a%7Cb", RefusalReason.BodyNotForm)]
    [InlineData("", RefusalReason.BodyNotForm)]
    [InlineData("{\"bt_payload\":\"PG4+\"}", RefusalReason.BodyNotForm)]
    [InlineData("bt_signature=a%7Cb&bt_payload=PG4%2B&bt_payload=PG4%2B", RefusalReason.BodyNotForm)]
    [InlineData("bt_signature=a%7Cb&bt_signature=a%7Cb&bt_payload=PG4%2B", RefusalReason.BodyNotForm)]
    [InlineData("bt_signature=a%7Cb&bt_payload=PG4%2", RefusalReason.BodyNotForm)]
    [InlineData("bt_signature=a%7Cb&bt_payload=", RefusalReason.BodyNotForm)]
    [InlineData("bt_signature=a%7Cb&bt_payload=PG4+", RefusalReason.BodyNotForm)]
    [InlineData("bt_signature=a%7Cb&bt_payload=%3Cnotification%2F%3E", RefusalReason.BodyNotForm)]
    public void Body_that_is_no_such_form_is_named(string body, RefusalReason reason) =>
        Assert.Equal(reason, Reason(Verify(Deliveries.Of(body))));

    [Fact]
    public void Secret_that_is_no_key_pair_never_fits()
    {
        foreach (var secret in new[] { "", "|", "|private_of_test", "public_of_test|", "private_of_test" })
        {
            var post = BraintreePosts.Provider.Sign("<a/>"u8.ToArray(), secret, default);
            var settings = BraintreePosts.Settings with { Secrets = [secret] };
            Assert.IsType<Verification.Refused>(
                BraintreePosts.Provider.Verify(Deliveries.Of(post.Body.ToArray()), settings, Deliveries.ReceivedAt));
        }
    }

    [Fact]
    public void Post_that_is_signed_with_what_is_no_key_pair_does_not_show_it() =>
        Assert.DoesNotContain(
            "very_private", Encoding.ASCII.GetString(BraintreePosts.Provider.Sign("<a/>"u8.ToArray(), "very_private", default).Body.Span));

    [Fact]
    public void Refusal_holds_neither_secret_nor_body() => Assert.All(
        new[] { Form("public_of_test|0000000000000000000000000000000000000000", Payload), Form("x", Payload), Form("a|b", "é") },
        webhook =>
        {
            var refused = Assert.IsType<Verification.Refused>(Verify(webhook));
            Assert.DoesNotContain("private_of_test", refused.Detail, StringComparison.Ordinal);
            Assert.DoesNotContain("PG5", refused.Detail, StringComparison.Ordinal);
        });

    internal static RawWebhook Form(string signature, string payload) => Deliveries.Of(
        $"bt_signature={Uri.EscapeDataString(signature)}&bt_payload={Uri.EscapeDataString(payload)}");

    static Verification Verify(RawWebhook webhook) =>
        BraintreePosts.Provider.Verify(webhook, BraintreePosts.Settings, Deliveries.ReceivedAt);

    static RefusalReason? Reason(Verification verification) => (verification as Verification.Refused)?.Reason;
}
