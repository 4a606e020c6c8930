using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace Ledger.Acceptance.Tests.Gateway;

/// <summary>R-SE-01, R-SE-11: no card number reaches a log or a queue, from wherever in a request it comes.</summary>
public sealed class When_a_card_number_comes_in : IAsyncLifetime
{
    /// <summary>Test numbers that the card networks publish; all pass Luhn.</summary>
    static readonly string[] Cards =
        ["4242424242424242", "5555555555554444", "378282246310005", "6011111111111117", "3566002020360505"];

    RunningGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await RunningGateway.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task It_is_masked_in_the_body_the_headers_and_every_event()
    {
        foreach (var card in Cards)
        {
            var body = StripeWebhooks.Charge(e => Hide(e, card));
            var answer = await _gateway.SendAsync(body, change: r => Smuggle(r, card));
            Assert.Equal((200, "accepted"), (answer.Status, answer.Field("outcome")));
            await NothingLeaksAsync(answer, card, masked: true);
        }
    }

    [Fact]
    public async Task An_id_that_holds_it_is_no_id_and_the_delivery_is_an_exception()
    {
        foreach (var card in Cards)
        {
            var body = StripeWebhooks.Charge(e => e["data"]!["object"]!["id"] = $"ch_{card}");
            var answer = await _gateway.SendAsync(body);
            Assert.Equal((200, "exception"), (answer.Status, answer.Field("outcome")));
            Assert.Equal("FIELD_MISSING", answer.Field("reason"));
            await NothingLeaksAsync(answer, card, masked: true);
        }
    }

    [Fact]
    public async Task It_is_masked_when_its_digits_are_written_as_JSON_escapes()
    {
        foreach (var card in Cards)
        {
            var escaped = string.Concat(card.Select(d => $"\\u00{(int)d:x2}"));
            var body = Encoding.UTF8.GetBytes(
                Encoding.UTF8.GetString(StripeWebhooks.Charge(
                    e => e["data"]!["object"]!["metadata"]!["order_id"] = "ORDER"))
                    .Replace("ORDER", escaped, StringComparison.Ordinal));
            var answer = await _gateway.SendAsync(body);
            Assert.Equal((200, "accepted"), (answer.Status, answer.Field("outcome")));
            await NothingLeaksAsync(answer, card, masked: true);
        }
    }

    [Fact]
    public async Task It_is_masked_in_a_refused_body_and_in_one_that_is_no_JSON()
    {
        foreach (var card in Cards)
        {
            var text = Encoding.UTF8.GetBytes($"pan={card}&spaced={Spaced(card, ' ')}");
            var authentic = await _gateway.SendAsync(text);
            Assert.Equal((400, "BODY_NOT_JSON"), (authentic.Status, authentic.Field("reason")));
            await NothingLeaksAsync(authentic, card, masked: true);

            // Nothing is parsed before the signature is right: what is wrong with the body is not even looked at.
            var forged = await _gateway.SendAsync(text, secret: "whsec_of_somebody_else");
            Assert.Equal((401, "SIGNATURE_WRONG"), (forged.Status, forged.Field("reason")));
            await NothingLeaksAsync(forged, card, masked: true);
        }
    }

    [Fact]
    public async Task It_is_masked_in_the_address()
    {
        foreach (var card in Cards)
        {
            string[] paths =
            [
                $"/v1/webhooks/stripe/{card}", $"/v1/webhooks/{card}/x", $"/v1/webhooks/stripe?pan={card}",
                $"/v1/webhooks/stripe/x-{card}-y?{card}", $"/{card}", $"/v1/webhooks/stripe/default/{card}",
            ];
            foreach (var path in paths)
            {
                var body = StripeWebhooks.Charge();
                await NothingLeaksAsync(
                    await _gateway.SendAsync(body, path: path, change: r => Smuggle(r, card)), card, masked: false);
            }
        }
    }

    async Task NothingLeaksAsync(RunningGateway.Answered answer, string card, bool masked)
    {
        var deliveries = await _gateway.TakeDeliveriesAsync();
        var events = await _gateway.TakeEventsAsync();
        if (masked)
        {
            Assert.Equal("True", Assert.Single(deliveries).Field("masked"));
        }

        string[] written =
        [
            answer.Text, .. _gateway.Log.Lines,
            .. deliveries.Concat(events).Select(m => m.RoutingKey + m.Text + string.Concat(m.Headers)),
            .. deliveries.Select(d => d.Body), .. deliveries.Select(d => Unescaped(d.Body)),
        ];
        Assert.All(written, text => Assert.DoesNotContain(
            card, string.Concat(text.Where(c => c is not (' ' or '-'))), StringComparison.Ordinal));
    }

    /// <summary>Wherever text of a merchant or a payer may stand.</summary>
    static void Hide(JsonNode body, string card)
    {
        var charge = body["data"]!["object"]!;
        charge["description"] = $"Card {card}";
        charge["customer"] = $"cus_{card}";
        charge["metadata"] = new JsonObject { ["order_id"] = card, ["note"] = Spaced(card, '-') };
        charge["extra"] = JsonNode.Parse(card);
        body["request"] = new JsonObject { ["id"] = $"req_{card}", ["idempotency_key"] = card };
    }

    static void Smuggle(HttpRequestMessage request, string card)
    {
        request.Headers.TryAddWithoutValidation("User-Agent", $"Agent {card}");
        request.Headers.TryAddWithoutValidation("X-Request-Id", card);
        request.Headers.TryAddWithoutValidation("Stripe-Account", $"acct_{card}");
        request.Headers.TryAddWithoutValidation("Idempotency-Key", Spaced(card, ' '));
    }

    static string Spaced(string card, char separator) =>
        string.Join(separator, card.Chunk(4).Select(digits => new string(digits)));

    static string Unescaped(string body) => Enumerable.Range(0, 10).Aggregate(
        body, (text, digit) => text.Replace($"\\u003{digit}", $"{digit}", StringComparison.Ordinal));
}
