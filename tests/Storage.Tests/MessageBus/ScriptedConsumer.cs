using System.Collections.Concurrent;
using System.Diagnostics;
using Ledger.PaymentEvents;
using MassTransit;

namespace Ledger.Storage.Tests.MessageBus;

/// <summary>A consumer that does what a test tells it, and remembers what it saw.</summary>
class ScriptedConsumer : IConsumer<PaymentEvent>
{
    public Func<PaymentEvent, Task> Does { get; set; } = _ => Task.CompletedTask;

    public ConcurrentQueue<(PaymentEvent Event, Guid? MessageId, string? Trace)> Seen { get; } = [];

    public async Task Consume(ConsumeContext<PaymentEvent> context)
    {
        Seen.Enqueue((context.Message, context.MessageId, Activity.Current?.TraceId.ToString()));
        await Does(context.Message);
    }
}
