using System.Text.Json;
using Ledger.Cli.Erp;
using Ledger.EventStore;
using Ledger.MessageBus.Publishing;
using Xunit;

namespace Ledger.Acceptance.Tests.Erp;

/// <summary>Every <c>ledger erp</c> command as a process beside a running worker: its effect, its refusal, its exit code.</summary>
public sealed class When_the_export_is_commanded(ExportingShop export) : IClassFixture<ExportingShop>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    // R-ERP-26: the number stands on the trace. R-ERP-31, R-FF-07: and in the evidence of its run.
    [Fact]
    public async Task A_posted_entry_is_followed_to_the_number_in_the_ERP_and_back()
    {
        var (payment, reference) = await export.ChargeAsync("book-1", "eur", "accepted");

        var date = (await export.DoneAsync("show", "books", reference)).GetProperty("summary").GetProperty("date").GetString()!;
        var said = await export.DoneAsync(
            "acknowledge", "books", reference, "--status", "posted", "--number", "GL-4711", "--posted-date", date, "--actor", "ada");
        Assert.Equal("posted", said.GetProperty("documents")[0].GetProperty("state").GetString());

        var (code, trace) = await export.Shop.LedgerAsync("trace", payment);
        var entry = trace.GetProperty("streams")[0].GetProperty("facts")[0].GetProperty("records")[0].GetProperty("entry");
        var exported = entry.GetProperty("exports")[0];
        Assert.Equal((0, reference, "posted", "GL-4711"), (
            code, exported.GetProperty("reference").GetString(), exported.GetProperty("state").GetString(),
                exported.GetProperty("erpNumber").GetString()));
        Assert.Contains($"books: {reference} of run", (await export.Shop.LedgerPlainAsync("trace", "GL-4711")).Result,
            StringComparison.Ordinal);

        var shown = await export.DoneAsync("show", "books", reference);
        Assert.Equal(entry.GetProperty("entryId").GetString(), shown.GetProperty("entryIds")[0].GetProperty("entryId").GetString());
        Assert.Equal(
            ["sending", "accepted", "posted"],
                shown.GetProperty("history").EnumerateArray().Select(move => move.GetProperty("to").GetString()));
        Assert.Equal("ada", shown.GetProperty("history")[2].GetProperty("actor").GetString());

        var number = shown.GetProperty("summary").GetProperty("runNumber").GetInt64();
        var run = await export.DoneAsync("runs", "books", $"{number}");
        Assert.Equal("GL-4711", run.GetProperty("created")[0].GetProperty("erpNumber").GetString());
        var totals = run.GetProperty("run");
        Assert.Equal(
            totals.GetProperty("total").GetInt64(),
            new[] { "processed", "rejected", "held", "unknown", "onTheWay" }.Sum(name => totals.GetProperty(name).GetInt64()));
        Assert.Contains(
            (await export.DoneAsync("runs", "books")).GetProperty("runs").EnumerateArray(), each =>
                each.GetProperty("number").GetInt64() == number);
        Assert.Contains(
            (await export.DoneAsync("documents", "books", "--state", "posted", "--run", $"{number}")).GetProperty("documents")
                .EnumerateArray(),
            each => each.GetProperty("reference").GetString() == reference);
        await export.RefusedAsync("ACKNOWLEDGEMENT_REFUSED", 1, "acknowledge", "books", reference, "--status", "rejected", "--message",
            "no");
    }

    [Theory]
    [InlineData("sending")]
    [InlineData("posting")]
    public async Task What_is_being_handed_over_is_not_acknowledged_by_hand(string state)
    {
        var (_, reference) = await export.ChargeAsync($"book-{state}", "eur", "accepted");
        await export.Shop.DamageAsync($"update erp_export.document set state = '{state}' where reference = '{reference}'");
        try
        {
            await export.RefusedAsync("STATE_FORBIDS", 1, "acknowledge", "books", reference, "--status", "posted", "--number", "GL-1");
        }
        finally
        {
            await export.Shop.DamageAsync($"update erp_export.document set state = 'accepted' where reference = '{reference}'");
        }
    }

    [Fact]
    public async Task A_rejected_document_is_sent_again_once_the_mapping_has_what_it_lacked()
    {
        var (payment, reference) = await export.ChargeAsync("book-2", "usd", "rejected");

        var (code, status) = await export.ErpAsync("status", "books");
        Assert.Equal((1, false), (code, status.GetProperty("ok").GetBoolean()));
        Assert.Contains(status.GetProperty("targets")[0].GetProperty("needsPerson").EnumerateArray(), need =>
            need.GetString()!.Contains("rejected", StringComparison.Ordinal));
        await export.RefusedAsync("STILL_UNMAPPED", 1, "retry", "books", reference);
        Assert.Contains("currency USD", (await export.Shop.LedgerPlainAsync("erp", "show", "books", reference)).Result,
            StringComparison.Ordinal);

        export.Map("{currency: GBP}", "{currency: GBP}, {currency: USD}");
        var again = await export.DoneAsync("retry", "books", "--all", "--reason", "dollars are mapped");

        Assert.Equal(reference, Assert.Single(again.GetProperty("documents").EnumerateArray()).GetProperty("reference").GetString());
        await export.WaitForAsync(payment, "accepted");
        // It says the same as before: dollars were only not allowed.
        Assert.Equal(1, (await export.DoneAsync("show", "books", reference)).GetProperty("generation").GetInt32());
        await export.RefusedAsync("STATE_FORBIDS", 1, "retry", "books", reference);
    }

    [Fact]
    public async Task A_paused_target_sends_nothing_until_it_is_resumed()
    {
        await export.DoneAsync("hold", "books", "--reason", "the year is being closed");
        await export.Shop.SendAsync(Stock.Payments.Charge("book-3", null));
        await export.Shop.WaitForAsync("select count(*) from erp_export.entry where stream_id = 'pi_book-3'", 1);

        var (code, status) = await export.ErpAsync("status");
        Assert.Equal(1, code);
        Assert.Contains("paused: the year is being closed",
            status.GetProperty("targets")[0].GetProperty("needsPerson").EnumerateArray().Select(need => need.GetString()));
        Assert.Equal(0, await export.Shop.CountAsync("select count(*) from erp_export.document d join erp_export.entry e on e.position = any(d.positions) where e.stream_id = 'pi_book-3'"));

        await export.DoneAsync("resume", "books");
        await export.DoneAsync("cut", "books", "--actor", "ada");

        await export.WaitForAsync("pi_book-3", "accepted");
        Assert.Equal(3, await export.Shop.CountAsync("select count(*) from erp_export.mt_events where type = 'erp_target_commanded'"));
    }

    [Fact]
    public async Task A_replay_says_what_was_said_before_and_has_no_second_effect()
    {
        await export.ChargeAsync("book-4", "gbp", "accepted");
        var entries = await export.Shop.CountAsync("select count(*) from erp_export.entry");

        var replayed = await export.DoneAsync("replay", "--from", "0");

        Assert.InRange(replayed.GetProperty("entries").GetInt64(), entries, entries + 3);
        await export.Shop.WaitForAsync("select least(count(*), 1) from erp_export.inbox_repeat", 1);
        var sent = new List<OutgoingMessage>();
        var replay = new EntryReplay(
            new PostgresEventStore(export.Shop.Databases.Journal, "journal", TimeProvider.System),
            (message, _) =>
            {
                sent.Add(message);
                return Task.CompletedTask;
            });
        await replay.RunAsync(0, null, new Progress<PrintedReplay>(), Ct);
        Assert.All(sent, message => Assert.Equal(("", "erp-export"), (message.Exchange, message.RoutingKey)));
        var kept = await export.TextAsync("select string_agg(encode(sha256(body), 'hex'), ' ' order by position) from erp_export.entry");
        Assert.StartsWith(
            kept, string.Join(' ',
                sent.Select(message => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(message.Body.Span)))),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_export_is_proved_with_everything_else()
    {
        await export.ChargeAsync("book-5", "eur", "accepted");

        var (code, report) = await export.Shop.LedgerAsync("verify");

        Assert.True(code == 0, report.ToString());
        Assert.Contains(report.GetProperty("checks").EnumerateArray(), check => check.GetProperty("name").GetString() == "erp-coverage");
    }

    [Fact]
    public async Task What_an_outside_ERP_cannot_be_asked_is_said()
    {
        var (_, reference) = await export.ChargeAsync("book-6", "eur", "accepted");

        var target = Assert.Single((await export.DoneAsync("targets")).GetProperty("targets").EnumerateArray());
        Assert.Equal(("books", "outside", "1"), (
            target.GetProperty("target").GetString(), target.GetProperty("kind").GetString(),
                target.GetProperty("mappingVersion").GetString()));
        await export.RefusedAsync("NOT_ASKABLE", 1, "confirm", "books");
        await export.RefusedAsync("STATE_FORBIDS", 1, "confirm", "books", reference);
        var (code, balances) = await export.ErpAsync("tie-out", "books");
        Assert.Equal(
            (1, false, "CannotBeTold"),
            (code, balances.GetProperty("asked").GetBoolean(), balances.GetProperty("result").GetString()));
        Assert.Empty((await export.DoneAsync("findings")).GetProperty("findings").EnumerateArray());
        await export.RefusedAsync("FINDING_UNKNOWN", 1, "findings", "books", "--close", "17", "--reason", "nothing");
        await export.RefusedAsync("STATE_FORBIDS", 1, "hold", "books", reference, "--reason", "too late");
        await export.RefusedAsync("STATE_FORBIDS", 1, "resume", "books", reference, "--date", "2027-01-01");
    }

    [Fact]
    public async Task Names_that_nobody_knows_and_words_that_do_not_fit_are_refused()
    {
        await export.RefusedAsync("TARGET_UNKNOWN", 1, "hold", "boks", "--reason", "a slip of the pen");
        await export.RefusedAsync("TARGET_UNKNOWN", 1, "status", "boks");
        await export.RefusedAsync("DOCUMENT_UNKNOWN", 1, "show", "books", "LDG000000-99999");
        await export.RefusedAsync("DOCUMENT_UNKNOWN", 1, "hold", "books", "seventeen", "--reason", "none");
        await export.RefusedAsync("RUN_UNKNOWN", 1, "runs", "books", "99999");
        await export.RefusedAsync("WRONG_USAGE", 2, "hold", "books");
        await export.RefusedAsync("WRONG_USAGE", 2, "retry", "books");
        var (_, accepted) = await export.ChargeAsync("book-7", "eur", "accepted");
        await export.RefusedAsync("WRONG_USAGE", 2, "acknowledge", "books", accepted, "--status", "posted", "--number", "");
        await export.RefusedAsync("WRONG_USAGE", 2, "resume", "books", "--all", "--date", "2027-01-01");
        await export.RefusedAsync("WRONG_USAGE", 2, "documents", "books", "--state", "lost");
        await export.RefusedAsync("WRONG_USAGE", 2, "cut", "books", "--actor", new string('x', 101));
        await export.RefusedAsync("WRONG_USAGE", 2, "replay", "--from", "7", "--to", "3");
        var (code, json) = await UnconfiguredAsync("erp", "targets", "--json");
        Assert.Equal((3, "ERP_TARGETS_NOT_FOUND"), (code, json.GetProperty("error").GetProperty("name").GetString()));
    }

    /// <summary>The command where nothing is configured.</summary>
    static async Task<(int Code, JsonElement Json)> UnconfiguredAsync(params string[] arguments)
    {
        var (code, result, _) = await TestKit.LedgerProcess.RunAsync(new Dictionary<string, string>(), arguments);
        return (code, JsonDocument.Parse(result).RootElement);
    }
}
