using System.Text;
using Ledger.DeadLetters;
using Ledger.MessageBus;
using Ledger.PaymentEvents;
using Ledger.Storage.Tests.MessageBus;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using RabbitMQ.Client;
using Xunit;

namespace Ledger.Storage.Tests.DeadLetters;

public sealed class Dead_letters : IAsyncLifetime
{
    static readonly ParkingQueue Journal = new(ConsumerQueues.Journal, Skipped: false);
    readonly ScriptedConsumer _consumer = new();
    BusStage _stage = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _stage = await BusStage.OpenAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task Are_counted_and_listed_with_what_an_operator_needs_to_know()
    {
        var failing = await DeadLetterAsync(3);

        await using var letters = await OpenAsync();
        var list = await letters.ListAsync(Journal, 50, Ct);
        var counts = await letters.CountAsync(Ct);

        Assert.Equal(
            [
                "journal.dead-letter=3", "journal.skipped=0", "inventory.dead-letter=0", "inventory.skipped=0",
                "confirmation.dead-letter=0", "confirmation.skipped=0", "evidence.dead-letter=0", "evidence.skipped=0",
                "erp-export.dead-letter=0", "erp-export.skipped=0", "erp-acknowledgements.dead-letter=0",
                "erp-acknowledgements.skipped=0",
            ],
            counts.Select(c => $"{c.Queue.Name}={c.Messages}"));
        Assert.Equal(failing.Order(), list.Select(l => l.MessageId!).Order());
        var letter = list.Single(l => l.MessageId == failing[0]);
        Assert.Equal("journal", letter.Queue);
        Assert.Equal("ledger.payment.capture-succeeded.v1", letter.Type);
        Assert.Equal("payment/stripe/acct_1/pi_0", letter.Subject);
        Assert.Equal("failed-repeatedly", letter.Reason);
        Assert.Equal("System.InvalidOperationException", letter.Exception);
        Assert.Equal("broken on ************4242", letter.Message);
        Assert.Equal(2, letter.Attempts);
        Assert.Equal(0, letter.RedriveCount);
        Assert.InRange(letter.FailedAt!.Value, DateTimeOffset.UnixEpoch.AddYears(50), TimeProvider.System.GetUtcNow());
    }

    [Fact]
    public async Task Stay_where_they_are_and_in_order_however_often_they_are_looked_at()
    {
        await ParkAsync(60);
        await using var letters = await OpenAsync();
        var expected = Enumerable.Range(0, 60).Select(n => $"m{n}").ToArray();

        for (var look = 0; look < 40; look++)
        {
            var limit = look % 2 == 0 ? 100 : 7;
            var list = await letters.ListAsync(Journal, limit, Ct);
            Assert.Equal(expected.Take(limit), list.Select(l => l.MessageId));
        }

        Assert.Equal("m41", (await letters.FindAsync(Journal, "m41", Ct))!.DeadLetter.MessageId);
        await _stage.UntilHoldsAsync("journal.dead-letter", 60);
    }

    [Fact]
    public async Task Show_headers_and_body_with_card_like_numbers_masked()
    {
        await _stage.Channel.BasicPublishAsync("", "journal.dead-letter", mandatory: true, new BasicProperties
        {
            MessageId = "one",
            Headers = new Dictionary<string, object?> { ["note"] = "card 4242424242424242", ["n"] = 5 },
        }, """{"number":"4000056655665556","amount":1050}"""u8.ToArray());
        await _stage.UntilHoldsAsync("journal.dead-letter", 1);
        await using var letters = await OpenAsync();

        var found = await letters.FindAsync(Journal, "one", Ct);

        Assert.Equal("""{"number":"************5556","amount":1050}""", found!.Body);
        Assert.Equal("card ************4242", found.Headers["note"]);
        Assert.Null(await letters.FindAsync(Journal, "two", Ct));
    }

    [Fact]
    public async Task Go_back_with_the_same_id_body_and_headers_and_are_processed()
    {
        var id = (await DeadLetterAsync(1)).Single();
        var before = await PeekAsync("journal.dead-letter");
        await _stage.UntilHoldsAsync("journal.dead-letter", 1); // The peek has given it back.
        await _stage.StopHostsAsync();
        await using var letters = await OpenAsync();

        var outcome = await letters.RedriveAsync(Journal, new RedriveSelection([id], 10), Silent, Ct);

        Assert.Equal((1, null), (outcome.Redriven, outcome.Failure));
        Assert.Equal([id], outcome.MessageIds);
        await _stage.UntilHoldsAsync("journal.dead-letter", 0);
        var after = await PeekAsync("journal");
        Assert.Equal(id, after.BasicProperties.MessageId);
        Assert.Equal(before.Body.ToArray(), after.Body.ToArray());
        Assert.Equal(
            Headers(before).Where(h => !Begins(h, "fault-")).Append("redrive-count=1").Order(),
            Headers(after).Where(h => !Begins(h, "redriven-at")).Order());

        _consumer.Does = _ => Task.CompletedTask;
        _consumer.Seen.Clear();
        await StartAsync();
        await BusStage.UntilAsync(() => Task.FromResult(_consumer.Seen.Count == 1), "the redriven message");
        Assert.Equal(id, _consumer.Seen.Single().Event.EventId.ToString());
    }

    [Fact]
    public async Task That_fail_again_come_back_with_the_count_of_redrives_and_are_not_taken_twice_in_one_run()
    {
        await DeadLetterAsync(5);
        await using var letters = await OpenAsync();

        var first = await letters.RedriveAsync(Journal, RedriveSelection.All, Silent, Ct);
        await _stage.UntilHoldsAsync("journal.dead-letter", 5);
        var second = await letters.RedriveAsync(Journal, RedriveSelection.All, Silent, Ct);
        await _stage.UntilHoldsAsync("journal.dead-letter", 5);

        Assert.Equal((5, 5), (first.Redriven, second.Redriven));
        var list = await letters.ListAsync(Journal, 50, Ct);
        Assert.All(list, l => Assert.Equal(2, l.RedriveCount));
        Assert.All(list, l => Assert.NotNull(l.RedrivenAt));
    }

    [Fact]
    public async Task Go_back_in_order_and_only_so_many_as_asked()
    {
        await ParkAsync(500);
        await using var letters = await OpenAsync();

        var some = await letters.RedriveAsync(Journal, new RedriveSelection(MessageIds: null, 120), Silent, Ct);

        Assert.Equal(120, some.Redriven);
        await _stage.UntilHoldsAsync("journal.dead-letter", 380); // The broker counts acknowledgements when it gets to them.
        Assert.Equal("m120", (await letters.ListAsync(Journal, 1, Ct)).Single().MessageId);
        await _stage.UntilHoldsAsync("journal.dead-letter", 380); // What the listing held has been given back.
        var rest = await letters.RedriveAsync(Journal, RedriveSelection.All, Silent, Ct);
        Assert.Equal(380, rest.Redriven);
        await _stage.UntilHoldsAsync("journal", 500);
    }

    [Fact]
    public async Task Whose_origin_queue_is_gone_are_not_lost()
    {
        await ParkAsync(250);
        await _stage.Channel.QueueDeleteAsync("journal");
        await using var letters = await OpenAsync();

        var outcome = await letters.RedriveAsync(Journal, RedriveSelection.All, Silent, Ct);

        Assert.Equal(0, outcome.Redriven);
        Assert.Contains("NO_ROUTE", outcome.Failure);
        await _stage.UntilHoldsAsync("journal.dead-letter", 250);
        Assert.Equal("m0", (await letters.ListAsync(Journal, 1, Ct)).Single().MessageId);
    }

    [Fact]
    public async Task That_the_broker_set_aside_itself_are_listed_and_go_back_without_its_marks()
    {
        var services = await _stage.StartAsync(_stage.Options, consumers: null);
        var publisher = services.GetRequiredService<IMessagePublisher>();
        await publisher.PublishAsync(BusStage.Event(1), Ct);
        while (await _stage.Channel.BasicGetAsync("journal", autoAck: false) is { } got)
        {
            await _stage.Channel.BasicNackAsync(got.DeliveryTag, multiple: false, requeue: true);
        }

        await _stage.UntilHoldsAsync("journal.dead-letter", 1);
        await using var letters = await OpenAsync();
        var letter = (await letters.ListAsync(Journal, 50, Ct)).Single();
        await letters.RedriveAsync(Journal, RedriveSelection.All, Silent, Ct);

        Assert.Equal("delivery_limit", letter.Reason);
        Assert.NotNull(letter.FailedAt);
        Assert.DoesNotContain(Headers(await PeekAsync("journal")), h => Begins(h, "x-"));
    }

    [Fact]
    public async Task Of_unknown_type_wait_in_the_skipped_queue_and_go_back_too()
    {
        await StartAsync();
        await _stage.Channel.BasicPublishAsync("ledger.payments", "to.journal", mandatory: true, new BasicProperties
        {
            MessageId = "newer",
            Headers = new Dictionary<string, object?> { [CloudEventHeaders.Type] = "ledger.payment.payout-paid.v9" },
        }, "{}"u8.ToArray());
        await _stage.UntilHoldsAsync("journal.skipped", 1);
        await _stage.StopHostsAsync();
        await using var letters = await OpenAsync();
        var skipped = new ParkingQueue(ConsumerQueues.Journal, Skipped: true);

        Assert.Equal("type-not-known", (await letters.ListAsync(skipped, 5, Ct)).Single().Reason);
        Assert.Equal(1, (await letters.RedriveAsync(skipped, RedriveSelection.All, Silent, Ct)).Redriven);

        Assert.Equal(1u, await _stage.CountAsync("journal"));
    }

    static readonly IProgress<RedriveProgress> Silent = new Progress<RedriveProgress>();

    Task<DeadLetterQueue> OpenAsync() => DeadLetterQueue.OpenAsync(
        _stage.Options, TimeProvider.System, NullLoggerFactory.Instance, Ct);

    Task<IServiceProvider> StartAsync() => _stage.StartAsync(
        _stage.Options with { RetryDelays = [TimeSpan.FromMilliseconds(10)] },
        c => c.Add<ScriptedConsumer, PaymentEvent>(ConsumerQueues.Journal), s => s.AddSingleton(_consumer));

    /// <summary>Lets a failing consumer dead-letter events; returns their ids.</summary>
    async Task<string[]> DeadLetterAsync(int count)
    {
        _consumer.Does = _ => throw new InvalidOperationException("broken on 4242424242424242");
        var publisher = (await StartAsync()).GetRequiredService<IMessagePublisher>();
        foreach (var n in Enumerable.Range(0, count))
        {
            await publisher.PublishAsync(BusStage.Event(n), Ct);
        }

        await _stage.UntilHoldsAsync("journal.dead-letter", count);
        return [.. Enumerable.Range(0, count).Select(n => BusStage.Event(n).EventId.ToString())];
    }

    async Task ParkAsync(int count)
    {
        for (var n = 0; n < count; n++)
        {
            await _stage.Channel.BasicPublishAsync(
                "", "journal.dead-letter", mandatory: true,
                new BasicProperties { MessageId = $"m{n}" }, Encoding.UTF8.GetBytes($"{n}"));
        }

        await _stage.UntilHoldsAsync("journal.dead-letter", count);
    }

    async Task<BasicGetResult> PeekAsync(string queue)
    {
        await using var channel = await _stage.NewChannelAsync();
        return (await channel.BasicGetAsync(queue, autoAck: false))!;
    }

    static bool Begins(string text, string with) => text.StartsWith(with, StringComparison.Ordinal);

    static IEnumerable<string> Headers(BasicGetResult message) => message.BasicProperties.Headers!.Keys
        .Where(name => name != "x-delivery-count")
        .Select(name => $"{name}={CloudEventHeaders.Text(message.BasicProperties.Headers, name)}");
}
