using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Ledger.Acceptance.Tests.Confirmation;

/// <summary>R-GW-25 with the confirmation on: a replay posts what the provider has confirmed, and nothing else.</summary>
public sealed class When_confirmed_messages_are_replayed(RunningConfirmation running) : IClassFixture<RunningConfirmation>
{
    /// <summary>Facts of the last replay that went to the confirmation.</summary>
    int _toConfirm;

    [Fact]
    public async Task What_the_provider_denied_is_held_and_not_in_the_journal()
    {
        var id = await DeniedAsync();

        var (code, report) = await ReplayAsync(id);

        Assert.Equal((1, "new 0, identical 0, different 0, waiting 0, held 1, dead 0, dismissed 0, noFact 0, published 0"), (code, report));
        await NothingAsync(id);
    }

    [Fact]
    public async Task What_the_provider_denied_is_not_posted_because_it_is_translated_otherwise_today()
    {
        var id = await DeniedAsync();
        await TranslatedOtherwiseAsync(id);

        var (code, report) = await ReplayAsync(id);

        Assert.Equal((1, "new 0, identical 0, different 0, waiting 0, held 1, dead 0, dismissed 0, noFact 0, published 0"), (code, report));
        await NothingAsync(id);
    }

    [Theory]
    [InlineData("waiting", 0, "waiting 1, held 0, dead 0, dismissed 0, noFact 0")]
    [InlineData("failed", 1, "waiting 0, held 0, dead 1, dismissed 0, noFact 0")] // Somebody must redrive it.
    [InlineData("dismissed", 0, "waiting 0, held 0, dead 0, dismissed 1, noFact 0")] // Somebody has decided.
    public async Task What_was_not_read_waits_for_its_read(string state, int exitCode, string told)
    {
        var id = await DeniedAsync();
        await running.TextAsync(
            $"update confirmation.provider_read set state = '{state}', due_at = now() + interval '1 hour' where provider_event_id = 'evt_{id}'");

        Assert.Equal((exitCode, $"new 0, identical 0, different 0, {told}, published 0"), await ReplayAsync(id));
        await TranslatedOtherwiseAsync(id);
        Assert.Equal((exitCode, $"new 0, identical 0, different 0, {told}, published 0"), await ReplayAsync(id));
        await NothingAsync(id);
    }

    [Fact]
    public async Task What_goes_to_the_confirmation_first_is_told_by_count_and_ends_there()
    {
        var id = await DeniedAsync();
        await running.TextAsync($"delete from confirmation.provider_read where provider_event_id = 'evt_{id}'"); // As if it never came.

        Assert.Equal((0, "new 1, identical 0, different 0, waiting 0, held 0, dead 0, dismissed 0, noFact 0, published 1"), await ReplayAsync(id));
        Assert.Equal(1, _toConfirm);

        await OutcomeAsync(id, "held/denied");
        Assert.Equal((1, "new 0, identical 0, different 0, waiting 0, held 1, dead 0, dismissed 0, noFact 0, published 0"), await ReplayAsync(id));
        Assert.Equal(0, _toConfirm);
        await NothingAsync(id);
    }

    [Fact]
    public async Task What_states_nothing_to_post_is_said_to_be_no_fact()
    {
        var id = await DeniedAsync();
        await running.TextAsync(
            $"update confirmation.provider_read set state = 'released', outcome = 'no-fact' where provider_event_id = 'evt_{id}'");
        await TranslatedOtherwiseAsync(id);

        Assert.Equal((0, "new 0, identical 0, different 0, waiting 0, held 0, dead 0, dismissed 0, noFact 1, published 0"), await ReplayAsync(id));
        await NothingAsync(id);
    }

    [Fact]
    public async Task What_was_confirmed_and_never_reached_the_journal_is_filled_in_without_another_read()
    {
        var id = await DeniedAsync();
        // As if it had been released, with what the object stated, and the journal had lost it.
        await running.TextAsync(
            "update confirmation.provider_read set state = 'released', outcome = 'contradicted', "
            + $"facts = jsonb_set(reported, '{{0,amounts,gross,minorUnits}}', '900') where provider_event_id = 'evt_{id}'");

        Assert.Equal((0, "new 1, identical 0, different 0, waiting 0, held 0, dead 0, dismissed 0, noFact 0, published 1"), await ReplayAsync(id));

        await running.WaitForAsync(
            $"select count(*) from journal.mt_events where data ->> 'ProviderEventId' = 'evt_{id}' and data ->> 'Class' = 'capture-succeeded' and data::text like '%900%'", "1");
        Assert.Equal("1", await running.TextAsync(
            $"select count(*) from evidence.raw_delivery where provider_event_id = 'evt_{id}' and headers ->> 'ledger-source' = 'api-read'"));
        Assert.Equal((0, "new 0, identical 1, different 0, waiting 0, held 0, dead 0, dismissed 0, noFact 0, published 0"), await ReplayAsync(id));
        Assert.Equal("0", await running.TextAsync($"select count(*) from journal.inbox_repeat where source_event_id = 'evt_{id}'"));
    }

    [Fact]
    public async Task What_was_confirmed_and_is_translated_otherwise_today_becomes_an_exception()
    {
        var charge = ChargesWithFee.One(out var id);
        running.Providers.Learn("stripe", ChargesWithFee.Changed(charge, charge => charge["amount_captured"] = 900));
        await SendAsync(charge, id);
        await OutcomeAsync(id, "released/contradicted");
        await running.WaitForAsync(Facts(id), "2");
        await TranslatedOtherwiseAsync(id);

        Assert.Equal((1, "new 0, identical 0, different 1, waiting 0, held 0, dead 0, dismissed 0, noFact 0, published 1"), await ReplayAsync(id));
        await running.WaitForAsync($"select count(*) from journal.inbox_repeat where source_event_id = 'evt_{id}' and kind = 'KEY_REUSED'", "1");
    }

    async Task<string> DeniedAsync()
    {
        var charge = ChargesWithFee.One(out var id);
        running.Providers.Learn("stripe", ChargesWithFee.Changed(charge, charge => (charge["status"], charge["captured"]) = ("failed", false)));
        await SendAsync(charge, id);
        await OutcomeAsync(id, "held/denied");
        return id;
    }

    /// <summary>As if the translation of then had said something else.</summary>
    Task TranslatedOtherwiseAsync(string id) => running.TextAsync(
        $"update confirmation.provider_read set reported = jsonb_set(reported, '{{0,amounts,gross,minorUnits}}', '1051') "
        + $"where provider_event_id = 'evt_{id}'");

    static string Facts(string id) => $"select count(*) from journal.inbox where source_event_id = 'evt_{id}'";

    /// <summary>Whatever was published would be in by now.</summary>
    async Task NothingAsync(string id)
    {
        await Task.Delay(1_000);
        Assert.Equal("0", await running.TextAsync(Facts(id)));
    }

    Task OutcomeAsync(string id, string wanted) => running.WaitForAsync(
        $"select state || '/' || coalesce(outcome, '') from confirmation.provider_read where provider_event_id = 'evt_{id}'", wanted);

    /// <summary>Replays the one delivery of a message.</summary>
    async Task<(int Code, string Report)> ReplayAsync(string id)
    {
        var at = DateTimeOffset.Parse((await running.TextAsync(
            $"select to_char(received_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.USZ') from evidence.raw_delivery "
            + $"where provider_event_id = 'evt_{id}' and not headers ? 'ledger-source'"))!, CultureInfo.InvariantCulture);
        string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
        var (code, result, remarks) = await running.LedgerAsync(
            "replay", "--from", Text(at), "--to", Text(at.AddMicroseconds(1)), "--json");
        Assert.True(result.Length > 0, remarks);
        var report = JsonDocument.Parse(result).RootElement;
        _toConfirm = report.GetProperty("toConfirm").GetInt32();
        Assert.Equal("{}", report.GetProperty("reasons").GetRawText());
        string[] counts = ["new", "identical", "different", "waiting", "held", "dead", "dismissed", "noFact", "published"];
        return (code, string.Join(", ", counts.Select(each => $"{each} {(report.TryGetProperty(each, out var count) ? count : null)}")));
    }

    /// <summary>Sends it as webhooks are, with the id of a balance transaction alone, and waits for the archive.</summary>
    async Task SendAsync(byte[] charge, string id)
    {
        await running.SendAsync(ChargesWithFee.Changed(charge, sent => sent["balance_transaction"] = (string)sent["balance_transaction"]!["id"]!));
        await running.WaitForAsync(
            $"select count(*) from evidence.raw_delivery where provider_event_id = 'evt_{id}' and not headers ? 'ledger-source'", "1");
    }
}
