using System.Text;
using Ledger.Providers;
using Ledger.Providers.Api;
using Xunit;

namespace Ledger.Fast.Tests.Providers.Braintree;

/// <summary>What is asked of the API, by whom, and which answers count as none (R-GW-11).</summary>
public sealed class When_its_API_is_asked
{
    static readonly IProviderApi Api = BraintreePosts.Provider.Api;

    [Theory]
    [InlineData("capture.settled", "/merchants/acct_demo/transactions/t7kq2m9x")]
    [InlineData("capture.disbursed", "/merchants/acct_demo/transactions/t7kq2m9x")]
    [InlineData("refund.settled", "/merchants/acct_demo/transactions/r5hd81kk")]
    [InlineData("refund.failed", "/merchants/acct_demo/transactions/r5hd81kk")]
    [InlineData("subscription.charged", "/merchants/acct_demo/transactions/t5sub002")]
    [InlineData("local.completed", "/merchants/acct_demo/transactions/t6local1")]
    [InlineData("dispute.opened", "/merchants/acct_demo/disputes/d3jw77ab")]
    [InlineData("dispute.won", "/merchants/acct_demo/disputes/d3jw77ab")]
    public void What_is_read_is_named_by_the_ids_of_the_message(string sample, string path)
    {
        var read = BraintreePosts.ReadOf(BraintreeSampleTests.All(sample))!;

        Assert.Equal(path, read.Path);
        Assert.Equal(("application/xml", "6"), (read.Headers["Accept"], read.Headers["X-ApiVersion"]));
    }

    [Theory]
    [InlineData("disbursement.paid")]
    [InlineData("disbursement.failed")]
    [InlineData("local.expired")]
    [InlineData("local.reversed")]
    public void What_the_API_does_not_have_is_not_read(string sample) => Assert.Null(BraintreePosts.ReadOf(BraintreeSampleTests.All(sample)));

    [Theory]
    [InlineData("a/b", "acct_demo")]
    [InlineData("..", "acct_demo")]
    [InlineData("a.b", "acct_demo")]
    [InlineData("a?b", "acct_demo")]
    [InlineData("a%2e", "acct_demo")]
    [InlineData("é", "acct_demo")]
    [InlineData("", "acct_demo")]
    [InlineData("t1", "a/b")]
    [InlineData("t1", "..")]
    public void Nothing_goes_into_a_path_that_would_lead_elsewhere(string id, string account)
    {
        var fact = BraintreeSampleTests.All("capture.settled")[0];

        Assert.Null(BraintreePosts.ReadOf([fact with { ProviderObjectId = id, Account = account }]));
        Assert.NotNull(BraintreePosts.ReadOf([fact with { ProviderObjectId = "aZ0_-", Account = "aZ0_-" }]));
    }

    /// <summary>As the first example of RFC 7617, section 2, with another password.</summary>
    [Fact]
    public void It_signs_in_by_the_key_pair()
    {
        var access = new ApiAccess
        {
            Url = Api.Address,
            Credentials = new Dictionary<string, string> { ["publicKey"] = "Aladdin", ["privateKey"] = "open sesame" },
        };

        var signed = Assert.IsType<ApiSignIn.Header>(Api.SignIn(access));
        Assert.Equal(("Authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="), (signed.Name, signed.Value));
        Assert.DoesNotContain("open", $"{signed} {access}", StringComparison.Ordinal);
        Assert.Equal(["publicKey", "privateKey"], Api.Credentials);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{}")]
    [InlineData("<html>Maintenance</html>")]
    [InlineData("<transaction>")]
    [InlineData("<transaction/>")]
    [InlineData("<transaction><id>t7kq2m9y</id><status>settled</status></transaction>")]
    [InlineData("<transaction><id nil=\"true\"/><status>settled</status></transaction>")]
    [InlineData("<transaction><id>t7kq2m9x</id><id>t7kq2m9x</id><status>settled</status></transaction>")]
    [InlineData("<dispute><id>t7kq2m9x</id><status>open</status></dispute>")]
    [InlineData("<api-error-response><transaction><id>t7kq2m9x</id><status>settled</status></transaction></api-error-response>")]
    [InlineData("<!DOCTYPE t [<!ENTITY i SYSTEM \"file:///etc/hostname\">]><transaction><id>t7kq2m9x</id><status>&i;</status></transaction>")]
    public void What_is_no_object_is_no_answer(string answer)
    {
        var reading = Api.Read(BraintreeSampleTests.All("capture.settled"), Encoding.UTF8.GetBytes(answer), BraintreePosts.Settings);

        Assert.NotNull(reading.Unreadable);
        Assert.Empty(reading.Events);
    }

    /// <summary>Every element harmed in every way: no fault, and no amount that the answer does not state.</summary>
    [Theory]
    [InlineData("capture.disbursed")]
    [InlineData("refund.settled")]
    [InlineData("dispute.won-in-part")]
    [InlineData("status.voided-after-submission")]
    public void A_harmed_answer_gives_no_fault(string sample)
    {
        var reported = BraintreeSampleTests.All(sample);
        var answer = Encoding.UTF8.GetBytes(BraintreePosts.ObjectOf(BraintreeSampleTests.Read(sample), reported).ToString());
        var mutants = XmlMutants.OfElements(answer).Concat(Mutants.OfBytes(answer, 200, seed: 11)).ToList();

        Assert.All(mutants, mutant =>
        {
            var read = Api.Read(reported, mutant.Body, BraintreePosts.Settings).Events;
            Soundness.Check(read.Count > 0
                ? new Translation("id", "kind", read)
                : new Translation("id", "kind", read, RefusalReason.NoFact, "Nothing."));
        });
    }
}
