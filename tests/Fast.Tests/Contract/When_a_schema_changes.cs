using System.Text.Json.Nodes;
using Ledger.Contract;
using Xunit;

namespace Ledger.Fast.Tests.Contract;

/// <summary>What a released schema allows later ones (R-EV-18): more may come, nothing may go.</summary>
public sealed class When_a_schema_changes
{
    static JsonObject Entry() => JsonNode.Parse(new ContractFiles().All["schemas/journal-entry.schema.json"])!.AsObject();

    static JsonObject Acknowledgement() => JsonNode.Parse(new ContractFiles().All["schemas/erp-acknowledgement.schema.json"])!.AsObject();

    [Fact]
    public void The_same_breaks_nothing() => Assert.Empty(SchemaCompatibility.Breaks(Entry(), Entry(), isSent: true));

    [Fact]
    public void An_optional_member_may_come() => Assert.Empty(Breaks(later =>
        later["properties"]!["batch"] = JsonNode.Parse("""{"type":["string","null"],"description":"A batch."}""")));

    [Fact]
    public void A_member_that_is_always_there_may_come() => Assert.Empty(Breaks(later =>
    {
        later["properties"]!["batch"] = JsonNode.Parse("""{"type":"string","description":"A batch."}""");
        later["required"]!.AsArray().Add("batch");
    }));

    [Fact]
    public void A_word_may_come_to_a_list_and_a_sentence_may_change() => Assert.Empty(Breaks(later =>
    {
        later["properties"]!["class"]!["enum"]!.AsArray().Add("loan-granted");
        later["properties"]!["class"]!["description"] = "Other words.";
    }));

    [Fact]
    public void A_member_that_goes_is_named() =>
        Assert.Contains("$.orderRef was removed or renamed.", Breaks(later => later["properties"]!.AsObject().Remove("orderRef")));

    [Fact]
    public void A_member_of_a_part_that_is_renamed_is_named() =>
        Assert.Contains("$.lines[].amount.minorUnits was removed or renamed.", Breaks(later =>
        {
            var money = later["$defs"]!["Money"]!["properties"]!.AsObject();
            var units = money["minorUnits"]!.DeepClone();
            money.Remove("minorUnits");
            money["units"] = units;
        }));

    [Theory]
    [InlineData("position", """{"type":"string"}""")]
    [InlineData("orderRef", """{"type":"string"}""")]
    [InlineData("entryId", """{"type":"string"}""")]
    [InlineData("class", """{"type":"string"}""")]
    [InlineData("class", """{"type":"string","enum":["auth-created"]}""")]
    [InlineData("lines", """{"type":"array","minItems":2,"items":{"type":"string"}}""")]
    [InlineData("lines", """{"type":"array","items":{"$ref":"#/$defs/JournalLine"}}""")]
    public void A_member_that_becomes_another_is_named(string member, string schema) => Assert.Contains(
        Breaks(later => later["properties"]![member] = JsonNode.Parse(schema)), broken => broken.StartsWith($"$.{member}", StringComparison.Ordinal));

    [Fact]
    public void What_was_always_there_must_stay_so() => Assert.Equal(
        ["$.row was always there and may be missing now."],
        Breaks(later => later["required"]!.AsArray().RemoveAll(name => name!.GetValue<string>() == "row")));

    [Fact]
    public void Of_what_is_read_nothing_more_may_be_asked_for()
    {
        var later = Acknowledgement();
        later["required"]!.AsArray().Add("erpId");
        Assert.Equal(["$.erpId must be given now."], SchemaCompatibility.Breaks(Acknowledgement(), later, isSent: false));
        later = Acknowledgement();
        later["required"]!.AsArray().RemoveAll(name => name!.GetValue<string>() == "actor");
        Assert.Empty(SchemaCompatibility.Breaks(Acknowledgement(), later, isSent: false));
    }

    static IReadOnlyList<string> Breaks(Action<JsonObject> change)
    {
        var later = Entry();
        change(later);
        return SchemaCompatibility.Breaks(Entry(), later, isSent: true);
    }
}
