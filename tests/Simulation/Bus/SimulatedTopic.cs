using System.Text;
using System.Text.Json;
using Ledger.MessageBus;
using Ledger.MessageBus.Messages;
using Ledger.PaymentEvents;
using Ledger.Simulation.Kernel;

namespace Ledger.Simulation.Bus;

/// <summary>
/// The topics of the broker, with one subscriber each; what is published on <c>ledger.payments</c> goes into the consumers'
/// queues. One process's publishes arrive in their order; a publish can
/// get lost, and so can its confirmation.
/// </summary>
sealed class SimulatedTopic(Scheduler scheduler, FaultBox faults, RunTrace trace, Dice dice, Action<PaymentEvent> goods)
{
    static readonly TimeSpan SlowestWay = TimeSpan.FromMilliseconds(4);

    /// <summary>All that arrived on <c>ledger.journal</c>.</summary>
    public List<Received> Log { get; } = [];

    /// <summary>All that arrived on <c>ledger.inventory</c>.</summary>
    public List<Received> Feed { get; } = [];

    /// <summary>Ids of messages of which one publish was lost before it arrived.</summary>
    public HashSet<Guid> Lost { get; } = [];

    /// <summary>The publisher of a process.</summary>
    public IMessagePublisher Of(SimulatedProcess process) => new Publisher(this, process);

    sealed class Publisher(SimulatedTopic topic, SimulatedProcess process) : IMessagePublisher
    {
        long _last;

        public Task PublishAsync<T>(T message, CancellationToken ct)
            where T : class
        {
            var line = Topics.Of<T>();
            var received = new Received(
                line.Envelope(message).Id, Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(message, line.Json)));
            return SendAsync(received, () => topic.Arrive(message, received, process));
        }

        Task SendAsync(Received received, Action arrive)
        {
            var told = new TaskCompletionSource();
            var scheduler = process.Scheduler;
            var fault = process.Alive ? topic.Faults.Strike(Step.Publish, process) : null;
            if (fault is { Kind: FaultKind.Kill })
            {
                process.Kill();
            }

            if (!process.Alive)
            {
                return told.Task; // Who is dead waits for ever.
            }

            if (fault is { Kind: FaultKind.Break, After: false })
            {
                topic.Lost.Add(received.Id);
                Answer(() => told.TrySetException(new PublishFailedException("The broker did not confirm.", null)));
                return told.Task;
            }

            _last = Math.Max(_last, scheduler.Ticks + topic.Way().Ticks);
            scheduler.After(TimeSpan.FromTicks(_last - scheduler.Ticks), null, () =>
            {
                if (!process.Alive)
                {
                    return; // It went with its channel.
                }

                arrive();
                Answer(() =>
                {
                    if (fault is { Kind: FaultKind.Break })
                    {
                        told.TrySetException(new PublishFailedException("The broker did not confirm in time.", null));
                    }
                    else
                    {
                        told.TrySetResult();
                    }
                });
            });
            return told.Task;

            void Answer(Action answer) => scheduler.After(topic.Way(), process, answer);
        }
    }

    FaultBox Faults => faults;

    TimeSpan Way() => dice.Upto(SlowestWay);

    void Arrive(object message, Received received, SimulatedProcess process)
    {
        trace.Add(scheduler.Now, process.Name, $"published {received.Id}");
        switch (message)
        {
            case PaymentEvent e:
                goods(e);
                break;
            case JournalEntryMessage:
                Log.Add(received);
                break;
            default:
                Feed.Add(received);
                break;
        }
    }
}
