using Ledger.MessageBus;
using Ledger.MessageBus.Bundling;
using Ledger.MessageBus.Messages;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Ledger.Storage.Tests.MessageBus;

/// <summary>The feed of availability under load: few messages, every change (R-IN-18).</summary>
public sealed class When_movements_are_told_in_bundles : IAsyncLifetime
{
    static readonly DateTimeOffset At = new(2026, 11, 28, 9, 0, 0, TimeSpan.Zero);
    BusStage _stage = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _stage = await BusStage.OpenAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task Each_is_told_once_under_its_own_id_to_who_wants_its_kind()
    {
        var queue = (await _stage.Channel.QueueDeclareAsync("till", durable: true, exclusive: false, autoDelete: false)).QueueName;
        await _stage.Channel.QueueBindAsync(queue, Topics.Stock.Exchange, "inventory.reserved");
        var publisher = (await _stage.StartAsync(_stage.Options, consumers: null)).GetRequiredService<IMessagePublisher>();

        await Task.WhenAll(Enumerable.Range(0, 300).Select(
            n => publisher.PublishAsync(Change(n, n % 3 == 0 ? "released" : "reserved"), Ct)));

        var ids = new List<string>();
        var messages = await _stage.CountAsync(queue);
        for (var n = 0; n < messages; n++)
        {
            var got = await _stage.TakeAsync(queue);
            ids.AddRange(got.BasicProperties.ContentType == Bundle.ContentType
                ? Bundle.Read(got.Body).Messages.Select(message => message.Id!)
                : [got.BasicProperties.MessageId!]);
        }

        Assert.InRange(messages, 4u, 60u);
        Assert.Equal(
            Enumerable.Range(0, 300).Where(n => n % 3 != 0).Select(n => Id(n).ToString()).Order(), ids.Order());
    }

    static Guid Id(int n) => Ledger.PaymentEvents.DeterministicId.Of("test-movement", $"{n}");

    static StockChangeMessage Change(int n, string kind) => new()
    {
        MovementId = Id(n),
        Position = n,
        Sku = "TEA",
        Location = "ZRH",
        Sequence = n,
        Kind = kind,
        Quantity = 1,
        Before = new StockUnits(2, 2, 0, 0, 0, 0, 0),
        After = new StockUnits(1, 2, 1, 0, 0, 0, 0),
        CausedBy = Id(n),
        Cause = "auth-created",
        OccurredAt = At,
        ReceivedAt = At,
        RecordedAt = At,
    };
}
