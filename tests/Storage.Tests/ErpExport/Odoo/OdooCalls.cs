using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Odoo;

/// <summary>Calls the simulator without the adapter, as another client of Odoo would.</summary>
static class OdooCalls
{
    static readonly HttpClient Client = new();

    /// <summary>Calls a method; the status and the body as they come.</summary>
    public static async Task<(HttpStatusCode Status, string Body)> RawAsync(
        OdooWorld world, string method, string body, string database = "ledger", string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(world.Simulator.Address, $"/json/2/{method}"))
        {
            Content = new StringContent(body, Encoding.UTF8, contentType),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("bearer", world.ApiKey);
        request.Headers.Add("X-Odoo-Database", database);
        using var answer = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Calls a method that must work.</summary>
    public static async Task<JsonNode?> CallAsync(OdooWorld world, string method, string body)
    {
        var (status, text) = await RawAsync(world, method, body);
        Assert.True(status == HttpStatusCode.OK, $"{method}: {(int)status} {text}");
        return JsonNode.Parse(text);
    }

    /// <summary>Calls a method that must be refused.</summary>
    /// <returns>The status, and name and message of the error.</returns>
    public static async Task<(int Status, string Name, string Message)> RefusedAsync(OdooWorld world, string method, string body)
    {
        var (status, text) = await RawAsync(world, method, body);
        var error = JsonNode.Parse(text)!.AsObject();
        return ((int)status, error["name"]!.GetValue<string>(), error["message"]!.GetValue<string>());
    }

    /// <summary>Creates a draft of two lines; returns its id.</summary>
    public static async Task<long> DraftAsync(OdooWorld world, string date, string reference = "BY-HAND") =>
        (await CallAsync(world, "account.move/create", Vals(world, date, reference)))!.AsArray()[0]!.GetValue<long>();

    /// <summary>Arguments of a create.</summary>
    public static string Vals(
        OdooWorld world, string date, string reference = "BY-HAND", string debit = "5.00", string credit = "5.00") => $$"""
        {"vals_list":[{"move_type":"entry","journal_id":{{world.JournalId}},"date":"{{date}}","ref":"{{reference}}","line_ids":[
          [0,0,{"account_id":{{world.DebitId}},"debit":{{debit}},"credit":0}],
          [0,0,{"account_id":{{world.CreditId}},"debit":0,"credit":{{credit}},"tax_ids":[[6,0,[]]]}]]}]}
        """;
}
