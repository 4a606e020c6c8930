using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Ledger.PaymentEvents;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Fast.Tests.PaymentEvents;

/// <summary>
/// No card number can reach a log, a queue or a table. The numbers are the test numbers that Stripe, Adyen and PayPal
/// publish.
/// </summary>
public sealed class CardNumbersTests
{
    public static TheoryData<string> TestNumbers =>
    [
        "4242424242424242", "4000056655665556", "5555555555554444", "2223003122003222", "5105105105105100",
        "378282246310005", "371449635398431", "6011111111111117", "6011000990139424", "3056930009020004",
        "36227206271667", "6555900000604105", "3566002020360505", "6200000000000005", "6205500000000000004",
        "4222222222222", "4917610000000000003",
    ];

    [Theory]
    [MemberData(nameof(TestNumbers))]
    public void Published_test_number_keeps_six_and_four(string number)
    {
        var masked = number[..6] + new string('*', number.Length - 10) + number[^4..];

        Assert.Equal(masked, CardNumbers.Mask(number));
        Assert.Equal($"{{\"a\":\"{masked}\"}}", MaskBytes($"{{\"a\":\"{number}\"}}"));
        Assert.Equal($"{{\"a\":{masked.Replace('*', '0')}}}", MaskBytes($"{{\"a\":{number}}}"));
        Assert.Equal($"card={masked}&x=1", MaskBytes($"card={number}&x=1"));
    }

    [Theory]
    [InlineData("4242 4242 4242 4242", "4242 42** **** 4242")]
    [InlineData("4242-4242-4242-4242", "4242-42**-****-4242")]
    [InlineData("3782 822463 10005", "3782 82***1 0005|3782 82**** *0005")]
    [InlineData("4 2 4 2 4 2 4 2 4 2 4 2 4 2 4 2", "4 2 4 2 4 2 * * * * * * 4 2 4 2")]
    [InlineData("4242 4242 4242 4242 12/30 123", "4242 42** **** 4242 12/30 123")]
    [InlineData("on 7 4242 4242 4242 4242", "on 7 4242 42** **** 4242")]
    [InlineData("ch_4242424242424242", "ch_424242******4242")]
    [InlineData("x4242424242424242y", "x424242******4242y")]
    [InlineData("4242424242424242.", "424242******4242.")]
    [InlineData("5555555555554444,4242424242424242", "555555******4444,424242******4242")]
    public void Groups_and_neighbours_do_not_hide_a_number(string text, string expected) =>
        Assert.Contains(CardNumbers.Mask(text), expected.Split('|'));

    [Theory]
    [InlineData("42424242-4242-4242-0000-000000000000")]
    [InlineData("42424242-4242-4242-8000-000000000000")]
    public void Digits_in_the_shape_of_a_UUID_do_not_hide_a_number(string text) =>
        Assert.StartsWith("424242**-****-4242-", CardNumbers.Mask(text), StringComparison.Ordinal);

    // Only that one form of an id is let through: any other word around 13 digits, and any other number of digits, is not.
    [Theory]
    [InlineData("RS4222222222222N")] // 16
    [InlineData("8RSA4222222222222N")] // 18
    [InlineData("8rs4222222222222n")]
    [InlineData("ab4242424242424242cccccccccccccccccccccccccccccccccccccccccccccca")] // 65
    [InlineData("ab4242424242424242ccccccccccccccccccccccccccccccccccccccccccccc")] // 63
    [InlineData("xab4242424242424242cccccccccccccccccccccccccccccccccccccccccccccc")]
    [InlineData("A4242424242424242FFFFFFFFFFFFFFFFFFFFFFF")]
    [InlineData("a4242424242424242fff fffffffffffffffffff")]
    [InlineData("_8RS4222222222222N")]
    [InlineData("é8RS4222222222222N")]
    [InlineData("8RS4222222222222\\u004e")]
    [InlineData("8RS42222222222 22N")]
    [InlineData("ABC42424242424242")] // 14 digits
    [InlineData("X4242424242424242")] // 16 digits
    public void A_word_of_another_form_does_not_hide_a_number(string text) => Assert.True(CardNumbers.IsIn(text));

    [Theory]
    [InlineData("4242424242424241")] // fails the check digit
    [InlineData("42424242424242424242")] // twenty digits
    [InlineData("4242  4242  4242  4242")] // two spaces
    [InlineData("4242--4242-4242-4242")]
    [InlineData("4242/4242/4242/4242")]
    [InlineData("000000000000000000")]
    [InlineData("0000-0000-0000-0000")]
    [InlineData("pi_3MtwBwLkdIwHu7ix28a3tqPa")]
    [InlineData("1795000000")]
    [InlineData("42424242-4242-4242-abcd-abcdef012345")] // a UUID is no card number
    [InlineData("8RS6210148826604N")] // 17 capitals and digits: a transaction id, although 6210148826604 passes the check
    [InlineData("WH-82L71649W50323023-2MW4820926242972J")]
    [InlineData("t=1795000000,v1=ab4242424242424242cccccccccccccccccccccccccccccccccccccccccccccc")] // a signature: SHA-256
    [InlineData("bt_signature=public|a4242424242424242fffffffffffffffffffffff&bt_payload=x")] // SHA-1
    [InlineData("/captures/4222222222222XYZW\"")]
    [InlineData("")]
    public void What_is_no_card_number_stays_the_same_instance(string text) =>
        Assert.Same(text, CardNumbers.Mask(text));

    [Theory]
    [InlineData("""{"a":"\u0034242424242424242"}""", """{"a":"\u003424242******4242"}""")]
    [InlineData("""{"a":"4242424\u0032424\u00324242"}""", """{"a":"424242*\u002a***\u002a4242"}""")]
    [InlineData("""{"a":"4242\u00204242\u002d4242 4242"}""", """{"a":"4242\u002042**\u002d**** 4242"}""")]
    [InlineData("""{"a":"\"4242424242424242\\"}""", """{"a":"\"424242******4242\\"}""")]
    public void Escapes_of_JSON_do_not_hide_a_number(string json, string expected)
    {
        var masked = MaskBytes(json);
        using var document = JsonDocument.Parse(masked);

        Assert.Equal(json.Length, masked.Length);
        Assert.DoesNotContain("42424242", document.RootElement.GetProperty("a").GetString()!, StringComparison.Ordinal);
        Assert.False(CardNumbers.IsIn(document.RootElement.GetProperty("a").GetString()!));
        Assert.Equal(expected, masked);
    }

    [Theory]
    [InlineData("""{"rate":0.4242424242424242}""")] // decimal places
    [InlineData("""{"a":"\\u0034242424242424241"}""")]
    [InlineData("""{"a":1795000000,"b":"2026-11-20"}""")]
    public void Body_without_a_card_number_is_not_copied(string json)
    {
        ReadOnlyMemory<byte> body = Encoding.UTF8.GetBytes(json);
        var result = CardNumbers.Mask(body, out var masked);

        Assert.False(masked);
        Assert.True(result.Equals(body));
    }

    [Fact]
    public void Bare_number_after_a_string_with_quotes_is_masked_as_a_number() =>
        Assert.Equal(
            """{"a\"":"x\\","b":4242420000004242,"c":"424242******4242"}""",
            MaskBytes("""{"a\"":"x\\","b":4242424242424242,"c":"4242424242424242"}"""));

    [Fact]
    public void Masked_JSON_is_JSON_with_nothing_left_to_find() =>
        Prop.ForAll(Bodies().ToArbitrary(), body =>
        {
            var masked = CardNumbers.Mask(Encoding.UTF8.GetBytes(body), out _);
            using var document = JsonDocument.Parse(masked);
            Assert.False(CardNumbers.IsIn(document.RootElement.GetProperty("a").GetString()!));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void Random_bytes_never_throw() =>
        Prop.ForAll(Gen.Elements("0123456789 -\\u003\"{[.a"u8.ToArray()).ArrayOf().ToArbitrary(), bytes =>
        {
            var masked = CardNumbers.Mask(bytes, out _);
            Assert.Equal(bytes.Length, masked.Length);
            _ = CardNumbers.Mask(Encoding.UTF8.GetString(bytes));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    /// <summary>None of the 182 of all providers; one PayPal id has 13 digits in a row that pass the check.</summary>
    [Fact]
    public void Public_payloads_of_providers_are_masked_only_where_known()
    {
        var folder = SharedData.Locate("webhooks");
        var files = Directory.EnumerateFiles(folder, "*.*", SearchOption.AllDirectories).ToList();
        var hits = files.Where(file =>
        {
            CardNumbers.Mask(File.ReadAllBytes(file), out var masked);
            return masked;
        }).Select(Path.GetFileName).Order(StringComparer.Ordinal).ToList();

        Assert.NotEmpty(files);
        Assert.Empty(hits);
    }

    static Gen<string> Bodies() =>
        from number in Gen.Elements(TestNumbers.Select(row => row.Data).ToArray())
        from before in Gen.Elements("", "x", "1 ", "12-", "\\u0031", "\\\\", "\\\"", "\\n", "4242 ")
        from after in Gen.Elements("", "y", " 1", "-123", "\\u0031", "\\\\", "\\\"", " 4242")
        from separator in Gen.Elements("", " ", "-")
        from size in Gen.Elements(1, 4, 6, 19)
        let grouped = string.Join(separator, number.Chunk(size).Select(chars => new string(chars)))
        let text = before + grouped + after
        select $$"""{"a":"{{text}}","b":{{number}},"c":-{{number}}.5,"d":[{{number}},0.{{number}}]}""";

    static string MaskBytes(string body) =>
        Encoding.UTF8.GetString(CardNumbers.Mask(Encoding.UTF8.GetBytes(body), out _).Span);
}
