using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Ledger.ProviderSimulators;
using Xunit;

namespace Ledger.Acceptance.Tests.Confirmation;

/// <summary>No fault of a read, the network's or ours, holds a message for ever, drops it or lets it out twice (R-GW-11 to R-GW-15).</summary>
public sealed class When_reads_go_wrong(RunningConfirmation running) : IClassFixture<RunningConfirmation>
{
    [Fact]
    public async Task What_gets_no_handshake_is_a_dead_letter_after_its_deadline()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start(); // TCP comes up, TLS never does.
        running.WriteSecrets("always", timeoutSeconds: 10);
        var secrets = JsonNode.Parse(await File.ReadAllTextAsync(running.SecretsFile))!;
        secrets["stripe"]!["endpoints"]!["default"]!["api"]!["url"] = $"https://{listener.LocalEndpoint}";
        await File.WriteAllTextAsync(running.SecretsFile, secrets.ToJsonString());
        await running.StopWorkerAsync(); // So that the next read is by the new address.
        await running.StartWorkerAsync();
        try
        {
            await SendAsync(ChargesWithFee.One(out var id));
            await running.WaitForAsync($"select tries from confirmation.provider_read where provider_event_id = 'evt_{id}'", "1");
            await running.TextAsync($"update confirmation.provider_read set deadline = now() where provider_event_id = 'evt_{id}'");

            await OutcomeAsync(id, "failed/fetch-failed");
        }
        finally
        {
            running.WriteSecrets("always");
            await running.StopWorkerAsync();
            await running.StartWorkerAsync();
        }
    }

    [Fact]
    public async Task What_breaks_a_read_off_each_time_is_a_dead_letter_after_its_deadline()
    {
        var charge = ChargesWithFee.One(out var id);
        running.Providers.Learn("stripe", charge);
        await running.TextAsync(
            $"""
            create function confirmation.refuse() returns trigger language plpgsql as $$ begin raise exception 'Refused.'; end $$;
            create trigger refuse before update on confirmation.provider_read for each row
                when (new.provider_event_id = 'evt_{id}' and new.state = 'decided') execute function confirmation.refuse()
            """);

        await SendAsync(charge);

        await running.WaitForAsync($"select tries > 1 from confirmation.provider_read where provider_event_id = 'evt_{id}'", "True");
        await running.TextAsync($"update confirmation.provider_read set deadline = now() where provider_event_id = 'evt_{id}'");
        await OutcomeAsync(id, "failed/fetch-failed");
    }

    [Fact]
    public async Task A_worker_whose_claim_ran_out_releases_nothing_beside_what_was_decided()
    {
        var charge = ChargesWithFee.One(out var id);
        running.Providers.Learn("stripe", ChargesWithFee.Changed(charge, charge => charge["amount_captured"] = 900));
        running.Providers.FaultsOf("stripe").Arm(SimulatedFault.Throttle, 1); // The first read waits a second and is asked again.
        await SendAsync(charge);
        await running.WaitForAsync($"select tries from confirmation.provider_read where provider_event_id = 'evt_{id}'", "1");
        await running.WaitForAsync(
            $"update confirmation.provider_read set claimed_until = now() - interval '1 second' where provider_event_id = 'evt_{id}' returning 'ran out'",
            "ran out");
        await OutcomeAsync(id, "released/contradicted");
        running.Providers.Learn("stripe", charge); // Now it says otherwise.

        await Task.Delay(TimeSpan.FromSeconds(3));

        Assert.Equal("1", await running.TextAsync(
            $"select count(*) from evidence.raw_delivery where provider_event_id = 'evt_{id}' and headers ->> 'ledger-source' = 'api-read'"));
        Assert.Equal("0", await running.TextAsync($"select count(*) from journal.inbox_repeat where source_event_id = 'evt_{id}'"));
    }

    [Fact]
    public async Task A_message_of_a_known_id_that_states_another_fact_is_read_too()
    {
        var first = ChargesWithFee.One(out var id);
        var second = ChargesWithFee.One(out var other);
        running.Providers.Learn("stripe", first);
        running.Providers.Learn("stripe", second);
        await SendAsync(first);
        await OutcomeAsync(id, "released/confirmed");
        var body = JsonNode.Parse(second)!;
        body["id"] = $"evt_{id}";

        await SendAsync(Encoding.UTF8.GetBytes(body.ToJsonString()));

        await running.WaitForAsync(
            $"select count(*) from confirmation.provider_read where provider_event_id = 'evt_{id}' and state = 'released'", "2");
        await running.WaitForAsync($"select count(*) > 0 from journal.inbox where stream_id like '%{other}%'", "True");
    }

    async Task OutcomeAsync(string id, string wanted) => await running.WaitForAsync(
        $"select state || '/' || coalesce(outcome, '') from confirmation.provider_read where provider_event_id = 'evt_{id}'", wanted);

    /// <summary>Webhooks hold the id of a balance transaction alone.</summary>
    Task SendAsync(byte[] charge) => running.SendAsync(ChargesWithFee.Changed(charge, sent => sent["balance_transaction"] = (string)sent["balance_transaction"]!["id"]!));
}
