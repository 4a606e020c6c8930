using System.Net;
using System.Text;
using Ledger.Providers.Adyen;
using Ledger.ProviderSimulators;
using Xunit;
using static Ledger.Acceptance.Tests.Confirmation.AdyenTransferMessages;

namespace Ledger.Acceptance.Tests.Confirmation;

/// <summary>Messages of Adyen's, through gateway and worker: each transfer is read from its API before anything is posted.</summary>
public sealed class When_facts_of_Adyen_are_confirmed(RunningConfirmation running) : IClassFixture<RunningConfirmation>
{
    static readonly AdyenProvider Adyen = new();

    [Fact]
    public async Task The_life_of_a_payout_is_read_step_by_step_and_posted()
    {
        var id = NewId();

        await HappenAsync(Payout(id, 1, "received"));
        await OutcomeAsync(id, 1, "released/confirmed");
        await HappenAsync(Payout(id, 3, "booked"));
        await OutcomeAsync(id, 3, "released/confirmed");
        await HappenAsync(Payout(id, 4, "failed"));
        await OutcomeAsync(id, 4, "released/confirmed");

        await PostedAsync($"payout/adyen/BA00000000000000000000001/{id}", "payout-failed,payout-initiated,payout-paid");
        await running.WaitForAsync(
            "select count(*) from evidence.raw_delivery d join confirmation.provider_read r on r.read_id = d.delivery_id "
            + $"where r.provider_event_id like '%:{id}:%' and encode(d.body_sha256, 'hex') = r.read_sha256", "3");
        var (verified, verdict, _) = await running.LedgerAsync("verify", "--json");
        Assert.True(verified == 0, verdict);
    }

    /// <summary>The capture is confirmed by nobody, since Adyen has no GET for it; the fee is, and goes to the payment's stream.</summary>
    [Fact]
    public async Task A_capture_goes_out_as_it_was_sent_and_its_fee_as_it_is_read()
    {
        var (payment, capture, fee) = (NewId(), NewId(), NewId());

        await HappenAsync(Captured(payment, capture));
        await HappenAsync(Fee(fee, payment));

        await running.WaitForAsync(
            $"select state || '/' || outcome from confirmation.provider_read where provider_event_id = 'CAPTURE:{capture}'",
            "released/not-offered");
        await OutcomeAsync(fee, 2, "released/confirmed");
        await PostedAsync($"payment/adyen/TeaShopECOM/{payment}", "capture-succeeded,fee-posted");
    }

    [Fact]
    public async Task Where_they_differ_the_object_wins_and_both_are_kept()
    {
        var id = NewId();
        Learn(Payout(id, 3, "booked", amount: 97_000));

        await SendAsync(Payout(id, 3, "booked"));

        await OutcomeAsync(id, 3, "released/contradicted");
        Assert.Equal("98000 97000", await running.TextAsync(
            "select (reported -> 0 -> 'amounts' -> 'gross' ->> 'minorUnits') || ' ' || (facts -> 0 -> 'amounts' -> 'gross' ->> 'minorUnits') "
            + $"from confirmation.provider_read where provider_event_id like '%:{id}:3'"));
    }

    [Fact]
    public async Task What_the_object_denies_is_held_for_a_person()
    {
        var id = NewId();
        Learn(Payout(id, 2, "refused"));

        await SendAsync(Payout(id, 3, "booked"));

        await OutcomeAsync(id, 3, "held/denied");
        Assert.Equal("0", await running.TextAsync($"select count(*) from journal.inbox where source_event_id like '%:{id}:%'"));
    }

    [Fact]
    public async Task A_message_that_was_right_stands_although_the_transfer_has_moved_on()
    {
        var id = NewId();
        Learn(Payout(id, 1, "received"));
        Learn(Payout(id, 3, "booked"));
        Learn(Payout(id, 4, "returned"));

        await SendAsync(Payout(id, 1, "received"));
        await SendAsync(Payout(id, 3, "booked"));

        await OutcomeAsync(id, 1, "released/confirmed");
        await OutcomeAsync(id, 3, "released/confirmed");
        await PostedAsync($"payout/adyen/BA00000000000000000000001/{id}", "payout-initiated,payout-paid");
    }

    [Theory]
    [InlineData(SimulatedFault.Throttle)]
    [InlineData(SimulatedFault.SignedOut)]
    [InlineData(SimulatedFault.ServerError)]
    [InlineData(SimulatedFault.Drop)]
    [InlineData(SimulatedFault.Garbage)]
    public async Task An_api_that_fails_costs_time_and_nothing_else(SimulatedFault fault)
    {
        var id = NewId();
        running.Providers.FaultsOf("adyen").Arm(fault, 2);

        await HappenAsync(Payout(id, 3, "booked"));

        await OutcomeAsync(id, 3, "released/confirmed");
    }

    [Fact]
    public async Task What_is_not_visible_yet_is_asked_for_again()
    {
        var id = NewId();
        await SendAsync(Payout(id, 1, "received")); // 404.
        await running.WaitForAsync($"select tries > 1 from confirmation.provider_read where provider_event_id like '%:{id}:1'", "True");
        Assert.Equal("0", await running.TextAsync($"select count(*) from journal.inbox where source_event_id like '%:{id}:%'"));

        Learn(Payout(id, 1, "received"));

        await OutcomeAsync(id, 1, "released/confirmed");
    }

    async Task HappenAsync(byte[] message)
    {
        Learn(message);
        await SendAsync(message);
    }

    void Learn(byte[] message) => running.Providers.Learn("adyen", message);

    async Task SendAsync(byte[] message)
    {
        var answer = await running.SendAsync(Adyen, RunningConfirmation.AdyenKey, message);
        Assert.True(answer is HttpStatusCode.OK or HttpStatusCode.Accepted, $"{answer}: {Encoding.UTF8.GetString(message)}");
    }

    Task OutcomeAsync(string id, int sequence, string wanted) => running.WaitForAsync(
        $"select state || '/' || coalesce(outcome, '') from confirmation.provider_read where provider_event_id like '%:{id}:{sequence}'",
        wanted);

    Task PostedAsync(string stream, string classes) => running.WaitForAsync(
        $"select string_agg(distinct data ->> 'Class', ',' order by data ->> 'Class') from journal.mt_events where stream_id = '{stream}'",
        classes);
}
