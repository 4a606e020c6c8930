using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ledger.Contract;
using Ledger.Fast.Tests.Inventory;
using Ledger.Fast.Tests.JournalPosting;
using Ledger.Inventory.Commands;
using Ledger.MessageBus;
using Ledger.PaymentEvents;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Fast.Tests.Contract;

/// <summary>
/// R-EV-11: messages of version 1 as they were sent when it was released, the full ones and those of its first builds, which said less.
/// Today's code reads each, and they mean what they meant: the files are never changed, nor is what they say becomes of them.
/// </summary>
public sealed class Kept_messages
{
    static readonly string Folder = Path.Combine(Repository.Root, "tests", "Fast.Tests", "Contract", "v1");

    public static TheoryData<string> Files { get; } =
        [.. Directory.GetFiles(Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    [Fact]
    public void There_is_one_of_each_kind() => Assert.Empty(PublishedMessages.All.Select(message => message.Name)
        .Except(Files.Select(file => Read(file.Data)["kind"]!.GetValue<string>()), StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Files))]
    public void Each_is_read_and_nothing_of_it_is_lost(string file)
    {
        var kept = Read(file);
        var message = PublishedMessages.All.Single(one => one.Name == kept["kind"]!.GetValue<string>());
        Assert.Matches(message.TypePattern, kept["type"]!.GetValue<string>());
        var read = JsonSerializer.Deserialize(kept["message"], message.Type);
        Assert.NotNull(read);
        var again = JsonSerializer.SerializeToNode(read, message.Type);
        Assert.Empty(Lost(kept["message"]!, again, "$"));
    }

    [Theory]
    [InlineData("payment-capture", "journal")]
    [InlineData("payment-capture", "stock")]
    [InlineData("payment-capture-of-a-first-build", "journal")]
    [InlineData("payment-capture-of-a-first-build", "stock")]
    [InlineData("payment-refund", "journal")]
    [InlineData("payment-shipment", "journal")]
    public void Facts_are_what_they_were(string file, string at)
    {
        var kept = Read(file);
        var e = JsonSerializer.Deserialize(kept["message"], PaymentEventJson.Default.PaymentEvent)!;
        EventContract.Require(e);
        Assert.Equal(kept["fingerprint"]!.GetValue<string>(), Convert.ToHexStringLower(e.Fingerprint()));
        Assert.Equal(kept["streamId"]!.GetValue<string>(), e.StreamId);
        Assert.Equal(kept[at]!.GetValue<string>(), at == "journal" ? new Book(Book.Rules).Post(e) : AtStock(e));
    }

    [Fact]
    public void Current_and_previous_version_are_read_and_no_other()
    {
        foreach (var current in (int[])[1, 2, 3])
        {
            foreach (var version in Enumerable.Range(0, 6))
            {
                Assert.Equal(
                    version >= 1 && (version == current || version == current - 1),
                    MessageVersion.Reads($"ledger.journal.entry-posted.v{version}", "ledger.journal.", word => word == "entry-posted", current));
            }
        }
    }

    static string AtStock(PaymentEvent e)
    {
        var book = new StockBook();
        book.Do(new ReceiveStock("TEA-1", "ZRH", 10, 1_000, "EUR", "note"));
        var decision = book.Take(e);
        return $"{decision.Disposition} {decision.Reason} {book.Counts(new("TEA-1", "ZRH"))}";
    }

    // What an old message says must be said again by today's code, whatever else it says.
    static IEnumerable<string> Lost(JsonNode? before, JsonNode? after, string path) => (before, after) switch
    {
        (JsonObject old, JsonObject now) => old.SelectMany(member => Lost(member.Value, now[member.Key], $"{path}.{member.Key}")),
        (JsonArray old, JsonArray now) when old.Count == now.Count => old.SelectMany((item, n) => Lost(item, now[n], $"{path}[{n}]")),
        _ when JsonNode.DeepEquals(before, after) => [],
        _ => [$"{path} was {before?.ToJsonString()} and is {after?.ToJsonString()}."],
    };

    static JsonObject Read(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, $"{file}.json"), Encoding.UTF8))!.AsObject();
}
