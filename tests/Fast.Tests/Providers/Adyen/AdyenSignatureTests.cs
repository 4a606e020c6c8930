using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ledger.Providers;
using Ledger.Providers.Adyen;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Fast.Tests.Providers.Adyen;

/// <summary>R-GW-03: nothing is trusted before every item's signature, or the one over the exact bytes, is right.</summary>
public sealed class AdyenSignatureTests
{
    const string New = "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056";
    const string Old = "DFB1EB5485895CFA84146406857104ABB4CBCABDC8AAF103A624C8F6A3EAAB00";
    const string Vectors = "webhooks/adyen/vectors/adyen-hmac-vectors.json";

    static readonly AdyenProvider Adyen = new();
    static readonly byte[] Message = "{\"type\":\"balancePlatform.transfer.updated\",\"data\":{\"id\":\"1\"}}"u8.ToArray();

    [Fact]
    public void Known_answers_of_adyen_dotnet_are_what_is_computed()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(SharedData.Locate(Vectors)));
        var vectors = document.RootElement.GetProperty("vectors").EnumerateArray().ToList();

        Assert.Equal(4, vectors.Count);
        Assert.All(vectors, vector => Assert.Equal(
            Text(vector, "expected"), AdyenSignature.HeaderFor(Signed(vector), Text(vector, "hmacKey"))));
    }

    [Fact]
    public void Known_items_of_adyen_dotnet_are_authentic_colons_and_backslashes_included()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(SharedData.Locate(Vectors)));
        var items = document.RootElement.GetProperty("vectors").EnumerateArray()
            .Where(vector => !Text(vector, "name").Contains("raw string", StringComparison.Ordinal)).ToList();

        Assert.Equal(3, items.Count);
        foreach (var vector in items)
        {
            var item = ItemOf(Text(vector, "signed"));
            item["additionalData"] = new JsonObject { ["hmacSignature"] = Text(vector, "expected") };
            Assert.Equal(new Verification.Authentic(0), Verify(Body(item), null, Text(vector, "hmacKey")));
            item["merchantReference"] += "x";
            Assert.Equal(RefusalReason.SignatureWrong, Reason(Verify(Body(item), null, Text(vector, "hmacKey"))));
        }
    }

    [Theory]
    [InlineData("pspReference")]
    [InlineData("originalReference")]
    [InlineData("merchantAccountCode")]
    [InlineData("merchantReference")]
    [InlineData("eventCode")]
    [InlineData("success")]
    [InlineData("amount.value")]
    [InlineData("amount.currency")]
    public void Each_of_the_eight_fields_is_signed(string field)
    {
        var body = Signed("capture", item =>
        {
            var (holder, name) = field.StartsWith("amount.", StringComparison.Ordinal)
                ? (item["amount"]!.AsObject(), field[7..])
                : (item, field);
            holder[name] = name switch { "success" => "false", "value" => 1251, _ => holder[name] + "x" };
        });

        Assert.Equal(RefusalReason.SignatureWrong, Reason(Verify(body, null, New)));
    }

    [Fact]
    public void What_is_not_among_the_eight_fields_is_not_signed() => // Stands in the README; here so that nobody forgets it.
        Assert.Equal(
            new Verification.Authentic(0), Verify(Signed("capture", item => item["reason"] = "Transaction Recaptured"), null, New));

    [Fact]
    public void One_forged_item_refuses_all()
    {
        var body = Signed("items.six", null, items => items[3]!["NotificationRequestItem"]!["merchantReference"] = "another");
        var refused = Assert.IsType<Verification.Refused>(Verify(body, null, New));

        Assert.Equal(RefusalReason.SignatureWrong, refused.Reason);
        Assert.Equal("Item 4 of 6: none of 1 live secret(s) gives its hmacSignature.", refused.Detail);
        Assert.Equal(new Verification.Authentic(0), Verify(Signed("items.six"), null, New));
    }

    [Fact]
    public void Item_without_a_signature_refuses_all()
    {
        var unsigned = Signed("items.six", null, items => items[5]!["NotificationRequestItem"]!.AsObject().Remove("additionalData"));

        Assert.Equal(RefusalReason.SignatureMissing, Reason(Verify(unsigned, null, New)));
    }

    [Theory]
    [InlineData("""{"notificationItems":[]}""")]
    [InlineData("""{"notificationItems":{}}""")]
    [InlineData("""{"notificationItems":"x"}""")]
    [InlineData("""{"notificationItems":[7]}""")]
    [InlineData("""{"notificationItems":[{}]}""")]
    [InlineData("""{"notificationItems":[{"NotificationRequestItem":{}}]}""")]
    [InlineData("""{"notificationItems":[{"NotificationRequestItem":{"additionalData":{"hmacSignature":""}}}]}""")]
    [InlineData("""{"notificationItems":[{"NotificationRequestItem":{"additionalData":{"hmacSignature":7}}}]}""")]
    [InlineData("""{"notificationItems":null}""")]
    [InlineData("{}")]
    [InlineData("")]
    [InlineData("no JSON")]
    public void Nothing_that_is_signed_is_no_signature(string body) =>
        Assert.Equal(RefusalReason.SignatureMissing, Reason(Verify(Encoding.UTF8.GetBytes(body), null, New)));

    [Fact]
    public void Header_does_not_sign_items()
    {
        var body = """{"notificationItems":[]}"""u8.ToArray();

        Assert.Equal(RefusalReason.SignatureMissing, Reason(Verify(body, AdyenSignature.HeaderFor(body, New), New)));
    }

    [Fact]
    public void More_items_than_the_bound_are_refused_before_any_is_hashed()
    {
        var item = JsonNode.Parse(Signed("capture"))!["notificationItems"]![0]!;
        byte[] Of(int count) => Encoding.UTF8.GetBytes(new JsonObject
        {
            ["notificationItems"] = new JsonArray([.. Enumerable.Range(0, count).Select(_ => item.DeepClone())]),
        }.ToJsonString());

        Assert.Equal(new Verification.Authentic(0), Verify(Of(100), null, New));
        Assert.Equal(RefusalReason.SignatureMissing, Reason(Verify(Of(101), null, New)));
    }

    [Fact]
    public void Fields_that_were_cut_anew_at_a_colon_are_refused()
    {
        // Signed for account "TeaShop" with reference "ECOM:order-1"; the same text would fit account "TeaShop:ECOM" with "order-1".
        var body = Signed("capture", item => (item["merchantAccountCode"], item["merchantReference"]) = ("TeaShop:ECOM", "order-1"),
            before: item => (item["merchantAccountCode"], item["merchantReference"]) = ("TeaShop", "ECOM:order-1"));
        var refused = Assert.IsType<Verification.Refused>(Verify(body, null, New));

        Assert.Equal(RefusalReason.SignatureMalformed, refused.Reason);
        Assert.Contains("merchantAccountCode holds a colon", refused.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pspReference", "7")]
    [InlineData("merchantReference", "[]")]
    [InlineData("success", "\"yes\"")]
    [InlineData("success", "1")]
    [InlineData("amount", "{\"value\":true,\"currency\":\"EUR\"}")]
    public void Field_of_another_type_is_malformed(string field, string value) => Assert.Equal(
        RefusalReason.SignatureMalformed, Reason(Verify(Signed("capture", item => item[field] = JsonNode.Parse(value)), null, New)));

    [Theory]
    [InlineData("success", "true")]
    [InlineData("success", "\"True\"")]
    [InlineData("amount", "{\"value\":\"1250\",\"currency\":\"EUR\"}")]
    public void Booleans_and_amounts_are_signed_alike_in_every_type_that_occurs(string field, string value) => Assert.Equal(
        new Verification.Authentic(0), Verify(Signed("capture", item => item[field] = JsonNode.Parse(value)), null, New));

    [Fact]
    public void Of_repeated_items_those_count_for_the_signature_that_count_for_the_facts()
    {
        var genuine = Encoding.UTF8.GetString(Signed("capture")).TrimEnd().TrimEnd('}');
        var others = JsonNode.Parse(AdyenSampleTests.Read("refund"))!["notificationItems"]!.ToJsonString();
        var forged = Encoding.UTF8.GetBytes(genuine + ",\"notificationItems\":" + others + "}");

        Assert.Equal(RefusalReason.SignatureMissing, Reason(Verify(forged, null, New)));
    }

    [Fact]
    public void Header_signs_the_exact_bytes_of_a_message()
    {
        var header = AdyenSignature.HeaderFor(Message, New);

        Assert.Equal(new Verification.Authentic(0), Verify(Message, header, New));
        Assert.Equal(RefusalReason.SignatureWrong, Reason(Verify([.. Message, (byte)'\n'], header, New)));
        Assert.Equal(RefusalReason.SignatureMissing, Reason(Verify(Message, " ", New)));
        Assert.Equal(RefusalReason.SignatureMalformed, Reason(Verify(Message, "nonsense", New)));
        Assert.Equal(RefusalReason.SignatureMalformed, Reason(Verify(Message, Convert.ToHexString(new byte[32]), New)));
        Assert.Equal(RefusalReason.SignatureMalformed, Reason(Verify(Message, string.Join(',', Enumerable.Repeat(header, 17)), New)));
        Assert.Equal(new Verification.Authentic(0), Verify(Message, AdyenSignature.HeaderFor(Message, "00") + ", " + header, New));
    }

    [Fact]
    public void Every_flipped_bit_of_a_message_is_seen()
    {
        var header = AdyenSignature.HeaderFor(Message, New);
        for (var bit = 0; bit < Message.Length * 8; bit++)
        {
            var changed = Message.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal(RefusalReason.SignatureWrong, Reason(Verify(changed, header, New)));
        }
    }

    [Fact]
    public void While_a_key_is_rotated_either_one_signs()
    {
        Assert.Equal(new Verification.Authentic(1), Verify(Signed("capture", secret: Old), null, New, Old));
        Assert.Equal(new Verification.Authentic(0), Verify(Signed("capture"), null, New, Old));
        Assert.Equal(new Verification.Authentic(1), Verify(Message, AdyenSignature.HeaderFor(Message, Old), New, Old));
        Assert.Equal(RefusalReason.SignatureWrong, Reason(Verify(Signed("capture", secret: Old), null, New)));
    }

    [Fact]
    public void Key_that_is_no_hex_never_signs()
    {
        Assert.Equal(RefusalReason.SignatureWrong, Reason(Verify(Message, AdyenSignature.HeaderFor(Message, "whsec"), "whsec", "")));
        Assert.Equal(RefusalReason.SignatureWrong, Reason(Verify(Message, AdyenSignature.HeaderFor(Message, ""))));
        Assert.Equal(new Verification.Authentic(1), Verify(Message, AdyenSignature.HeaderFor(Message, "ABC0"), "no hex", "abc"));
    }

    [Fact]
    public void No_detail_holds_a_secret_or_body_text()
    {
        var refused = Assert.IsType<Verification.Refused>(Verify(Signed("capture", secret: Old), null, New));
        Assert.DoesNotContain(New, refused.Detail, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("order-1001", refused.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Provider_signs_so_that_it_verifies()
    {
        var provider = Assert.Single(AllProviders.List, provider => provider.Name == "adyen");
        // Nobody can sign an item whose success is neither true nor false.
        foreach (var name in AdyenSampleTests.Samples.Where(name => name != "capture.success-unclear"))
        {
            var signed = provider.Sign(AdyenSampleTests.Read(name), Old, Deliveries.ReceivedAt)!;
            var webhook = Deliveries.Of(signed.Body.ToArray(), [.. signed.Headers.Select(header => (header.Key, header.Value))]);
            Assert.Equal(new Verification.Authentic(1), provider.Verify(webhook, Settings(New, Old), Deliveries.ReceivedAt));
            Assert.Equal(
                AdyenSampleTests.All(name).Select(fact => (fact.EventId, fact.Amounts)),
                provider.Translate(webhook, Deliveries.Settings).Events.Select(fact => (fact.EventId, fact.Amounts)));
        }

        Assert.Contains(AdyenSignature.HeaderName, provider.EvidenceHeaders);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"notificationItems":[7,{}]}""")]
    [InlineData("""{"notificationItems":[],"notificationItems":[]}""")]
    public void Signing_takes_any_bytes(string body) =>
        Assert.NotNull(Adyen.Sign(Encoding.UTF8.GetBytes(body), New, Deliveries.ReceivedAt));

    static byte[] Signed(
        string sample, Action<JsonObject>? change = null, Action<JsonArray>? changeItems = null, string secret = New,
        Action<JsonObject>? before = null)
    {
        var body = JsonNode.Parse(AdyenSampleTests.Read(sample))!;
        before?.Invoke(First(body));
        body = JsonNode.Parse(Adyen.Sign(Encoding.UTF8.GetBytes(body.ToJsonString()), secret, Deliveries.ReceivedAt).Body.Span)!;
        change?.Invoke(First(body));
        changeItems?.Invoke(body["notificationItems"]!.AsArray());
        return Encoding.UTF8.GetBytes(body.ToJsonString());
    }

    static JsonObject First(JsonNode body) => body["notificationItems"]![0]!["NotificationRequestItem"]!.AsObject();

    static JsonObject ItemOf(string signed)
    {
        var parts = signed.Split(':');
        return new JsonObject
        {
            ["pspReference"] = parts[0],
            ["originalReference"] = parts[1],
            ["merchantAccountCode"] = parts[2],
            ["merchantReference"] = string.Join(':', parts[3..^4]),
            ["amount"] = new JsonObject { ["value"] = JsonNode.Parse(parts[^4]), ["currency"] = parts[^3] },
            ["eventCode"] = parts[^2],
            ["success"] = parts[^1],
        };
    }

    static byte[] Body(JsonObject item) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["live"] = "false",
        ["notificationItems"] = new JsonArray(new JsonObject { ["NotificationRequestItem"] = item.DeepClone() }),
    }.ToJsonString());

    static byte[] Signed(JsonElement vector) => Encoding.UTF8.GetBytes(Text(vector, "signed"));

    static string Text(JsonElement vector, string name) => vector.GetProperty(name).GetString()!;

    static EndpointSettings Settings(params string[] secrets) => Deliveries.Settings with { Secrets = secrets };

    static Verification Verify(byte[] body, string? header, params string[] secrets) => AdyenSignature.Verify(
        header is null ? Deliveries.Of(body) : Deliveries.Of(body, (AdyenSignature.HeaderName, header)), Settings(secrets));

    static RefusalReason? Reason(Verification verification) => (verification as Verification.Refused)?.Reason;
}
