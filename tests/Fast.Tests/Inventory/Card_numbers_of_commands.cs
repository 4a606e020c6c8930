using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ledger.Inventory;
using Ledger.Inventory.Commands;
using Ledger.Inventory.Deciding;
using Xunit;
using static Ledger.Fast.Tests.JournalPosting.PaymentSample;

namespace Ledger.Fast.Tests.Inventory;

/// <summary>No text of any command brings a card number into the store: words are masked, a name is refused.</summary>
public sealed class Card_numbers_of_commands
{
    const string Card = "4242 4242 4242 4242";

    public static TheoryData<string> Commands =>
    [
        """{"kind":"expect","sku":"R","location":"Z","quantity":1,"reference":"r"}""",
        """{"kind":"receive","sku":"R","location":"Z","quantity":1,"cost":1,"currency":"EUR","reference":"r"}""",
        """{"kind":"adjust","sku":"R","location":"Z","quantity":1,"reason":"DAMAGED","note":"n","cost":1,"currency":"EUR"}""",
        """{"kind":"transfer","sku":"R","from":"Z","to":"B","quantity":1,"reason":"REBALANCE"}""",
        """{"kind":"terms","sku":"R","location":"Z","safetyStock":0,"backorderable":false}""",
        """{"kind":"reserve","orderRef":"r","lines":[{"sku":"R","quantity":1,"location":"Z"}]}""",
        """{"kind":"release","orderRef":"r","reason":"CART_ABANDONED","note":"n"}""",
        """{"kind":"commit","orderRef":"r","note":"n"}""",
        """{"kind":"settle","payment":"stripe/acct_1/pi_1","settlement":"po_1","note":"n"}""",
        """{"kind":"ship","orderRef":"r","shipmentId":"s","lines":[{"sku":"R","quantity":1,"location":"Z"}]}""",
        """{"kind":"return","orderRef":"r","returnId":"s","lines":[{"sku":"R","quantity":1,"location":"Z"}]}""",
        """{"kind":"grade","orderRef":"r","returnId":"s","sku":"R","quantity":1,"grade":"resale","inspector":"i","note":"n"}""",
        """
        {"kind":"request-correction","correction":{"sku":"R","location":"Z","providerEventId":"e","objectId":"R","evidence":"v",
        "reason":"w","currency":"EUR"}}
        """,
        """{"kind":"approve-correction","correctionId":"00000000-0000-0000-0000-000000000001","sku":"R","location":"Z"}""",
        """
        {"kind":"supply","paymentStream":"payment/r","eventId":"00000000-0000-0000-0000-000000000001","orderRef":"o",
        "lines":[{"sku":"R","quantity":1,"location":"Z"}],"payment":"stripe/acct_1/pi_1"}
        """,
        """{"kind":"discard","paymentStream":"payment/r","eventId":"00000000-0000-0000-0000-000000000001","note":"n"}""",
        """{"kind":"close","caseStream":"stock/4222222222222@Z","caseId":"c","note":"n","orderRef":"o"}""",
    ];

    [Fact]
    public void The_table_has_every_command() => Assert.Equal(
        typeof(StockCommand).Assembly.GetTypes().Count(type => type.IsSubclassOf(typeof(StockCommand))), Commands.Count);

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_text_is_masked_or_refused(string json)
    {
        Assert.Null(CommandDecider.Barred(Given(json)));
        Assert.Equal(Given(json).Body, Given(json).WithoutCardNumbers().Body);
        var replaced = 0;
        foreach (var path in TextsOf(JsonNode.Parse(json)!).Where(path => path != "$.kind"))
        {
            if (With(json, path) is not { } given)
            {
                continue; // A member that is no text, such as a UUID.
            }

            replaced++;
            var kept = given.WithoutCardNumbers();
            var isRefused = CommandDecider.Barred(given)?.Reason == StockReason.CardNumberGiven;
            Assert.True(isRefused || !Encoding.UTF8.GetString(kept.Body).Contains(Card, StringComparison.Ordinal), path);
            Assert.Equal(isRefused, kept.StoredSha256 is null);
            Assert.Equal(SHA256.HashData(given.Body), kept.BodySha256);
            Assert.Equal(isRefused ? given.Command : StockCommandJson.Read(kept.Body), kept.Command, (a, b) => Json(a) == Json(b));
        }

        Assert.InRange(replaced, 2, 9);
    }

    [Fact]
    public void A_member_that_stands_twice_is_refused_so_that_nothing_hides_behind_it() => Assert.Throws<JsonException>(
        () => StockCommandJson.Read(Encoding.UTF8.GetBytes($$"""{"kind":"commit","note":"{{Card}}","orderRef":"r","note":"n"}""")));

    [Fact]
    public void Whoever_commands_has_no_card_number_for_a_name() => Assert.Equal(
        StockReason.CardNumberGiven, CommandDecider.Barred(Given(Commands.First().Data) with { Actor = Card })?.Reason);

    [Fact]
    public void The_refusal_does_not_repeat_the_name() => Assert.DoesNotContain(
        "4242", CommandDecider.Barred(With(Commands.First().Data, "$.sku")!)!.Detail, StringComparison.Ordinal);

    static ShopCommand Given(string json)
    {
        var body = Encoding.UTF8.GetBytes(json);
        return new ShopCommand(Guid.CreateVersion7(Noon), "clerk", Noon, body, StockCommandJson.Read(body));
    }

    static ShopCommand? With(string json, string path)
    {
        var root = JsonNode.Parse(json)!;
        var at = TextNodes(root).Single(node => node.GetPath() == path);
        at.ReplaceWith(Card);
        try
        {
            return Given(root.ToJsonString());
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static List<string> TextsOf(JsonNode root) => [.. TextNodes(root).Select(node => node.GetPath())];

    static IEnumerable<JsonNode> TextNodes(JsonNode node) => node switch
    {
        JsonObject members => members.Select(member => member.Value!).SelectMany(TextNodes),
        JsonArray items => items.SelectMany(item => TextNodes(item!)),
        _ => node.GetValueKind() == JsonValueKind.String ? [node] : [],
    };

    static string Json(StockCommand command) => Encoding.UTF8.GetString(StockCommandJson.Write(command));
}
