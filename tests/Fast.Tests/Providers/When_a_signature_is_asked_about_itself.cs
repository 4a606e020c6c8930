using System.Text;
using Ledger.Providers;
using Xunit;

namespace Ledger.Fast.Tests.Providers;

/// <summary>
/// What a check tells besides its verdict, for <c>ledger deliveries rejected</c>: which secret signed, and when, where the scheme has a
/// time of signing.
/// </summary>
public sealed class When_a_signature_is_asked_about_itself
{
    const int Tolerance = 300;

    static readonly DateTimeOffset Now = Deliveries.ReceivedAt;

    /// <summary>For each provider: a body, three secrets, and whether its scheme has a time of signing. PayPal signs by certificate alone.</summary>
    static readonly (string Provider, string Body, string New, string Old, string Other, bool HasTime)[] Schemes =
    [
        ("stripe", "{}", "whsec_new_1", "whsec_old_1", "whsec_other", true),
        ("payment-gateway", "{}", "secret_new", "secret_old", "secret_other", true),
        ("standard-webhooks", "{}", Base64('n'), Base64('o'), Base64('x'), true),
        ("adyen", """{"type":"balancePlatform.transfer.created"}""", new string('A', 64), new string('B', 64), new string('C', 64), false),
        ("adyen", AdyenItems, new string('A', 64), new string('B', 64), new string('C', 64), false),
        ("braintree", "<notification/>", "new|private_new", "old|private_old", "other|private", false),
    ];

    const string AdyenItems = """
        {"live":"false","notificationItems":[
          {"NotificationRequestItem":{"pspReference":"P1","merchantAccountCode":"M","amount":{"value":5,"currency":"EUR"},"eventCode":"CAPTURE","success":"true"}},
          {"NotificationRequestItem":{"pspReference":"P2","merchantAccountCode":"M","amount":{"value":5,"currency":"EUR"},"eventCode":"CAPTURE","success":"true"}}]}
        """;

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Schemes.Length)];

    [Fact]
    public void Every_provider_is_asked() => Assert.Equal(
        AllProviders.List.Select(provider => provider.Name).Except(["paypal"]).Order(StringComparer.Ordinal),
        Schemes.Select(scheme => scheme.Provider).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_good_one_tells_its_secret_and_its_time(int number)
    {
        var scheme = Schemes[number];

        Assert.Equal(
            new Verification.Authentic(1) { SignedAt = scheme.HasTime ? Now.AddSeconds(-7) : null }, Check(scheme, scheme.Old, Now.AddSeconds(-7)));
        Assert.Equal(0, Assert.IsType<Verification.Authentic>(Check(scheme, scheme.New, Now)).SecretIndex);
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_wrong_one_tells_the_time_that_it_claims_and_no_secret(int number)
    {
        var scheme = Schemes[number];

        var refused = Assert.IsType<Verification.Refused>(Check(scheme, scheme.Other, Now.AddSeconds(-7)));

        Assert.Equal(
            (RefusalReason.SignatureWrong, scheme.HasTime ? Now.AddSeconds(-7) : (DateTimeOffset?)null, (int?)null),
            (refused.Reason, refused.SignedAt, refused.SecretIndex));
        Assert.All(new[] { scheme.New, scheme.Old, scheme.Other }, secret => Assert.DoesNotContain(secret, refused.Detail, StringComparison.Ordinal));
    }

    /// <summary>The clock is wrong, the secret is not: that is what a person must see.</summary>
    [Theory]
    [MemberData(nameof(Numbers))]
    public void One_that_is_refused_for_its_time_tells_both(int number)
    {
        var scheme = Schemes[number];
        foreach (var (seconds, reason) in new[]
        {
            (-Tolerance - 1, RefusalReason.TimestampTooOld), (Tolerance + 1, RefusalReason.TimestampInFuture),
        })
        {
            var verification = Check(scheme, scheme.Old, Now.AddSeconds(seconds));
            if (!scheme.HasTime)
            {
                Assert.Equal(new Verification.Authentic(1), verification); // It has no time that could be wrong.
                continue;
            }

            var refused = Assert.IsType<Verification.Refused>(verification);
            Assert.Equal((reason, Now.AddSeconds(seconds), 1), (refused.Reason, refused.SignedAt, refused.SecretIndex));
        }
    }

    static Verification Check(
        (string Provider, string Body, string New, string Old, string Other, bool HasTime) scheme, string secret, DateTimeOffset at)
    {
        var provider = AllProviders.List.Single(provider => provider.Name == scheme.Provider);
        var signed = provider.Sign(Encoding.UTF8.GetBytes(scheme.Body), secret, at)!;
        return provider.Verify(
            Deliveries.Of(signed.Body.ToArray(), [.. signed.Headers.Select(header => (header.Key.ToLowerInvariant(), header.Value))]),
            Deliveries.Settings with { Secrets = [scheme.New, scheme.Old], ToleranceSeconds = Tolerance }, Now);
    }

    static string Base64(char letter) => $"whsec_{Convert.ToBase64String(Encoding.ASCII.GetBytes(new string(letter, 24)))}";
}
