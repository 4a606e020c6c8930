using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Ledger.Providers;
using Ledger.Providers.PayPal;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Fast.Tests.Providers.PayPal;

/// <summary>
/// Known answers of PayPal's .NET, Python and Java libraries (shared/data/webhooks/paypal/vectors). Of the first two only the public key is
/// known; the third has its certificate, valid from 2017-02-18 to 2019-04-26, without the issuers.
/// </summary>
public sealed class When_PayPals_own_vectors_are_checked
{
    [Fact]
    public void Message_and_signature_are_the_known_ones()
    {
        using var vectors = Read();
        using var key = RSA.Create();
        key.ImportFromPem(vectors.RootElement.GetProperty("public_key").GetProperty("spki_pem").GetString());

        Assert.Equal(2, vectors.RootElement.GetProperty("vectors").GetArrayLength());
        Assert.All(vectors.RootElement.GetProperty("vectors").EnumerateArray(), vector => Check(vector, key));
    }

    [Fact]
    public void The_real_certificate_signed_its_message()
    {
        using var vectors = Read();
        var vector = WithCertificate(vectors);
        using var certificate = X509Certificate2.CreateFromPem(vector.GetProperty("certificate_pem").GetString());
        using var key = certificate.GetRSAPublicKey()!;

        Check(vector, key);
    }

    // Its issuer neither came along nor is among a machine's roots: without it the chain proves nothing, at any time.
    [Theory]
    [InlineData("2017-03-30T20:04:10Z")]
    [InlineData("2026-11-20T10:00:00Z")]
    public void The_real_certificate_without_its_issuers_is_refused_and_its_signature_is_right(string receivedAt)
    {
        using var vectors = Read();
        var vector = WithCertificate(vectors);
        var at = DateTimeOffset.Parse(receivedAt);
        var settings = Deliveries.Settings with
        {
            Secrets = [vector.GetProperty("webhook_id").GetString()!],
            Certificates = new PayPalSignatureTests.Store([vector.GetProperty("certificate_pem").GetString()!], []),
            ToleranceSeconds = int.MaxValue,
        };
        var headers = vector.GetProperty("headers").EnumerateObject().Select(header => (
            header.Name.ToLowerInvariant(),
            header.NameEquals("Paypal-Cert-Url") ? "https://api.sandbox.paypal.com/c" : header.Value.GetString()!));
        var webhook = Deliveries.Of(Encoding.UTF8.GetBytes(vector.GetProperty("body").GetString()!), [.. headers]) with { ReceivedAt = at };

        var refused = Assert.IsType<Verification.Refused>(new PayPalProvider().Verify(webhook, settings, at));

        // A wrong signature would have been named before the certificate.
        Assert.Equal(RefusalReason.CertificateRefused, refused.Reason);
        Assert.Contains("chain", refused.Detail, StringComparison.Ordinal);
        Assert.Equal(at.Year > 2019, refused.Detail.Contains("NotTimeValid", StringComparison.Ordinal));
    }

    static void Check(JsonElement vector, RSA key)
    {
        var headers = vector.GetProperty("headers");
        var message = PayPalSignature.MessageOf(
            headers.GetProperty("Paypal-Transmission-Id").GetString()!, headers.GetProperty("Paypal-Transmission-Time").GetString()!,
            vector.GetProperty("webhook_id").GetString()!, Encoding.UTF8.GetBytes(vector.GetProperty("body").GetString()!));
        var signature = Convert.FromBase64String(headers.GetProperty("Paypal-Transmission-Sig").GetString()!);

        Assert.Equal(vector.GetProperty("expected_signed_string").GetString(), message);
        Assert.True(PayPalSignature.Fits(message, signature, key));
        Assert.False(PayPalSignature.Fits(message + "0", signature, key));
    }

    static JsonElement WithCertificate(JsonDocument vectors) =>
        Assert.Single(vectors.RootElement.GetProperty("vectors_with_certificate").EnumerateArray());

    static JsonDocument Read() =>
        JsonDocument.Parse(File.ReadAllBytes(SharedData.Locate("webhooks/paypal/vectors/paypal-signature-vectors.json")));
}
