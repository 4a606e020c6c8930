using System.Text;
using System.Text.Json;
using Ledger.ProviderSimulators;
using Xunit;

namespace Ledger.Acceptance.Tests.Confirmation;

/// <summary>A webhook is a prompt: the object is read before anything is posted (R-GW-11 to R-GW-15).</summary>
public sealed class When_facts_are_confirmed(RunningConfirmation running) : IClassFixture<RunningConfirmation>
{
    [Fact]
    public async Task What_the_object_bears_out_is_posted_with_what_only_the_object_tells()
    {
        var charge = ChargesWithFee.One(out var id);
        await HappenAsync(charge);

        await OutcomeAsync(id, "released/confirmed");
        await PostedAsync(id, "capture-succeeded,fee-posted"); // The fee is on the balance transaction, which webhooks leave out.
        await running.WaitForAsync(
            $"select count(*) from evidence.raw_delivery d join confirmation.provider_read r on r.read_id = d.delivery_id "
            + $"where r.provider_event_id = 'evt_{id}' and encode(d.body_sha256, 'hex') = r.read_sha256", "1");

        await SendAsync(charge);
        await running.WaitForAsync($"select count(*) from evidence.raw_delivery where provider_event_id = 'evt_{id}'", "3");
        await PostedAsync(id, "capture-succeeded,fee-posted");

        var (code, traced, remarks) = await running.LedgerAsync("trace", $"evt_{id}"); // Two came, and one was read.
        Assert.True(code == 0, remarks);
        Assert.Contains("capture-succeeded posted", traced, StringComparison.Ordinal);
        Assert.Contains("-> a repeat of a message that the confirmation has: released (confirmed)", traced, StringComparison.Ordinal);
        Assert.Contains($"-> the object, read for the confirmation of evt_{id}: confirmed", traced, StringComparison.Ordinal);
        Assert.DoesNotContain("has not reached the journal yet", traced, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_they_differ_the_object_wins_and_both_are_kept()
    {
        var charge = ChargesWithFee.One(out var id);
        running.Providers.Learn("stripe", ChargesWithFee.Changed(charge, charge => charge["amount_captured"] = 900));

        await SendAsync(charge);

        await OutcomeAsync(id, "released/contradicted");
        await running.WaitForAsync(
            $"select count(*) from journal.mt_events where data ->> 'ProviderEventId' = 'evt_{id}' and data ->> 'Class' = 'capture-succeeded' and data::text like '%900%'", "1");
        Assert.Equal("1050", await running.TextAsync(
            $"select reported -> 0 -> 'amounts' -> 'gross' ->> 'minorUnits' from confirmation.provider_read where provider_event_id = 'evt_{id}'"));
    }

    [Fact]
    public async Task What_the_object_denies_is_held_for_a_person_who_may_accept_it()
    {
        var charge = ChargesWithFee.One(out var id);
        running.Providers.Learn("stripe", ChargesWithFee.Changed(charge, charge => (charge["status"], charge["captured"]) = ("failed", false)));

        await SendAsync(charge);

        await OutcomeAsync(id, "held/denied");
        Assert.Equal("0", await running.TextAsync($"select count(*) from journal.inbox where source_event_id = 'evt_{id}'"));
        Assert.Equal(1, (await running.LedgerAsync("confirm", "status")).ExitCode);
        Assert.Contains($"evt_{id}", (await running.LedgerAsync("confirm", "list")).Result, StringComparison.Ordinal);
        var payment = await running.TextAsync(
            $"select reported -> 0 ->> 'paymentId' from confirmation.provider_read where provider_event_id = 'evt_{id}'");
        var held = (await running.LedgerAsync("trace", payment!)).Result;
        Assert.Contains("-> at the confirmation: held for a person (denied)", held, StringComparison.Ordinal);
        Assert.Contains($"it states capture-succeeded of payment/stripe/acct_demo/{payment}", held, StringComparison.Ordinal);
        Assert.Contains("10.50 EUR", held, StringComparison.Ordinal);
        Assert.Contains($"next: ledger confirm show evt_{id}", held, StringComparison.Ordinal);

        var (code, _, remarks) = await running.LedgerAsync("confirm", "accept", $"evt_{id}", "--reason", "Seen in the dashboard.");

        Assert.True(code == 0, remarks);
        await OutcomeAsync(id, "released/accepted");
        await PostedAsync(id, "capture-succeeded"); // As the message stated it: the fee is the object's to tell.
        Assert.Contains("Seen in the dashboard.", (await running.LedgerAsync("trace", $"evt_{id}")).Result, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_held_may_be_dismissed_and_needs_nobody_any_more()
    {
        var charge = ChargesWithFee.One(out var id);
        running.Providers.Learn("stripe", ChargesWithFee.Changed(charge, charge => (charge["status"], charge["captured"]) = ("failed", false)));
        await SendAsync(charge);
        await OutcomeAsync(id, "held/denied");
        var before = await NeedsPersonAsync();

        var (code, _, remarks) = await running.LedgerAsync("confirm", "dismiss", $"evt_{id}", "--reason", "Never paid.", "--actor", "ada");

        Assert.True(code == 0, remarks);
        await OutcomeAsync(id, "dismissed/denied");
        Assert.Equal(before - 1, await NeedsPersonAsync());
        Assert.Equal("ada: Never paid., True", await running.TextAsync(
            $"select decided_by || ': ' || reason || ', ' || case when decided_at is not null then 'True' end from confirmation.provider_read where provider_event_id = 'evt_{id}'"));
        Assert.Equal("0", await running.TextAsync($"select count(*) from journal.inbox where source_event_id = 'evt_{id}'"));
        Assert.DoesNotContain($"evt_{id}", (await running.LedgerAsync("confirm", "list")).Result, StringComparison.Ordinal);
        Assert.Contains(
            "-> at the confirmation: dismissed by ada: Never paid.", (await running.LedgerAsync("trace", $"evt_{id}")).Result, StringComparison.Ordinal);
        Assert.Contains("confirm list", (await running.LedgerAsync("trace", "order-nobody")).Remarks, StringComparison.Ordinal);
        Assert.Equal(1, (await running.LedgerAsync("confirm", "dismiss", $"evt_{id}", "--reason", "Again.")).ExitCode);
    }

    [Fact]
    public async Task The_list_of_what_is_open_says_that_others_wait()
    {
        string[] list = ["confirm", "list", "--provider", "standard-webhooks"]; // No test reads an object of this one, so none leaves one open.
        Assert.Equal("None is open, and none waits for a read.", (await running.LedgerAsync(list)).Result.Trim());
        await running.TextAsync(
            """
            insert into confirmation.provider_read (
                report_id, provider, endpoint, account, provider_event_id, provider_event_type, delivery_id, received_at, reported, state,
                due_at, deadline)
            select gen_random_uuid(), 'standard-webhooks', 'default', 'acct', 'evt_' || n, 'charge.succeeded', gen_random_uuid(), now(), '[]',
                'waiting', now() + interval '1 hour', now() + interval '1 hour'
            from generate_series(1, 2) n
            """);

        Assert.Equal(
            "None is open; 2 wait for a read: 'ledger confirm list --state waiting' shows them.", (await running.LedgerAsync(list)).Result.Trim());
        Assert.Equal("""{"reads":[],"more":false}""", (await running.LedgerAsync([.. list, "--json"])).Result.Trim());
        Assert.Equal("There is none.", (await running.LedgerAsync([.. list, "--state", "released"])).Result.Trim());
    }

    [Fact]
    public async Task An_answer_that_is_older_than_the_message_is_asked_for_again()
    {
        var charge = ChargesWithFee.One(out var id);
        running.Providers.Learn("stripe", ChargesWithFee.Changed(charge, charge => (charge["status"], charge["captured"]) = ("pending", false)));
        await SendAsync(charge);
        await running.WaitForAsync($"select denials > 0 from confirmation.provider_read where provider_event_id = 'evt_{id}'", "True");

        running.Providers.Learn("stripe", charge);

        await OutcomeAsync(id, "released/confirmed");
    }

    [Theory]
    [InlineData(SimulatedFault.Throttle)]
    [InlineData(SimulatedFault.ServerError)]
    [InlineData(SimulatedFault.Drop)]
    [InlineData(SimulatedFault.Hang)]
    [InlineData(SimulatedFault.Garbage)]
    public async Task An_api_that_fails_costs_time_and_nothing_else(SimulatedFault fault)
    {
        var charge = ChargesWithFee.One(out var id);
        running.Providers.FaultsOf("stripe").Arm(fault, 2);

        await HappenAsync(charge);

        await OutcomeAsync(id, "released/confirmed");
        await PostedAsync(id, "capture-succeeded,fee-posted");
    }

    [Fact]
    public async Task A_thin_event_becomes_the_fact_of_its_object()
    {
        running.Providers.Learn("stripe", ChargesWithFee.One(out var id));

        await running.SendAsync(Thin(id));

        await OutcomeAsync($"thin{id}", "released/completed");
        await PostedAsync($"thin{id}", "capture-succeeded,fee-posted");
    }

    [Fact]
    public async Task A_message_that_was_right_stands_although_the_object_has_moved_on()
    {
        var payout = Payout(out var id, "paid");
        running.Providers.Learn("stripe", payout);
        running.Providers.Learn("stripe", Payout(out _, "failed", id)); // "Paid" is not final with Stripe.

        await running.SendAsync(payout);

        await OutcomeAsync(id, "released/confirmed");
        Assert.Equal("payout-paid", await running.TextAsync(
            $"select facts -> 0 ->> 'class' from confirmation.provider_read where provider_event_id = 'evt_{id}'"));
    }

    [Fact]
    public async Task What_could_not_be_read_before_its_deadline_is_a_dead_letter_and_no_posting()
    {
        var charge = ChargesWithFee.One(out var id); // Stripe does not know it: 404.
        await SendAsync(charge);
        await running.WaitForAsync($"select tries > 1 from confirmation.provider_read where provider_event_id = 'evt_{id}'", "True");
        await running.TextAsync($"update confirmation.provider_read set deadline = now() where provider_event_id = 'evt_{id}'");

        await OutcomeAsync(id, "failed/fetch-failed");
        Assert.Equal("0", await running.TextAsync($"select count(*) from journal.inbox where source_event_id = 'evt_{id}'"));
        var (_, listed, _) = await running.LedgerAsync("dead-letters", "list", "--queue", "confirmation");
        Assert.Contains("FETCH_FAILED", listed, StringComparison.Ordinal);

        running.Providers.Learn("stripe", charge);
        var (code, _, remarks) = await running.LedgerAsync("dead-letters", "redrive", "--queue", "confirmation", "--all");
        Assert.True(code == 0, remarks);
        await OutcomeAsync(id, "released/confirmed");
    }

    // The journal has what the objects stated; what the messages stated is known to the confirmation.
    [Fact]
    public async Task A_replay_finds_nothing_to_do_and_the_ledger_holds()
    {
        var charge = ChargesWithFee.One(out var id);
        running.Providers.Learn("stripe", ChargesWithFee.Changed(charge, charge => charge["amount_captured"] = 900));
        await SendAsync(charge);
        await OutcomeAsync(id, "released/contradicted");
        running.Providers.Learn("stripe", ChargesWithFee.One(out var pointed));
        await running.SendAsync(Thin(pointed));
        await OutcomeAsync($"thin{pointed}", "released/completed");
        await PostedAsync($"thin{pointed}", "capture-succeeded,fee-posted");
        await running.WaitForAsync($"select count(*) from journal.inbox where source_event_id = 'evt_{id}'", "2");

        var (code, replayed, remarks) = await running.LedgerAsync("replay", "--from", "2020-01-01", "--to", "2100-01-01", "--json");

        Assert.True(code == 0, remarks + replayed);
        var report = JsonDocument.Parse(replayed).RootElement;
        Assert.Equal((0, 0), (report.GetProperty("new").GetInt64(), report.GetProperty("different").GetInt64()));
        Assert.InRange(report.GetProperty("reasons").GetProperty("API_READ").GetInt64(), 2, long.MaxValue);
        var (verified, verdict, _) = await running.LedgerAsync("verify", "--json");
        Assert.True(verified == 0, verdict);
        Assert.Contains("confirmation-evidence", verdict, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_settled_goes_out_after_a_crash_word_for_word()
    {
        var charge = ChargesWithFee.One(out var id);
        await HappenAsync(charge);
        await OutcomeAsync(id, "released/confirmed");
        await running.StopWorkerAsync();
        running.Providers.Learn("stripe", ChargesWithFee.Changed(charge, charge => charge["amount_captured"] = 1));

        // As a worker leaves it that dies between settling and publishing.
        await running.TextAsync(
            $"update confirmation.provider_read set state = 'decided', released_at = null where provider_event_id = 'evt_{id}'");
        await running.StartWorkerAsync();

        await OutcomeAsync(id, "released/confirmed");
        await PostedAsync(id, "capture-succeeded,fee-posted");
        Assert.Equal("0", await running.ExceptionsAsync(id));
    }

    async Task OutcomeAsync(string id, string wanted) => await running.WaitForAsync(
        $"select state || '/' || coalesce(outcome, '') from confirmation.provider_read where provider_event_id = 'evt_{id}'", wanted);

    async Task PostedAsync(string id, string classes) => await running.WaitForAsync(
        $"select string_agg(distinct data ->> 'Class', ',' order by data ->> 'Class') from journal.mt_events "
        + $"where data ->> 'ProviderEventId' = 'evt_{id}'", classes);

    /// <summary>How many messages need a person; the exit code says the same.</summary>
    async Task<long> NeedsPersonAsync()
    {
        var (code, result, _) = await running.LedgerAsync("confirm", "status", "--json");
        var open = JsonDocument.Parse(result).RootElement.GetProperty("counts").EnumerateArray()
            .Where(count => count.GetProperty("state").GetString() is "held" or "failed").Sum(count => count.GetProperty("reports").GetInt64());
        Assert.Equal(open == 0 ? 0 : 1, code);
        return open;
    }

    /// <summary>Stripe has it, and sends it.</summary>
    async Task HappenAsync(byte[] charge)
    {
        running.Providers.Learn("stripe", charge);
        await SendAsync(charge);
    }

    /// <summary>Webhooks hold the id of a balance transaction alone.</summary>
    Task SendAsync(byte[] charge) => running.SendAsync(ChargesWithFee.Changed(charge, sent => sent["balance_transaction"] = (string)sent["balance_transaction"]!["id"]!));

    static byte[] Thin(string id) => Encoding.UTF8.GetBytes($$$"""
        {"id":"evt_thin{{{id}}}","object":"v2.core.event","type":"v1.charge.succeeded","livemode":false,
         "created":"2026-11-28T10:00:00.000Z","related_object":{"id":"ch_{{{id}}}","type":"charge","url":"/v1/charges/ch_{{{id}}}"}}
        """);

    static byte[] Payout(out string id, string status, string? known = null)
    {
        // Without digits: some of them would be taken for a card number and masked.
        id = known ?? "p" + string.Concat($"{Guid.CreateVersion7():N}".Select(c => char.IsAsciiDigit(c) ? (char)(c - '0' + 'g') : c));
        return Encoding.UTF8.GetBytes($$$"""
            {"id":"evt_{{{id}}}","object":"event","api_version":"2024-06-20","created":{{{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}}},
             "type":"payout.{{{status}}}","livemode":false,"data":{"object":{"id":"po_{{{id}}}","object":"payout","amount":5000,"currency":"eur",
             "status":"{{{status}}}"} }}
            """);
    }
}
