using System.Text;
using System.Text.Json;
using Ledger.Providers;
using Ledger.Providers.StandardWebhooks;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Fast.Tests.Providers.StandardWebhooks;

/// <summary>
/// The vectors of the standard's own libraries (shared/data/webhooks/standard-webhooks; standard-webhooks @b2fa7b8, svix-webhooks
/// @4fc0cfb). The file is not part of the repository.
/// </summary>
public sealed class StandardVectorTests
{
    const string Prefix = "whsec_";

    [Fact]
    public void Known_answers_of_v1_are_authentic_and_that_of_v1a_is_refused_by_name()
    {
        using var document = Read();
        var answers = document.RootElement.GetProperty("known_answers").EnumerateArray().ToList();

        Assert.Equal(3, answers.Count);
        foreach (var answer in answers)
        {
            var expected = answer.GetProperty("expected").GetString()!;
            if (expected.StartsWith("v1,", StringComparison.Ordinal))
            {
                var secret = answer.GetProperty("secret").GetString()!;
                Assert.Equal(expected, StandardSignature.For(Body(answer), Id(answer), At(answer), secret));
                Assert.Equal(new Verification.Authentic(0) { SignedAt = At(answer) }, Verify(answer, expected, secret, At(answer)));
                Assert.Equal(new Verification.Authentic(0) { SignedAt = At(answer) }, Verify(answer, expected, secret[Prefix.Length..], At(answer)));
                Assert.Equal(RefusalReason.TimestampTooOld, Reason(Verify(answer, expected, secret, At(answer).AddSeconds(301))));
                Assert.Equal(RefusalReason.TimestampInFuture, Reason(Verify(answer, expected, secret, At(answer).AddSeconds(-301))));
            }
            else
            {
                var publicKey = answer.GetProperty("public_key").GetString()!;
                Assert.Equal(RefusalReason.SignatureSchemeNotSupported, Reason(Verify(answer, expected, publicKey, At(answer))));
            }
        }
    }

    [Fact]
    public void All_of_the_list_to_accept_is_accepted()
    {
        using var document = Read();
        var items = document.RootElement.GetProperty("must_accept").EnumerateArray().ToList();
        var several = Assert.Single(items, item => item.TryGetProperty("webhook_signature", out _));
        var signature = several.GetProperty("webhook_signature").GetString()!;

        Assert.Equal(3, items.Count);
        Assert.Equal(
            new Verification.Authentic(0) { SignedAt = At(several) }, Verify(several, signature, several.GetProperty("secret").GetString()!, At(several)));
        foreach (var secret in new[] { "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwBr" })
        {
            Assert.Contains(items, item => item.GetProperty("name").GetString()!.Contains(secret, StringComparison.Ordinal));
            var signed = StandardSignature.For(Body(several), Id(several), At(several), Prefix + secret)!;
            Assert.Equal(new Verification.Authentic(0) { SignedAt = At(several) }, Verify(several, signed, secret, At(several)));
        }
    }

    // What the list says in words only (missing headers, times, empty secrets) stands in the tests of the signature.
    [Fact]
    public void Every_signature_of_the_list_to_reject_is_rejected()
    {
        using var document = Read();
        var answer = document.RootElement.GetProperty("known_answers")[0];
        var items = document.RootElement.GetProperty("must_reject").EnumerateArray().ToList();
        var signatures = items.Where(item => item.TryGetProperty("webhook_signature", out _))
            .Select(item => item.GetProperty("webhook_signature").GetString()!).ToList();

        Assert.Equal((8, 3), (items.Count, signatures.Count));
        Assert.All(signatures, signature => Assert.Equal(
            RefusalReason.SignatureMalformed, Reason(Verify(answer, signature, answer.GetProperty("secret").GetString()!, At(answer)))));
    }

    // Their bodies are no events: they have no type.
    [Fact]
    public void Bodies_of_the_vectors_are_authentic_and_no_events()
    {
        using var document = Read();
        foreach (var answer in document.RootElement.GetProperty("known_answers").EnumerateArray())
        {
            var translation = StandardDeliveries.Sender.Translate(StandardDeliveries.Of(Body(answer), Id(answer)), Deliveries.Settings);
            Assert.Equal((RefusalReason.NotAnEvent, Id(answer)), (translation.Reason, translation.ProviderEventId));
        }
    }

    [Fact]
    public void A_body_of_a_vector_gives_nothing_however_it_is_harmed()
    {
        using var document = Read();
        foreach (var answer in document.RootElement.GetProperty("known_answers").EnumerateArray())
        {
            var body = Body(answer);
            MutationRun.Check(
                StandardDeliveries.Sender, Id(answer), body, [.. Mutants.OfFields(body), .. Mutants.OfBytes(body, 250, seed: 8)],
                bytes => StandardDeliveries.Of(bytes), _ => false);
        }
    }

    static JsonDocument Read() =>
        JsonDocument.Parse(File.ReadAllText(SharedData.Locate("webhooks/standard-webhooks/standard-webhooks-vectors.json")));

    static Verification Verify(JsonElement vector, string signature, string secret, DateTimeOffset now) => StandardSignature.Verify(
        StandardDeliveries.Of(Body(vector), Id(vector), $"{vector.GetProperty("timestamp").GetInt64()}", signature),
        Deliveries.Settings with { Secrets = [secret] }, now);

    static byte[] Body(JsonElement vector) => Encoding.UTF8.GetBytes(vector.GetProperty("body").GetString()!);

    static string Id(JsonElement vector) => vector.GetProperty("id").GetString()!;

    static DateTimeOffset At(JsonElement vector) => DateTimeOffset.FromUnixTimeSeconds(vector.GetProperty("timestamp").GetInt64());

    static RefusalReason? Reason(Verification verification) => (verification as Verification.Refused)?.Reason;
}
