using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Odoo;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Odoo;

public sealed class When_odoo_answers_an_error
{
    const string UserError = "odoo.exceptions.UserError";

    // Texts as they stand in several versions of odoo/odoo, addons/account/models/account_move.py; read 2026-11-28.
    [Theory]
    [InlineData("You cannot add/modify entries prior to and inclusive of: Global Lock Date (12/31/2025).", ErpReason.PeriodClosed)]
    [InlineData(
        "You cannot add/modify entries prior to and inclusive of: Hard Lock Date (12/31/2025) and Sales Lock Date (01/31/2026).",
        ErpReason.PeriodClosed)]
    [InlineData("You cannot add/modify entries prior to and inclusive of the lock date 12/31/2025.", ErpReason.PeriodClosed)]
    [InlineData(
        "You cannot add/modify entries prior to and inclusive of the lock date 12/31/2025. Check the company settings or ask someone " +
        "with the 'Adviser' role",
        ErpReason.PeriodClosed)]
    [InlineData("The entry is not balanced.", ErpReason.Unbalanced)]
    [InlineData("The following entries are unbalanced:\n\n  - LDG/2026/03/0001\n", ErpReason.Unbalanced)]
    [InlineData("A line of this move is using a deprecated account, you cannot post it.", ErpReason.MasterDataMissing)]
    [InlineData("You cannot post an entry in an archived journal (LDG)", ErpReason.MasterDataMissing)]
    [InlineData("You cannot validate a document with an inactive currency: KWD", ErpReason.CurrencyNotTaken)]
    [InlineData("The entry LDG/2026/03/0001 (id 42) must be in draft.", ErpReason.ReferenceTaken)]
    [InlineData("Something that nobody has met before.", ErpReason.RefusedByErp)]
    public void What_it_says_has_a_name_and_is_kept(string text, ErpReason reason)
    {
        var refusal = OdooRefusals.Of(Answer(422, Error(UserError, text)));

        Assert.Equal(new ErpRefusal(reason, text, UserError), refusal);
    }

    [Fact]
    public void A_record_that_is_gone_is_missing_master_data()
    {
        var text = "Record does not exist or has been deleted.\n(Record: account.account(99,), User: 2)";

        Assert.Equal(ErpReason.MasterDataMissing, OdooRefusals.Of(Answer(404, Error("odoo.exceptions.MissingError", text)))?.Reason);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public void Refused_access_needs_no_body(int status) =>
        Assert.Equal(ErpReason.AccessRefused, OdooRefusals.Of(Answer(status, "<html>no</html>"))?.Reason);

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"name\":false,\"message\":3}")]
    [InlineData("{\"message\":\"half an err")]
    [InlineData("<html><body>404</body></html>")]
    public void What_is_no_error_of_Odoo_says_nothing(string body) => Assert.Null(OdooRefusals.Of(Answer(404, body)));

    [Fact]
    public void The_documented_401_is_refused_access()
    {
        var (status, body) = Sample("json2_error_401.http.txt");

        var refusal = OdooRefusals.Of(Answer(status, body));

        Assert.Equal((ErpReason.AccessRefused, "werkzeug.exceptions.Unauthorized"), (refusal!.Reason, refusal.ErpCode));
        Assert.Contains("Invalid apikey", refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void The_documented_search_is_read()
    {
        using var json = JsonDocument.Parse(Sample("json2_search_read.http.txt").Body);

        var row = Assert.Single(json.RootElement.Rows());

        Assert.Equal((25, "Deco Addict"), (row.Id(), row.Text("name")));
    }

    [Fact]
    public async Task The_simulator_refuses_a_key_as_the_documents_show()
    {
        var (status, body) = Sample("json2_error_401.http.txt");
        await using var world = await OdooWorld.StartAsync();
        world.ApiKey = "6578616d706c65206a736f6e20617069206b6579";

        var (told, answer) = await OdooCalls.RawAsync(world, "res.partner/search_read", """{"domain":[]}""");

        Assert.Equal(status, (int)told);
        using var documented = JsonDocument.Parse(body);
        using var simulated = JsonDocument.Parse(answer);
        Assert.Equal(Names(documented), Names(simulated));
        foreach (var field in new[] { "name", "message", "arguments", "context" })
        {
            Assert.True(JsonElement.DeepEquals(documented.RootElement.GetProperty(field), simulated.RootElement.GetProperty(field)), field);
        }

        static IEnumerable<string> Names(JsonDocument json) => json.RootElement.EnumerateObject().Select(field => field.Name);
    }

    static string Error(string name, string message) => new JsonObject
    {
        ["name"] = name,
        ["message"] = message,
        ["arguments"] = new JsonArray(message),
        ["context"] = new JsonObject(),
        ["debug"] = "Traceback (most recent call last)",
    }.ToJsonString();

    static ErpAnswer Answer(int status, string body)
    {
        using var response = new HttpResponseMessage((HttpStatusCode)status);
        return new ErpAnswer(status, Encoding.UTF8.GetBytes(body), null, response.Headers);
    }

    // A saved exchange: the answer is the last head with its body.
    static (int Status, string Body) Sample(string name)
    {
        var text = File.ReadAllText(SharedData.Locate($"erp/odoo/{name}")).ReplaceLineEndings("\n");
        var answer = text[text.LastIndexOf("HTTP/1.1 ", StringComparison.Ordinal)..];
        return (
            int.Parse(answer.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture),
            answer[(answer.IndexOf("\n\n", StringComparison.Ordinal) + 2)..]);
    }
}
