using Ledger.Providers;
using Xunit;

namespace Ledger.Fast.Tests.Providers.Braintree;

/// <summary>The question whether an endpoint is ours, and what its answer must not be good for.</summary>
public sealed class BraintreeChallengeTests
{
    const string Challenge = "0123456789abcdef0123";

    /// <summary>Computed by Python's hmac.</summary>
    const string Hex = "4b4de9e93a965bb74fee0b51d1835e7685244bbb";

    [Fact]
    public void Challenge_is_answered_under_the_newest_key_pair() =>
        Assert.Equal($"public_of_test|{Hex}", Answer(Challenge, BraintreePosts.Settings));

    [Fact]
    public void Secrets_that_are_no_key_pairs_are_passed_over() => Assert.Equal(
        $"public_of_test|{Hex}", Answer(Challenge, BraintreePosts.Settings with { Secrets = ["nonsense", BraintreePosts.Secret] }));

    [Theory]
    [InlineData("")]
    [InlineData("0123456789abcdef012")]
    [InlineData("0123456789abcdef0123456789abcdef0")]
    [InlineData("0123456789ABCDEF0123")]
    [InlineData("0123456789abcdef012g")]
    [InlineData("0123456789abcdef0123\n")]
    [InlineData("0123456789abcdef012\u0660")]
    public void What_is_no_challenge_is_not_answered(string challenge) => Assert.Null(Answer(challenge, BraintreePosts.Settings));

    [Fact]
    public void Nothing_is_answered_without_a_challenge_or_a_key_pair()
    {
        Assert.Null(BraintreePosts.Provider.AnswerChallenge(
            new Dictionary<string, string> { ["challenge"] = Challenge }, BraintreePosts.Settings));
        Assert.Null(Answer(Challenge, BraintreePosts.Settings with { Secrets = ["nonsense"] }));
        Assert.Null(Answer(Challenge, BraintreePosts.Settings with { Secrets = [] }));
    }

    /// <summary>Whoever asks gets the challenge signed; as a payload it must be worth nothing.</summary>
    [Fact]
    public void Answer_signs_no_payload()
    {
        var post = BraintreeSignatureTests.Form(Answer(Challenge, BraintreePosts.Settings)!, Challenge);
        var verification = BraintreePosts.Provider.Verify(post, BraintreePosts.Settings, Deliveries.ReceivedAt);

        Assert.Equal(RefusalReason.SignatureWrong, Assert.IsType<Verification.Refused>(verification).Reason);
    }

    static string? Answer(string challenge, EndpointSettings settings) => BraintreePosts.Provider.AnswerChallenge(
        new Dictionary<string, string> { ["bt_challenge"] = challenge, ["other"] = "x" }, settings);
}
