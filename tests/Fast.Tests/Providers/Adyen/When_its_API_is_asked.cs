using System.Text;
using Ledger.Providers;
using Ledger.Providers.Api;
using Xunit;
using static Ledger.Fast.Tests.Providers.Adyen.ReadTransfers;

namespace Ledger.Fast.Tests.Providers.Adyen;

/// <summary>What is asked of the API, by whom, and which answers count as none (R-GW-11).</summary>
public sealed class When_its_API_is_asked
{
    [Theory]
    [InlineData("payout.initiated", "/btl/v4/transfers/TEATRF0000000001")]
    [InlineData("payout.booked", "/btl/v4/transfers/TEATRF0000000001")]
    [InlineData("payout.failed", "/btl/v4/transfers/TEATRF0000000001")]
    [InlineData("fee.charged", "/btl/v4/transfers/TEATRF0000000FEE")]
    [InlineData("fee.invoice-deduction", "/btl/v4/transfers/TEATRF0000000INV")]
    public void A_transfer_is_read_by_its_id(string sample, string path) => Assert.Equal(path, ReadOf(AdyenSampleTests.All(sample))!.Path);

    /// <summary>Adyen has no GET for a payment: everything that notification items state goes out as it was sent.</summary>
    [Fact]
    public void Nothing_else_is_read()
    {
        var others = AdyenSampleTests.Samples.Where(sample => AdyenSampleTests.All(sample).Count > 0)
            .Where(sample => !sample.StartsWith("payout.", StringComparison.Ordinal) && !sample.StartsWith("fee.", StringComparison.Ordinal))
            .ToList();

        Assert.Contains("authorization.created", others);
        Assert.Contains("capture.again", others); // Must be read, and cannot be.
        Assert.Contains("settlement.batch", others);
        Assert.All(others, sample => Assert.Null(ReadOf(AdyenSampleTests.All(sample))));
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("a.b")]
    [InlineData("a?b")]
    [InlineData("a%2e")]
    [InlineData("a#b")]
    [InlineData("é")]
    [InlineData("88361729_45330009")] // Broken because it looks like a card's number: the id that was sent is not kept.
    [InlineData("")]
    public void Nothing_goes_into_a_path_that_would_lead_elsewhere(string id)
    {
        var fact = AdyenSampleTests.Single("payout.booked");

        Assert.Null(ReadOf([fact with { ProviderObjectId = id }]));
        Assert.NotNull(ReadOf([fact with { ProviderObjectId = "aZ09" }]));
    }

    [Fact]
    public void It_signs_in_by_its_key()
    {
        var access = new ApiAccess
        {
            Url = Api.Address,
            Credentials = new Dictionary<string, string> { ["key"] = "AQEyhmfxL4PJahZCw0m/n3Q5qf3VaY9UCJ1==-x%7d.{2+" },
        };

        var signed = Assert.IsType<ApiSignIn.Header>(Api.SignIn(access));
        Assert.Equal(("X-API-Key", "AQEyhmfxL4PJahZCw0m/n3Q5qf3VaY9UCJ1==-x%7d.{2+"), (signed.Name, signed.Value));
        Assert.DoesNotContain("AQE", $"{signed} {access}", StringComparison.Ordinal);
        Assert.Equal(["key"], Api.Credentials);
        Assert.Equal("https://balanceplatform-api-live.adyen.com/", Api.Address.AbsoluteUri);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("<html>Maintenance</html>")]
    [InlineData("""{"id":"TEATRF0000000002","status":"booked"}""")]
    [InlineData("""{"id":null,"status":"booked"}""")]
    [InlineData("""{"id":["TEATRF0000000001"],"status":"booked"}""")]
    [InlineData("""{"data":{"id":"TEATRF0000000001","status":"booked"}}""")]
    [InlineData("""{"data":[{"id":"TEATRF0000000001","status":"booked"}],"_links":{}}""")]
    [InlineData("""{"type":"https://docs.adyen.com/errors/not-found","title":"Entity was not found","status":404,"errorCode":"30_112"}""")]
    public void What_is_no_transfer_is_no_answer(string answer)
    {
        var reading = Api.Read(AdyenSampleTests.All("payout.booked"), Encoding.UTF8.GetBytes(answer), Deliveries.Settings);

        Assert.NotNull(reading.Unreadable);
        Assert.Empty(reading.Events);
    }

    /// <summary>An amount that cannot be translated is no word about the transfer: it is asked for again.</summary>
    [Fact]
    public void A_transfer_whose_amount_cannot_be_read_is_no_answer()
    {
        var read = ObjectOf("payout.booked");
        read["amount"]!["currency"] = "XXX";

        var reading = Api.Read(AdyenSampleTests.All("payout.booked"), Encoding.UTF8.GetBytes(read.ToJsonString()), Deliveries.Settings);

        Assert.NotNull(reading.Unreadable);
    }

    /// <summary>Every field harmed in every way: no fault, and no amount that the answer does not state.</summary>
    [Theory]
    [InlineData("payout.booked")]
    [InlineData("payout.failed")]
    [InlineData("fee.charged")]
    public void A_harmed_answer_gives_no_fault(string sample)
    {
        var reported = AdyenSampleTests.All(sample);
        var answer = Encoding.UTF8.GetBytes(ObjectOf(sample).ToJsonString());
        List<Mutant> mutants = [.. Mutants.OfFields(answer), .. Mutants.OfBytes(answer, 200, seed: 12)];

        Assert.All(mutants, mutant =>
        {
            var read = Api.Read(reported, mutant.Body, Deliveries.Settings).Events;
            Soundness.Check(read.Count > 0
                ? new Translation("id", "type", read)
                : new Translation("id", "type", read, RefusalReason.NoFact, "Nothing."));
        });
    }
}
