using Ledger.PaymentEvents;
using Xunit;

namespace Ledger.Fast.Tests.PaymentEvents;

/// <summary>Customers are known by a hash that says provider, account and id apart.</summary>
public sealed class When_customers_are_named
{
    [Fact]
    public void The_hash_tells_provider_account_and_id_apart_and_stays_what_it_is()
    {
        var hashes = new[]
        {
            NamedCustomer.Of("stripe", "acct_1", "cus_1"), NamedCustomer.Of("stripe", "acct_1", "cus_2"), NamedCustomer.Of("stripe", "acct_2", "cus_1"),
            NamedCustomer.Of("adyen", "acct_1", "cus_1"), NamedCustomer.Of("stripe", "acct_1c", "us_1"),
        }.Select(subject => subject.Sha256).ToList();

        Assert.Equal(5, hashes.Distinct(StringComparer.Ordinal).Count());
        // Computed apart: printf 'subject-1\x1fstripe\x1facct_1\x1fcus_1' | sha256sum. Erasures of years from now must find it.
        Assert.Equal("b4e1b64d09af967a45c280fa156ec3e96e8f6d9f4d5b87be7fa8ab9c3f36a0f9", hashes[0]);
    }

    [Fact]
    public void Facts_name_each_customer_once_and_those_without_one_nobody()
    {
        var facts = new[] { Fact("cus_1"), Fact(null), Fact("cus_2"), Fact("cus_1") };

        Assert.Equal([NamedCustomer.Of("stripe", "acct_1", "cus_1"), NamedCustomer.Of("stripe", "acct_1", "cus_2")], NamedCustomer.AllOf(facts));
    }

    static PaymentEvent Fact(string? customer) => new()
    {
        EventId = Guid.Empty,
        MessageKey = Guid.Empty,
        Class = EventClass.CaptureSucceeded,
        Subject = "payment",
        Provider = "stripe",
        Account = "acct_1",
        ProviderEventId = "evt_1",
        ProviderEventType = "charge.succeeded",
        ProviderObjectId = "ch_1",
        PaymentId = "ch_1",
        CustomerRef = customer,
        OccurredAt = DateTimeOffset.UnixEpoch,
        ReceivedAt = DateTimeOffset.UnixEpoch,
        DeliveryId = Guid.Empty,
        BodySha256 = "",
    };
}
