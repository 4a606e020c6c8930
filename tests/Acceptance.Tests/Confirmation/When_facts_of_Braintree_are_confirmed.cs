using System.Net;
using System.Text.Json;
using Ledger.JournalPosting.Events;
using Ledger.ProviderAccess;
using Ledger.Providers.Braintree;
using Ledger.ProviderSimulators;
using Xunit;
using static Ledger.Acceptance.Tests.Confirmation.BraintreeNotifications;

namespace Ledger.Acceptance.Tests.Confirmation;

/// <summary>Notifications of Braintree's, through gateway and worker: each object is read from its API before anything is posted.</summary>
public sealed class When_facts_of_Braintree_are_confirmed(RunningConfirmation running) : IClassFixture<RunningConfirmation>
{
    static readonly BraintreeProvider Braintree = new();

    [Fact]
    public async Task The_life_of_a_payment_is_read_step_by_step_and_posted()
    {
        var (sale, refund, dispute) = (NewId('t'), NewId('r'), NewId('d'));

        await HappenAsync(Authorized(sale));
        await OutcomeAsync("local_payment_completed", sale, "released/confirmed");
        await HappenAsync(Settled(sale));
        await OutcomeAsync("transaction_settled", sale, "released/confirmed");
        await HappenAsync(Refunded(refund, sale));
        await OutcomeAsync("transaction_settled", refund, "released/confirmed");
        await HappenAsync(Disputed(dispute, sale));
        await OutcomeAsync("dispute_opened", dispute, "released/confirmed");
        await HappenAsync(Disputed(dispute, sale, "dispute_won", "won"));
        await OutcomeAsync("dispute_won", dispute, "released/confirmed");

        await PostedAsync(sale, "auth-created,capture-succeeded,chargeback-opened,chargeback-won,refund-posted,settlement-confirmed");
        Assert.Equal("0", await running.ExceptionsAsync(sale));
        await running.WaitForAsync(
            "select count(*) from evidence.raw_delivery d join confirmation.provider_read r on r.read_id = d.delivery_id "
            + $"where r.provider_event_id like any (array['%{sale}.%', '%{refund}.%', '%{dispute}.%']) "
            + "and encode(d.body_sha256, 'hex') = r.read_sha256", "5");
        var (verified, verdict, _) = await running.LedgerAsync("verify", "--json");
        Assert.True(verified == 0, verdict);
    }

    [Fact]
    public async Task Where_they_differ_the_object_wins_and_both_are_kept()
    {
        var sale = NewId('t');
        Learn(Settled(sale, "45.00"));

        await SendAsync(Settled(sale));

        await OutcomeAsync("transaction_settled", sale, "released/contradicted");
        await running.WaitForAsync(
            $"select count(*) from journal.mt_events where data ->> 'ProviderEventId' like '%.{sale}.%' and data::text like '%4500%'", "2");
        Assert.Equal("4990", await running.TextAsync(
            $"select reported -> 0 -> 'amounts' -> 'gross' ->> 'minorUnits' from confirmation.provider_read where provider_event_id like '%.{sale}.%'"));
    }

    [Fact]
    public async Task What_the_object_denies_is_held_for_a_person()
    {
        var sale = NewId('t');
        Learn(Settled(sale, status: "voided"));

        await SendAsync(Settled(sale));

        await OutcomeAsync("transaction_settled", sale, "held/denied");
        Assert.Equal("0", await running.TextAsync($"select count(*) from journal.inbox where source_event_id like '%.{sale}.%'"));
    }

    /// <summary>As cards are settled: the message says neither currency nor type.</summary>
    [Fact]
    public async Task What_a_message_leaves_out_is_read()
    {
        var sale = NewId('t');
        Learn(Settled(sale));
        Learn(Disbursed(sale));

        await SendAsync(Disbursed(sale));

        await OutcomeAsync("transaction_disbursed", sale, "released/completed");
        await PostedAsync(sale, "capture-succeeded,settlement-confirmed");
    }

    /// <summary>The amount and the currency at authorization are told by the object's history.</summary>
    [Fact]
    public async Task A_message_that_was_right_stands_although_the_object_has_moved_on()
    {
        var (whole, bare) = (NewId('t'), NewId('t'));
        foreach (var id in new[] { whole, bare })
        {
            Learn(Authorized(id));
            Learn(Settled(id, "20.00"));
        }

        await SendAsync(Authorized(whole));
        await SendAsync(Authorized(bare, currency: null));

        await OutcomeAsync("local_payment_completed", whole, "released/confirmed");
        await OutcomeAsync("local_payment_completed", bare, "released/completed");
        Assert.Equal("4990 4990", await running.TextAsync(
            "select string_agg(facts -> 0 -> 'amounts' -> 'gross' ->> 'minorUnits', ' ') from confirmation.provider_read "
            + $"where provider_event_id like any (array['%{whole}.%', '%{bare}.%'])"));
    }

    [Fact]
    public async Task A_disbursement_has_no_read_and_goes_out_as_it_was_sent()
    {
        var id = NewId('p');

        await SendAsync(PaidOut(id));

        await OutcomeAsync("disbursement", id, "released/not-offered");
        await running.WaitForAsync(
            "select string_agg(data ->> 'Class', ',' order by data ->> 'Class') from journal.mt_events "
            + $"where type <> '{JournalEventTypes.Held}' and data ->> 'ProviderEventId' like 'disbursement.{id}.%'",
            "payout-initiated,payout-paid,settlement-confirmed");
    }

    [Theory]
    [InlineData(SimulatedFault.Throttle)]
    [InlineData(SimulatedFault.ServerError)]
    [InlineData(SimulatedFault.Unavailable)]
    [InlineData(SimulatedFault.Drop)]
    [InlineData(SimulatedFault.Hang)]
    [InlineData(SimulatedFault.Garbage)]
    public async Task An_api_that_fails_costs_time_and_nothing_else(SimulatedFault fault)
    {
        var sale = NewId('t');
        running.Providers.FaultsOf("braintree").Arm(fault, 2);

        await HappenAsync(Settled(sale));

        await OutcomeAsync("transaction_settled", sale, "released/confirmed");
        await PostedAsync(sale, "capture-succeeded,settlement-confirmed");
    }

    [Fact]
    public async Task What_is_not_visible_yet_is_asked_for_again()
    {
        var sale = NewId('t');
        await SendAsync(Settled(sale)); // 404.
        await running.WaitForAsync(
            $"select tries > 1 from confirmation.provider_read where provider_event_id like 'transaction_settled.{sale}.%'", "True");
        Assert.Equal("0", await running.TextAsync($"select count(*) from journal.inbox where source_event_id like '%.{sale}.%'"));

        Learn(Settled(sale));

        await OutcomeAsync("transaction_settled", sale, "released/confirmed");
    }

    /// <summary>Which key pair was good last, and that it was signed by none of them since.</summary>
    [Fact]
    public async Task A_notification_under_another_key_pair_is_answered_for()
    {
        var sale = NewId('t');
        Learn(Settled(sale));
        Assert.True(await running.SendAsync(Braintree, RunningConfirmation.KeyPairs[1], Settled(sale)) is HttpStatusCode.OK or HttpStatusCode.Accepted);
        await OutcomeAsync("transaction_settled", sale, "released/confirmed");

        Assert.Equal(HttpStatusCode.Unauthorized, await running.SendAsync(Braintree, "public_old|of_somebody_else", Settled(sale)));
        await running.WaitForAsync("select count(*) from evidence.raw_delivery where provider = 'braintree' and verdict = 'refused'", "1");

        var (code, text, remarks) = await running.LedgerAsync("deliveries", "rejected", "--provider", "braintree", "--json");
        Assert.True(code == 0, remarks);
        var rejected = Assert.Single(JsonDocument.Parse(text).RootElement.GetProperty("rejected").EnumerateArray().ToList());
        var group = rejected.GetProperty("group");
        Assert.Equal(("default", "SIGNATURE_WRONG"), (group.GetProperty("endpoint").GetString(), group.GetProperty("reason").GetString()));
        Assert.Equal(SecretId.Of(RunningConfirmation.KeyPairs[1]), group.GetProperty("goodBefore").GetProperty("secretId").GetString());
        Assert.DoesNotContain("private_of", text, StringComparison.Ordinal);
    }

    async Task HappenAsync(byte[] notification)
    {
        Learn(notification);
        await SendAsync(notification);
    }

    /// <summary>The simulator learns what is posted: the signed form.</summary>
    void Learn(byte[] notification) => running.Providers.Learn(
        "braintree", Braintree.Sign(notification, RunningConfirmation.KeyPairs[0], default).Body);

    async Task SendAsync(byte[] notification) => Assert.True(
        await running.SendAsync(Braintree, RunningConfirmation.KeyPairs[0], notification) is HttpStatusCode.OK or HttpStatusCode.Accepted);

    Task OutcomeAsync(string kind, string id, string wanted) => running.WaitForAsync(
        $"select state || '/' || coalesce(outcome, '') from confirmation.provider_read where provider_event_id like '{kind}.%{id}.%'", wanted);

    Task PostedAsync(string payment, string classes) => running.WaitForAsync(
        $"select string_agg(distinct data ->> 'Class', ',' order by data ->> 'Class') from journal.mt_events "
        + $"where stream_id = 'payment/braintree/demo_merchant/{payment}'", classes);
}
