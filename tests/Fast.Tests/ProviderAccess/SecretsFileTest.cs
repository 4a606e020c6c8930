using System.Text;
using System.Text.Json;
using Ledger.ProviderAccess;
using Ledger.Providers;
using Ledger.Providers.PayPal;
using Xunit;

namespace Ledger.Fast.Tests.ProviderAccess;

public sealed class SecretsFileTest
{
    [Fact]
    public void A_file_gives_endpoints_with_account_secrets_tolerance_and_exponents()
    {
        var reading = Parse("""
            {"stripe":{"endpoints":{
              "default":{"account":"acct_demo","secrets":["whsec_new_1234","whsec_old_1234"],
                "toleranceSeconds":60,"currencyExponents":{"UGX":0},"capturesAtOnce":true},
              "connect-eu":{"account":"acct_eu","secrets":["whsec_eu_1234"]}}}}
            """);

        Assert.Empty(reading.Errors);
        var endpoint = reading.Endpoints!.Of("stripe")!["default"];
        Assert.Equal("acct_demo", endpoint.Settings.Account);
        Assert.Equal(["whsec_new_1234", "whsec_old_1234"], endpoint.Settings.Secrets);
        Assert.Equal(60, endpoint.Settings.ToleranceSeconds);
        Assert.Equal(0, endpoint.Settings.CurrencyExponents["UGX"]);
        Assert.True(endpoint.Settings.CapturesAtOnce);
        Assert.False(reading.Endpoints.Of("stripe")!["connect-eu"].Settings.CapturesAtOnce);
        Assert.Equal(300, reading.Endpoints.Of("STRIPE")!["connect-eu"].Settings.ToleranceSeconds);
        Assert.Null(reading.Endpoints.Of("nobody"));
    }

    [Fact]
    public void All_faults_are_named_at_once_and_no_value_of_a_secret_is_repeated()
    {
        var reading = Parse("""
            {"stripe":{"endpoints":{
               "Default":{"account":"","secrets":["s3cr3t!","has blanks in it"],
                 "toleranceSeconds":0,"currencyExponents":{"ugx":9},"colour":"red","capturesAtOnce":"yes"},
               "empty":{"account":"acct_1","secrets":[]}}},
             "nobody":{}}
            """);

        Assert.Null(reading.Endpoints);
        Assert.Equal(
        [
            "stripe.endpoints.Default: a name has 1 to 64 lower-case letters, digits, hyphens.",
            "stripe.endpoints.Default.secrets[0]: must be text of at least 8 characters without blanks.",
            "stripe.endpoints.Default.secrets[1]: must be text of at least 8 characters without blanks.",
            "stripe.endpoints.Default.toleranceSeconds: must be a whole number from 1 to 86400.",
            "stripe.endpoints.Default.currencyExponents: 'ugx' is no ISO currency code.",
            "stripe.endpoints.Default.currencyExponents.ugx: must be a whole number from 0 to 4.",
            "stripe.endpoints.Default.colour: no such setting.",
            "stripe.endpoints.Default.capturesAtOnce: must be true or false.",
            "stripe.endpoints.Default.account: missing, or not 1 to 64 letters, digits, '_', '-'.",
            "stripe.endpoints.empty.secrets: at least one signing secret is needed.",
            $"nobody: no such provider; known are {string.Join(", ", AllProviders.List.Select(provider => provider.Name))}.",
        ], reading.Errors);
    }

    // A provider whose retries may carry the time of the first attempt has a tolerance of its own, and none is cut below it.
    [Fact]
    public void A_provider_may_have_another_tolerance()
    {
        static int Tolerance(string setting) => Assert.Single(ParsePayPal(setting).Endpoints!.All).Settings.ToleranceSeconds;

        Assert.Equal(345_600, Tolerance(""));
        Assert.Equal(60, Tolerance(""","toleranceSeconds":60"""));
        Assert.Equal(345_600, Tolerance(""","toleranceSeconds":345600"""));
    }

    [Fact]
    public void A_file_may_name_hosts_and_roots_of_certificates()
    {
        using var signer = new PayPalSigner(new Uri("http://127.0.0.1/c"), new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var settings = Assert.Single(Parse(JsonSerializer.Serialize(new
        {
            paypal = new
            {
                endpoints = new
                {
                    @default = new
                    {
                        account = "SHOP1",
                        secrets = new[] { "3RN13029J36659323" },
                        certificateHosts = new[] { "127.0.0.1:8100", "certs.example" },
                        trustedRoots = new[] { signer.RootPem },
                    },
                },
            },
        })).Endpoints!.All).Settings;

        Assert.Equal(["127.0.0.1:8100", "certs.example"], settings.CertificateHosts);
        Assert.Equal("CN=Test root of no authority", Assert.Single(settings.Certificates.ExtraRoots).Subject);
    }

    [Theory]
    [InlineData("certificateHosts", "\"certs.example\"", "hosts, each as host or host:port")]
    [InlineData("certificateHosts", "[\"https://certs.example\"]", "hosts, each as host or host:port")]
    [InlineData("certificateHosts", "[\"certs.example/path\"]", "hosts, each as host or host:port")]
    [InlineData("certificateHosts", "[\"user@certs.example\"]", "hosts, each as host or host:port")]
    [InlineData("certificateHosts", "[\"\"]", "hosts, each as host or host:port")]
    [InlineData("certificateHosts", "[7]", "hosts, each as host or host:port")]
    [InlineData("trustedRoots", "[\"no certificate\"]", "certificates in PEM")]
    [InlineData("trustedRoots", "[\"-----BEGIN CERTIFICATE-----\\nAAAA\\n-----END CERTIFICATE-----\"]", "certificates in PEM")]
    [InlineData("trustedRoots", "{}", "certificates in PEM")]
    public void Hosts_and_roots_that_are_none_are_refused_by_name(string setting, string value, string words) => Assert.Equal(
        [$"paypal.endpoints.default.{setting}: must be a list of at most 8 {words}."],
        ParsePayPal($",\"{setting}\":{value}").Errors);

    [Theory]
    [InlineData("", "LEDGER_SECRETS: not valid JSON at line 1.")]
    [InlineData("{\n\"stripe\": whsec_oops}", "LEDGER_SECRETS: not valid JSON at line 2.")]
    [InlineData("[]", "LEDGER_SECRETS: must be a JSON object.")]
    [InlineData("{}", "LEDGER_SECRETS: no endpoint is configured.")]
    [InlineData("{\"stripe\":{},\"stripe\":{}}", "LEDGER_SECRETS: a name occurs twice.")]
    public void A_file_that_is_no_secrets_file_is_refused_by_name(string json, string error) =>
        Assert.Equal([error], Parse(json).Errors);

    [Fact]
    public void A_missing_file_is_refused_by_the_name_of_its_setting() => Assert.Equal(
        ["LEDGER_SECRETS: the file cannot be read (DirectoryNotFoundException)."],
        SecretsFile.Read("/nowhere/secrets.json", AllProviders.List).Errors);

    static SecretsFile.Reading ParsePayPal(string further) => Parse(
        """{"paypal":{"endpoints":{"default":{"account":"SHOP1","secrets":["3RN13029J36659323"]""" + further + "}}}}");

    static SecretsFile.Reading Parse(string json) => SecretsFile.Parse(
        Encoding.UTF8.GetBytes(json), AllProviders.List, new WatchedFiles("/nowhere/secrets.json"));
}
