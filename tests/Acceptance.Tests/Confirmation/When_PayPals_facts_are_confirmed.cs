using Ledger.ProviderSimulators;
using Xunit;

namespace Ledger.Acceptance.Tests.Confirmation;

/// <summary>
/// PayPal's signature binds no body: each object is read before anything of it is posted, and only what it says is (R-GW-11 to R-GW-15).
/// </summary>
public sealed class When_PayPals_facts_are_confirmed(RunningPayPal running) : IClassFixture<RunningPayPal>
{
    [Fact]
    public async Task Authorization_capture_refund_and_dispute_are_read_and_posted_once()
    {
        var (authorization, capture) = (PayPalWebhooks.NewId(), PayPalWebhooks.NewId());
        var (refund, dispute) = (PayPalWebhooks.NewId(), PayPalWebhooks.NewId());
        byte[][] sent =
        [
            PayPalWebhooks.Authorization(authorization), PayPalWebhooks.Capture(capture),
            PayPalWebhooks.Refund(refund, capture, "3.00", "3.00"), PayPalWebhooks.Dispute(dispute, capture, "7.50"),
        ];
        foreach (var webhook in sent)
        {
            running.Providers.Learn("paypal", webhook);
            await running.SendAsync(webhook);
        }

        await OutcomeAsync(authorization, "released/completed");
        await PostedAsync(authorization, "auth-created");
        await PostedAsync(capture, "capture-succeeded,fee-posted");
        await PostedAsync(refund, "refund-posted");
        await PostedAsync(dispute, "chargeback-opened");
        await running.WaitForAsync(
            "select count(*) from evidence.raw_delivery d join confirmation.provider_read r on r.read_id = d.delivery_id "
            + "where encode(d.body_sha256, 'hex') = r.read_sha256 "
            + $"and r.provider_event_id in ('WH-{authorization}', 'WH-{capture}', 'WH-{refund}', 'WH-{dispute}')",
            "4");

        await running.SendAsync(sent[1]);
        await running.WaitForAsync($"select count(*) from evidence.raw_delivery where provider_event_id = 'WH-{capture}'", "3");
        await PostedAsync(capture, "capture-succeeded,fee-posted");
        Assert.Equal("1", await PostingsAsync(capture, "capture-succeeded"));
    }

    [Fact]
    public async Task What_was_captured_is_posted_although_all_of_it_has_been_given_back_since()
    {
        var (capture, refund) = (PayPalWebhooks.NewId(), PayPalWebhooks.NewId());
        running.Providers.Learn("paypal", PayPalWebhooks.Capture(capture));
        running.Providers.Learn("paypal", PayPalWebhooks.Refund(refund, capture, "10.50", "10.50"));

        await running.SendAsync(PayPalWebhooks.Capture(capture));

        await OutcomeAsync(capture, "released/completed");
        Assert.Equal("REFUNDED", await running.TextAsync(
            $"select object_state from confirmation.provider_read where provider_event_id = 'WH-{capture}'"));
        await PostedAsync(capture, "capture-succeeded,fee-posted");
        await GrossAsync(capture, 1050);
    }

    // Whoever holds one genuine message can make another body of the same checksum; nothing of it counts.
    [Fact]
    public async Task Where_they_differ_the_object_wins_and_both_are_kept()
    {
        var id = PayPalWebhooks.NewId();
        running.Providers.Learn("paypal", PayPalWebhooks.Capture(id, "9.00"));

        await running.SendAsync(PayPalWebhooks.Capture(id, "10.50"));

        await OutcomeAsync(id, "released/contradicted");
        await GrossAsync(id, 900);
        Assert.Equal("1050", await running.TextAsync(
            $"select reported -> 0 -> 'amounts' -> 'gross' ->> 'minorUnits' from confirmation.provider_read where provider_event_id = 'WH-{id}'"));
    }

    [Fact]
    public async Task What_the_object_denies_is_held_and_not_posted()
    {
        var id = PayPalWebhooks.NewId();
        running.Providers.Learn("paypal", PayPalWebhooks.Capture(id, status: "DECLINED"));

        await running.SendAsync(PayPalWebhooks.Capture(id));

        await OutcomeAsync(id, "held/denied");
        Assert.Equal("0", await running.TextAsync($"select count(*) from journal.inbox where source_event_id = 'WH-{id}'"));
    }

    [Fact]
    public async Task What_is_held_cannot_be_accepted_and_the_refusal_says_why()
    {
        var id = PayPalWebhooks.NewId();
        running.Providers.Learn("paypal", PayPalWebhooks.Capture(id, status: "DECLINED"));
        await running.SendAsync(PayPalWebhooks.Capture(id));
        await OutcomeAsync(id, "held/denied");

        var (code, _, remarks) = await running.LedgerAsync("confirm", "accept", $"WH-{id}", "--reason", "Seen in the dashboard.");

        Assert.Equal(1, code);
        Assert.Contains("is never posted on the message's word", remarks, StringComparison.Ordinal);
        Assert.DoesNotContain("without its amounts", remarks, StringComparison.Ordinal);
        await OutcomeAsync(id, "held/denied");
        Assert.Equal(0, (await running.LedgerAsync("confirm", "dismiss", $"WH-{id}", "--reason", "Declined.")).ExitCode);
    }

    [Theory]
    [InlineData(SimulatedFault.Throttle)]
    [InlineData(SimulatedFault.ServerError)]
    [InlineData(SimulatedFault.Hang)]
    [InlineData(SimulatedFault.Drop)]
    [InlineData(SimulatedFault.Garbage)]
    [InlineData(SimulatedFault.SignedOut)]
    public async Task An_api_that_fails_costs_time_and_nothing_else(SimulatedFault fault)
    {
        var id = PayPalWebhooks.NewId();
        running.Providers.Learn("paypal", PayPalWebhooks.Capture(id));
        running.Providers.FaultsOf("paypal").Arm(fault, 2);

        await running.SendAsync(PayPalWebhooks.Capture(id));

        await OutcomeAsync(id, "released/completed");
        await PostedAsync(id, "capture-succeeded,fee-posted");
    }

    [Fact]
    public async Task An_object_that_is_not_there_yet_is_asked_for_again()
    {
        var id = PayPalWebhooks.NewId();
        await running.SendAsync(PayPalWebhooks.Capture(id)); // 404
        await running.WaitForAsync($"select tries > 1 from confirmation.provider_read where provider_event_id = 'WH-{id}'", "True");
        Assert.Equal("0", await running.TextAsync($"select count(*) from journal.inbox where source_event_id = 'WH-{id}'"));

        running.Providers.Learn("paypal", PayPalWebhooks.Capture(id));

        await OutcomeAsync(id, "released/completed");
    }

    [Fact]
    public async Task An_object_with_an_amount_that_cannot_be_read_is_never_posted_in_part()
    {
        var id = PayPalWebhooks.NewId();
        running.Providers.Learn("paypal", PayPalWebhooks.Changed(
            PayPalWebhooks.Capture(id), capture => capture["amount"]!["currency_code"] = "XXQ"));
        await running.SendAsync(PayPalWebhooks.Capture(id));
        await running.WaitForAsync($"select tries > 1 from confirmation.provider_read where provider_event_id = 'WH-{id}'", "True");
        await running.TextAsync($"update confirmation.provider_read set deadline = now() where provider_event_id = 'WH-{id}'");

        await OutcomeAsync(id, "failed/fetch-failed");

        Assert.Equal("0", await running.TextAsync($"select count(*) from journal.inbox where source_event_id = 'WH-{id}'"));
    }

    async Task OutcomeAsync(string id, string wanted) => await running.WaitForAsync(
        $"select state || '/' || coalesce(outcome, '') from confirmation.provider_read where provider_event_id = 'WH-{id}'", wanted);

    async Task PostedAsync(string id, string classes) => await running.WaitForAsync(
        $"select string_agg(distinct data ->> 'Class', ',' order by data ->> 'Class') from journal.mt_events "
        + $"where data ->> 'ProviderEventId' = 'WH-{id}'", classes);

    async Task GrossAsync(string id, long minorUnits) => await running.WaitForAsync(
        $"select count(*) from journal.mt_events where data ->> 'ProviderEventId' = 'WH-{id}' and data ->> 'Class' = 'capture-succeeded' "
        + $"and type = 'journal_entry_posted' and data::text like '%{minorUnits}%'", "1");

    async Task<string?> PostingsAsync(string id, string eventClass) => await running.TextAsync(
        $"select count(*) from journal.mt_events where type = 'journal_entry_posted' and data ->> 'ProviderEventId' = 'WH-{id}' "
        + $"and data ->> 'Class' = '{eventClass}'");
}
