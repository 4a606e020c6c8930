using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Ledger.ErpSimulators;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Odoo;

/// <summary>The simulator refuses what Odoo refuses and lets pass what Odoo lets pass; called without the adapter.</summary>
public sealed class OdooSimulatorRules : IAsyncLifetime
{
    OdooWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await OdooWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Two_entries_of_one_reference_are_created_happily()
    {
        await OdooCalls.DraftAsync(_world, "2026-03-15", "TWICE");
        await OdooCalls.DraftAsync(_world, "2026-03-15", "TWICE");

        Assert.Equal(2, _world.Simulator.Office.Entries.Count(entry => entry.Reference == "TWICE"));
    }

    [Fact]
    public async Task An_entry_that_does_not_balance_is_refused_and_nothing_is_left_of_it()
    {
        var refused = await OdooCalls.RefusedAsync(
            _world, "account.move/create", OdooCalls.Vals(_world, "2026-03-15", debit: "5.00", credit: "4.99"));

        Assert.Equal((422, "odoo.exceptions.UserError", "The entry is not balanced."), refused);
        Assert.Empty(_world.Simulator.Office.Entries);
    }

    [Theory]
    [InlineData("\"debit\":5,\"credit\":5,\"amount_currency\":0", "Wrong credit or debit value")]
    [InlineData("\"debit\":5,\"credit\":0,\"amount_currency\":-5", "The amount expressed in the secondary currency")]
    [InlineData("\"debit\":5,\"credit\":0,\"amount_currency\":6", "The amount expressed in the secondary currency")]
    public async Task Lines_that_contradict_themselves_are_refused(string amounts, string words)
    {
        var line = $"{{\"account_id\":{_world.DebitId},{amounts}}}";
        var body = $"{{\"vals_list\":[{{\"journal_id\":{_world.JournalId},\"line_ids\":[[0,0,{line}]]}}]}}";

        var (status, name, message) = await OdooCalls.RefusedAsync(_world, "account.move/create", body);

        Assert.Equal((422, "odoo.exceptions.ValidationError"), (status, name));
        Assert.StartsWith(words, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_posted_entry_is_fixed_until_it_is_reset_to_draft()
    {
        var id = await OdooCalls.DraftAsync(_world, "2026-03-15");
        var ids = $$"""{"ids":[{{id}}]}""";
        Assert.False((await OdooCalls.CallAsync(_world, "account.move/action_post", ids))!.GetValue<bool>());
        var edit = $$"""{"vals":{"date":"2026-03-16"},"ids":[{{id}}]}""";

        Assert.Equal(
            "You cannot modify the following readonly fields on a posted move: date",
            (await OdooCalls.RefusedAsync(_world, "account.move/write", edit)).Message);
        Assert.Equal(
            "You cannot delete an item linked to a posted entry.",
            (await OdooCalls.RefusedAsync(_world, "account.move/unlink", ids)).Message);
        Assert.Equal(
            $"The entry LDG/2026/03/0001 (id {id}) must be in draft.",
            (await OdooCalls.RefusedAsync(_world, "account.move/action_post", ids)).Message);

        await OdooCalls.CallAsync(_world, "account.move/button_draft", ids);
        await OdooCalls.CallAsync(_world, "account.move/write", edit);
        Assert.Equal(new DateOnly(2026, 3, 16), _world.Simulator.Office.Entries.Single().Date);
        await OdooCalls.CallAsync(_world, "account.move/unlink", ids);
        Assert.Empty(_world.Simulator.Office.Entries);
    }

    [Fact]
    public async Task Nothing_is_created_posted()
    {
        var refused = await OdooCalls.RefusedAsync(_world, "account.move/create", """{"vals_list":[{"state":"posted"}]}""");

        Assert.StartsWith("You cannot create a move already in the posted state.", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("account.nothing/read", "{}", 404)]
    [InlineData("account.move/explode", "{}", 404)]
    [InlineData("account.move/create", """{"ids":[1],"vals_list":[]}""", 422)]
    [InlineData("account.move/create", """{"values":[]}""", 422)]
    [InlineData("account.move/search_read", """{"domain":[],"field":["ref"]}""", 422)]
    [InlineData("account.move/search_read", """{"domain":[],"fields":["no_such_field"]}""", 500)]
    [InlineData("account.move/search_read", "[]", 400)]
    [InlineData("account.move/search_read", "{", 400)]
    public async Task Calls_that_fit_no_method_are_refused(string method, string body, int status) =>
        Assert.Equal(status, (await OdooCalls.RefusedAsync(_world, method, body)).Status);

    [Fact]
    public async Task Another_database_or_another_kind_of_body_is_refused()
    {
        Assert.Equal(
            HttpStatusCode.NotFound, (await OdooCalls.RawAsync(_world, "res.company/search_read", "{}", database: "other")).Status);
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await OdooCalls.RawAsync(_world, "res.company/search_read", "{}", contentType: "text/plain")).Status);
    }

    [Fact]
    public async Task A_key_ends_after_three_months_at_most()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _world.Simulator.IssueKey(TimeSpan.FromDays(93)));
        Assert.Equal(HttpStatusCode.OK, (await OdooCalls.RawAsync(_world, "res.company/search_read", "{}")).Status);

        _world.Advance(TimeSpan.FromDays(61));

        Assert.Equal(HttpStatusCode.Unauthorized, (await OdooCalls.RawAsync(_world, "res.company/search_read", "{}")).Status);
    }

    [Fact]
    public async Task An_account_with_a_default_tax_adds_lines_unless_it_is_said_that_there_are_none()
    {
        var body = OdooCalls.Vals(_world, "2026-03-15").Replace(",\"tax_ids\":[[6,0,[]]]", "", StringComparison.Ordinal);

        await OdooCalls.CallAsync(_world, "account.move/create", body);
        await OdooCalls.DraftAsync(_world, "2026-03-15");

        Assert.Equal([4, 2], _world.Simulator.Office.Entries.Select(entry => entry.Lines.Count));
    }

    [Fact]
    public async Task Moments_are_told_in_whole_seconds_and_compared_with_their_fractions()
    {
        await OdooCalls.DraftAsync(_world, "2026-03-15");
        var written = _world.Simulator.Office.Entries.Single().WrittenAt;
        var second = written.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

        var told = (await OdooCalls.CallAsync(
            _world, "account.move/search_read", $$"""{"domain":[["write_date",">","{{second}}"]],"fields":["write_date"]}"""))!.AsArray();

        Assert.Equal(second, Assert.Single(told)!["write_date"]!.GetValue<string>());
    }

    [Fact]
    public async Task Domains_are_read_in_prefix_notation()
    {
        foreach (var reference in new[] { "A", "B", "C" })
        {
            await OdooCalls.DraftAsync(_world, "2026-03-15", reference);
        }

        var told = (await OdooCalls.CallAsync(_world, "account.move/search_read", """
            {"domain":["|",["ref","=","A"],"&",["ref","in",["B","C"]],"!",["ref","=","B"]],"fields":["ref"],"order":"ref desc"}
            """))!.AsArray();

        Assert.Equal(["C", "A"], told.Select(row => row!["ref"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_fault_is_met_once()
    {
        _world.Simulator.Arm(SimulatedFault.Unavailable);
        _world.Simulator.Arm(SimulatedFault.CommitThenDrop);
        _world.Simulator.Arm(SimulatedFault.DropBeforeCommit);
        var vals = OdooCalls.Vals(_world, "2026-03-15");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await OdooCalls.RawAsync(_world, "account.move/create", vals)).Status);
        Assert.Empty(_world.Simulator.Office.Entries);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => OdooCalls.RawAsync(_world, "account.move/create", vals));
        Assert.Single(_world.Simulator.Office.Entries);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => OdooCalls.RawAsync(_world, "account.move/create", vals));
        Assert.Single(_world.Simulator.Office.Entries);
        Assert.Equal(HttpStatusCode.OK, (await OdooCalls.RawAsync(_world, "account.move/create", vals)).Status);
    }

    [Fact]
    public async Task Sums_are_told_by_account()
    {
        var id = await OdooCalls.DraftAsync(_world, "2026-03-15");
        await OdooCalls.CallAsync(_world, "account.move/action_post", $$"""{"ids":[{{id}}]}""");

        var told = (await OdooCalls.CallAsync(_world, "account.move.line/formatted_read_group", """
            {"domain":[["parent_state","=","posted"]],"groupby":["account_id"],"aggregates":["debit:sum","credit:sum","__count"]}
            """))!.AsArray();

        Assert.Equal(2, told.Count);
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse($$"""
                {"account_id":[{{_world.DebitId}},"101200 Clearing"],"debit:sum":5.0,"credit:sum":0.0,"__count":1,
                 "__extra_domain":[["account_id","=",{{_world.DebitId}}]]}
                """),
            told[0]), told.ToJsonString());
    }
}
