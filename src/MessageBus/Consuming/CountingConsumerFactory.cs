using MassTransit;
using MassTransit.Context;
using Microsoft.Extensions.DependencyInjection;

namespace Ledger.MessageBus.Consuming;

/// <summary>Hands every message to the one consumer of the container, and counts the attempts.</summary>
sealed class CountingConsumerFactory<TConsumer>(IServiceProvider services) : IConsumerFactory<TConsumer>
    where TConsumer : class
{
    public Task Send<T>(ConsumeContext<T> context, IPipe<ConsumerConsumeContext<TConsumer, T>> next)
        where T : class
    {
        context.ReceiveContext.GetOrAddPayload(() => new Attempts()).Count++;
        return next.Send(new ConsumerConsumeContextScope<TConsumer, T>(
            context, services.GetRequiredService<TConsumer>()));
    }

    public void Probe(ProbeContext context) => context.CreateScope("ledgerConsumerFactory");
}

/// <summary>How often a message was handed to its consumer during one delivery.</summary>
sealed class Attempts
{
    public int Count { get; set; }
}
