using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RabbitMQ.Client;

namespace Ledger.Bench.References;

/// <summary>
/// The least code that takes a signed webhook safely: Kestrel, one HMAC, two confirmed publishes to quorum queues.
/// No parsing, no rules. The product is measured beside it.
/// </summary>
public static class ReferenceGateway
{
    /// <summary>Queue that stands for the payments consumer.</summary>
    public const string FactsQueue = "reference.facts";

    /// <summary>Queue that stands for the evidence consumer.</summary>
    public const string BytesQueue = "reference.bytes";

    const int Channels = 4;

    /// <summary>Serves until cancelled.</summary>
    public static async Task RunAsync(Uri url, Uri broker, string secret, CancellationToken ct)
    {
        var factory = new ConnectionFactory { Uri = broker };
        await using var connection = await factory.CreateConnectionAsync(ct);
        var channels = await OpenAsync(connection, ct);
        var key = Encoding.UTF8.GetBytes(secret);
        var turn = 0;

        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory }); // Watched for changes: not where servers write.
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url.ToString());
        await using var app = builder.Build();
        app.MapGet("/health/ready", () => Results.Ok());
        app.MapPost("/v1/webhooks/stripe", async (HttpRequest request) =>
        {
            var body = new byte[(int)request.ContentLength!.Value];
            await request.Body.ReadExactlyAsync(body, ct);
            if (!IsSigned(request.Headers["Stripe-Signature"].ToString(), body, key))
            {
                return Results.Unauthorized();
            }

            var channel = channels[Interlocked.Increment(ref turn) & (Channels - 1)];
            await Task.WhenAll(
                PublishAsync(channel, FactsQueue, body, ct), PublishAsync(channel, BytesQueue, body, ct));
            return Results.Ok();
        });
        await app.RunAsync(ct);
    }

    static async Task<IChannel[]> OpenAsync(IConnection connection, CancellationToken ct)
    {
        var options = new CreateChannelOptions(
            publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true,
            outstandingPublisherConfirmationsRateLimiter: new ThrottlingRateLimiter(4_096));
        var channels = new IChannel[Channels];
        for (var i = 0; i < Channels; i++)
        {
            channels[i] = await connection.CreateChannelAsync(options, ct);
        }

        var quorum = new Dictionary<string, object?> { ["x-queue-type"] = "quorum" };
        await channels[0].QueueDeclareAsync(FactsQueue, true, false, false, quorum, cancellationToken: ct);
        await channels[0].QueueDeclareAsync(BytesQueue, true, false, false, quorum, cancellationToken: ct);
        return channels;
    }

    static Task PublishAsync(IChannel channel, string queue, byte[] body, CancellationToken ct) =>
        channel.BasicPublishAsync(
            "", queue, mandatory: true, new BasicProperties { Persistent = true }, body, ct).AsTask();

    static bool IsSigned(string header, byte[] body, byte[] key)
    {
        var parts = header.Split(',');
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{parts[0][2..]}.")));
        hmac.AppendData(body);
        return CryptographicOperations.FixedTimeEquals(hmac.GetHashAndReset(), Convert.FromHexString(parts[1][3..]));
    }
}
