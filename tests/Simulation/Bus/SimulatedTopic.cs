using System.Text;
using System.Text.Json;
using Ledger.MessageBus;
using Ledger.Simulation.Kernel;

namespace Ledger.Simulation.Bus;

/// <summary>
/// The topic <c>ledger.journal</c> with one subscriber. One process's publishes arrive in their order; a publish can
/// get lost, and so can its confirmation.
/// </summary>
sealed class SimulatedTopic(Scheduler scheduler, FaultBox faults, RunTrace trace, Dice dice)
{
    static readonly TimeSpan SlowestWay = TimeSpan.FromMilliseconds(4);

    /// <summary>All that arrived.</summary>
    public List<Received> Log { get; } = [];

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
            return SendAsync(received);
        }

        Task SendAsync(Received received)
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

                topic.Arrive(received, process);
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

    void Arrive(Received received, SimulatedProcess process)
    {
        Log.Add(received);
        trace.Add(scheduler.Now, process.Name, $"published {received.Id}");
    }
}
