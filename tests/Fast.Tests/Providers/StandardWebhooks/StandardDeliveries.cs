using Ledger.Providers;
using Ledger.Providers.StandardWebhooks;

namespace Ledger.Fast.Tests.Providers.StandardWebhooks;

/// <summary>Deliveries of a sender that signs by Standard Webhooks, signed five seconds before they came in.</summary>
static class StandardDeliveries
{
    internal const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";

    internal const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    internal static readonly StandardWebhooksProvider Sender = new();

    internal static readonly SampleFolder Folder = new(Sender, delivery: body => Of(body));

    static readonly DateTimeOffset SignedAt = Deliveries.ReceivedAt.AddSeconds(-5);

    internal static RawWebhook Of(byte[] body, string id = Id) => Of(
        body, id, $"{SignedAt.ToUnixTimeSeconds()}", StandardSignature.For(body, id, SignedAt, Secret)!);

    internal static RawWebhook Of(byte[] body, string? id, string? timestamp, string? signature) => Deliveries.Of(
        body,
        [
            .. new[]
            {
                (StandardSignature.IdHeader, id), (StandardSignature.TimestampHeader, timestamp),
                (StandardSignature.SignatureHeader, signature),
            }.Where(header => header.Item2 is not null).Select(header => (header.Item1, header.Item2!)),
        ]);

    internal static Translation Translate(string body, string id = Id) =>
        Sender.Translate(Of(System.Text.Encoding.UTF8.GetBytes(body), id), Deliveries.Settings);
}
