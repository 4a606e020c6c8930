using Ledger.Backfill;
using Ledger.Intake;
using Ledger.MessageBus.Messages;
using Ledger.ProviderAccess;
using Ledger.Providers;
using Ledger.Providers.Stripe;
using Xunit;

namespace Ledger.Fast.Tests.Backfill;

/// <summary>What is published, and what is certain to be here (R-GW-26, R-PL-04).</summary>
public sealed class When_an_event_is_settled
{
    [Theory]
    // By what it says | what an earlier run made of it | whether the archive has its facts | what the provider says of its delivery
    [InlineData("fact", null, false, null, "new", true)]
    [InlineData("fact", null, true, true, "known", false)]
    [InlineData("fact", null, true, false, "known", true)]
    [InlineData("fact", null, true, null, "known", true)] // The archive alone does not prove that the facts went out after the bytes.
    [InlineData("fact", "new", false, null, "known", false)]
    [InlineData("fact", "known", true, false, "known", false)]
    [InlineData("fact", "refused", false, null, "new", true)] // Its translation was mended meanwhile.
    [InlineData("no-fact", null, false, null, "no-fact", true)]
    [InlineData("no-fact", "no-fact", false, null, "no-fact", false)]
    [InlineData("refused", null, false, null, "refused", true)]
    [InlineData("refused", "refused", false, null, "refused", false)]
    [InlineData("refused", "no-fact", false, null, "refused", true)]
    public void It_is_left_out_only_when_nothing_of_it_can_be_missing(
        string says, string? before, bool isArchived, bool? isDelivered, string outcome, bool isPublished)
    {
        var candidate = Of(says, isDelivered);
        var reason = before switch { "no-fact" => "NO_FACT", "refused" => "FIELD_MISSING", _ => null };

        var settled = EventSettler.Decide(candidate, before is null ? null : new SettledBefore(before, reason, "other bytes"), isArchived);

        Assert.Equal((outcome, isPublished), (settled.Outcome, settled.IsPublished));
    }

    [Fact]
    public void A_row_that_was_applied_with_other_content_is_never_applied_again()
    {
        var row = Of("fact", null) with { IsOneContent = true };

        var changed = EventSettler.Decide(row, new SettledBefore("new", null, "other content"), isArchived: false);
        var same = EventSettler.Decide(row, new SettledBefore("new", null, row.Delivery.Record.Body.Sha256), isArchived: false);

        Assert.Equal((EventOutcome.Rejected, RowReason.RowChanged, false), (changed.Outcome, changed.Rejected, changed.IsPublished));
        Assert.Equal((EventOutcome.Known, false), (same.Outcome, same.IsPublished));
    }

    [Theory]
    [InlineData("fact", "refused", "new", true)]
    [InlineData("fact", "no-fact", "new", true)]
    [InlineData("fact", "new", "rejected", false)]
    [InlineData("fact", "known", "rejected", false)]
    public void A_row_that_was_never_applied_may_be_corrected(string says, string before, string outcome, bool isPublished)
    {
        var reason = before switch { "no-fact" => "NO_FACT", "refused" => "FIELD_MISSING", _ => null };

        var settled = EventSettler.Decide(
            Of(says, null) with { IsOneContent = true }, new SettledBefore(before, reason, "other content"), isArchived: false);

        Assert.Equal((outcome, isPublished), (settled.Outcome, settled.IsPublished));
    }

    [Fact]
    public void It_goes_to_the_archive_as_what_it_is()
    {
        var endpoint = new WebhookEndpoint(new StripeProvider(), "default", new EndpointSettings { Account = "acct_1", Secrets = [] });
        var intake = new ChannelIntake(publisher: null!, TimeProvider.System);

        var delivery = intake.Read(
            endpoint, "{\"note\":\"4242424242424242\"}"u8.ToArray(), DeliverySource.ApiList,
            new Dictionary<string, string> { ["stripe-signature"] = "t=1,v1=ab", ["authorization"] = "Bearer x" },
            new Dictionary<string, string> { ["ledger-run"] = "r1" }, secretIndex: null);
        var kept = delivery.Record.ToRawDelivery(delivery.Translation.Reason, delivery.Translation.Detail);

        Assert.Equal("verified", kept.Verdict);
        Assert.Null(kept.SecretIndex);
        Assert.True(kept.Masked);
        Assert.DoesNotContain("4242424242424242", System.Text.Encoding.UTF8.GetString(kept.Body), StringComparison.Ordinal);
        Assert.Equal(
            ["ledger-run=r1", "ledger-source=api-list", "stripe-signature=t=1,v1=ab"],
            kept.Headers.Select(header => $"{header.Key}={header.Value}").Order(StringComparer.Ordinal));
    }

    static Candidate Of(string says, bool? isDelivered)
    {
        var endpoint = new WebhookEndpoint(new StripeProvider(), "default", new EndpointSettings { Account = "acct_1", Secrets = [] });
        var translation = says switch
        {
            "fact" => new Translation("evt_1", "a.b", []),
            "no-fact" => new Translation("evt_1", "a.b", [], RefusalReason.NoFact, "Nothing."),
            _ => new Translation("evt_1", "a.b", [], RefusalReason.FieldMissing, "Something."),
        };
        var record = new DeliveryRecord
        {
            DeliveryId = Guid.CreateVersion7(DateTimeOffset.UnixEpoch),
            ReceivedAt = DateTimeOffset.UnixEpoch,
            Provider = "stripe",
            Endpoint = "default",
            IsAuthentic = true,
            Headers = new Dictionary<string, string>(),
            Body = new DeliveryBody("{}"u8.ToArray()),
            Translation = translation,
        };
        return new Candidate("evt_1", "evt_1", null, isDelivered, new ChannelIntake.Delivery(endpoint, record, translation));
    }
}
