using Ledger.Providers;
using Xunit;

namespace Ledger.Acceptance.Tests.Gateway;

/// <summary>A bug must not lose an event: the provider is asked to retry, the delivery lies in the archive.</summary>
public sealed class When_our_own_code_fails
{
    const string Card = "4242424242424242";

    [Fact]
    public async Task The_answer_is_503_counted_archived_and_logged_without_what_the_sender_wrote()
    {
        await using var gateway = await RunningGateway.StartAsync(
            o => o with { Providers = [new Broken(o.Providers.Single(p => p.Name == "stripe"))] });

        var answer = await gateway.SendAsync(StripeWebhooks.Charge());

        Assert.Equal((503, "INTERNAL_FAULT"), (answer.Status, answer.Field("reason")));
        Assert.NotNull(answer.RetryAfter);
        Assert.DoesNotContain(Card, answer.Text, StringComparison.Ordinal);
        Assert.Equal(1, gateway.Measurements.Of("refused INTERNAL_FAULT"));
        var delivery = Assert.Single(await gateway.TakeDeliveriesAsync());
        Assert.Equal(("verified", "INTERNAL_FAULT"), (delivery.Field("verdict"), delivery.Field("reason")));
        Assert.Contains("charge.succeeded", delivery.Body, StringComparison.Ordinal);
        Assert.Empty(await gateway.TakeEventsAsync());
        var line = Assert.Single(gateway.Log.Lines, l => l.Contains("met a fault", StringComparison.Ordinal));
        Assert.Contains(answer.Field("deliveryId")!, line, StringComparison.Ordinal);
        Assert.Contains(nameof(Broken), line, StringComparison.Ordinal);
        Assert.All(gateway.Log.Lines, l => Assert.DoesNotContain(Card, l, StringComparison.Ordinal));
    }

    /// <summary>A provider whose translation has a bug.</summary>
    sealed class Broken(IPaymentProvider provider) : IPaymentProvider
    {
        public string Name => provider.Name;

        public Verification Verify(RawWebhook webhook, EndpointSettings settings, DateTimeOffset now) =>
            provider.Verify(webhook, settings, now);

        public Translation Translate(RawWebhook webhook, EndpointSettings settings) =>
            throw new InvalidOperationException($"Cannot read {Card}.");

        public SignedRequest? Sign(ReadOnlyMemory<byte> body, string secret, DateTimeOffset at) =>
            provider.Sign(body, secret, at);
    }
}
