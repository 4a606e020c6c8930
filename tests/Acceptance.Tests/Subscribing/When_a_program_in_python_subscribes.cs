using System.Text;
using System.Text.Json.Nodes;
using Ledger.Acceptance.Tests.Gateway;
using Ledger.MessageBus;
using Ledger.MessageBus.Bundling;
using RabbitMQ.Client;
using Xunit;

namespace Ledger.Acceptance.Tests.Subscribing;

/// <summary>
/// The sample of docs/subscribers.md at the exchange that the gateway publishes to: killed again and again, with webhooks sent twice,
/// its sums are those of what was captured.
/// </summary>
public sealed class When_a_program_in_python_subscribes : IAsyncLifetime
{
    const string Queue = "subscriber.captures";

    static readonly string[] Currencies = ["eur", "usd", "jpy"];

    readonly Dictionary<string, (long Captures, long MinorUnits)> _sent = new(StringComparer.Ordinal);
    readonly string _folder = Directory.CreateTempSubdirectory("ledger-subscriber-").FullName;
    RunningGateway _gateway = null!;
    IConnection _connection = null!;
    IChannel _channel = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    string Inbox => Path.Combine(_folder, "inbox.sqlite");

    public async ValueTask InitializeAsync()
    {
        SampleSubscriber.Require();
        _gateway = await RunningGateway.StartAsync();
        _connection = await new ConnectionFactory { Uri = _gateway.BrokerAddress }.CreateConnectionAsync(Ct);
        _channel = await _connection.CreateChannelAsync(cancellationToken: Ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
            await _gateway.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Its_sums_are_those_of_what_was_captured_whatever_ends_when()
    {
        const int Rounds = 6;
        const int InRound = 20;
        using (var first = await StartAsync())
        {
            await first.KillAsync();
        }

        // Killed with facts in its hands that it cannot commit: they must not have been acknowledged.
        await SendAsync(InRound);
        using (await SampleSubscriber.HoldAsync(Inbox, Ct))
        {
            using var killed = await StartAsync();
            await UntilAsync(async () => await CountAsync(Queue) == 0, "all facts in its hands");
            await Task.Delay(300, Ct);
            await killed.KillAsync();
        }

        // And in the middle of what waits for it, as it comes.
        for (var round = 0; round < Rounds; round++)
        {
            await SendAsync(InRound);
            using var killed = SampleSubscriber.Start(_gateway.BrokerAddress, Queue, Inbox, killedAfter: InRound / 4);
            await killed.KilledAsync(Ct);
            Assert.True(killed.WasKilled, $"It ended by itself: {killed.Said}");
        }

        const int Payments = (Rounds + 1) * InRound; // A kill may come late, when it has counted all that waited.
        Assert.InRange(await SampleSubscriber.SeenAsync(Inbox), Rounds * InRound / 4, Payments);
        using var last = await StartAsync();
        await UntilAsync(async () => await SampleSubscriber.SeenAsync(Inbox) == Payments, "all facts");
        await UntilAsync(async () => await CountAsync(Queue) == 0, "an empty queue");
        Assert.Equal(_sent.OrderBy(sum => sum.Key), (await SampleSubscriber.TotalsAsync(Inbox)).OrderBy(sum => sum.Key));
        Assert.Equal(0u, await CountAsync($"{Queue}.dead-letter"));
    }

    [Fact]
    public async Task Bundles_and_structured_messages_are_read_and_what_is_not_as_documented_is_set_aside()
    {
        using var subscriber = await StartAsync();
        Assert.Equal(200, (await _gateway.SendAsync(StripeWebhooks.Charge(amount: 500))).Status);
        Assert.Equal(200, (await _gateway.SendAsync(StripeWebhooks.Charge(amount: 700))).Status);
        await UntilAsync(async () => await SampleSubscriber.SeenAsync(Inbox) == 2, "two facts");
        var events = (await _gateway.TakeEventsAsync()).Select(message => (JsonNode)new JsonObject
        {
            ["id"] = message.Field("eventId"),
            ["type"] = message.Headers[CloudEventHeaders.Type],
            ["data"] = JsonNode.Parse(message.Text),
        }).ToList();
        var (again, anew) = (events[0], events[1].DeepClone());
        anew["data"]!["eventId"] = Guid.CreateVersion7().ToString();
        anew["data"]!["amounts"]!["gross"]!["minorUnits"] = 41;

        await PublishAsync(Bundle.ContentType, new JsonArray(again.DeepClone(), anew.DeepClone()));
        await PublishAsync(Bundle.OneContentType, again.DeepClone());
        var (tomorrow, broken) = (anew.DeepClone(), again.DeepClone());
        tomorrow["type"] = "ledger.payment.capture-succeeded.v2";
        broken["data"] = new JsonObject();
        await PublishAsync(Bundle.OneContentType, tomorrow);
        await PublishAsync(Bundle.OneContentType, broken);

        await UntilAsync(async () => await CountAsync($"{Queue}.dead-letter") == 2, "two messages that were set aside");
        await UntilAsync(async () => await SampleSubscriber.SeenAsync(Inbox) == 3, "the new fact of the bundle");
        Assert.Equal((3, 1_241), (await SampleSubscriber.TotalsAsync(Inbox))["EUR"]);
        Assert.Contains("is not read here", subscriber.Said, StringComparison.Ordinal);
    }

    // Some twice, as a provider does that has not heard our answer; most once, so that one that is lost is missed.
    async Task SendAsync(int payments)
    {
        for (var n = 0; n < payments; n++)
        {
            var (currency, amount) = (Currencies[n % Currencies.Length], 1_000 + (n * 7));
            var body = StripeWebhooks.Charge(amount: amount, currency: currency);
            for (var times = n % 5 == 0 ? 2 : 1; times > 0; times--)
            {
                Assert.Equal(200, (await _gateway.SendAsync(body)).Status);
            }

            var before = _sent.GetValueOrDefault(currency.ToUpperInvariant());
            _sent[currency.ToUpperInvariant()] = (before.Captures + 1, before.MinorUnits + amount);
        }
    }

    // It has its queue, and with it all that is published from now on.
    async Task<SampleSubscriber> StartAsync()
    {
        var subscriber = SampleSubscriber.Start(_gateway.BrokerAddress, Queue, Inbox);
        await UntilAsync(
            async () =>
            {
                await using var channel = await _connection.CreateChannelAsync(cancellationToken: Ct);
                try
                {
                    return (await channel.QueueDeclarePassiveAsync(Queue, Ct)).ConsumerCount == 1;
                }
                catch (RabbitMQ.Client.Exceptions.OperationInterruptedException)
                {
                    return false;
                }
            },
            $"its subscription; it said: {subscriber.Said}");
        return subscriber;
    }

    async Task PublishAsync(string contentType, JsonNode body) => await _channel.BasicPublishAsync(
        "", Queue, mandatory: true, new BasicProperties { ContentType = contentType, Persistent = true },
        Encoding.UTF8.GetBytes(body.ToJsonString()), Ct);

    async Task<uint> CountAsync(string queue) => (await _channel.QueueDeclarePassiveAsync(queue, Ct)).MessageCount;

    static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.False(TimeProvider.System.GetElapsedTime(began) > TimeSpan.FromSeconds(90), $"Waited in vain for {what}.");
            await Task.Delay(100, Ct);
        }
    }
}
