using System.Text.Json;
using Ledger.MessageBus;
using Ledger.MessageBus.Consuming;
using Ledger.PaymentEvents;
using Ledger.Simulation.Kernel;
using Ledger.Simulation.Stories;

namespace Ledger.Simulation.Bus;

/// <summary>
/// The queue of a consumer: at least once, in no order, to whoever consumes. What a consumer that died had not
/// acknowledged comes again, and so does what it could not handle.
/// </summary>
sealed class SimulatedQueue(string name, int number, Scheduler scheduler, FaultBox faults, RunTrace trace, Plan plan)
{
    static readonly TimeSpan SlowestDelivery = TimeSpan.FromMilliseconds(120);
    static readonly TimeSpan PauseOfConsumer = TimeSpan.FromSeconds(1);

    readonly List<Consumer> _consumers = [];
    readonly Queue<QueuedMessage> _ready = new();
    int _turn;

    /// <summary>All messages ever sent.</summary>
    public List<QueuedMessage> Messages { get; } = [];

    /// <summary>What fell over in the product's own code, whatever became of it at the next attempt.</summary>
    public List<(QueuedMessage Message, Exception Failure)> Failures { get; } = [];

    /// <summary>Messages that are neither done nor set aside.</summary>
    public int Waiting { get; private set; }

    public void Send(WireMessage message)
    {
        var queued = new QueuedMessage(message);
        Messages.Add(queued);
        Waiting++;
        _ready.Enqueue(queued);
        DeliverAll();
    }

    /// <summary>A process consumes from now on, until it dies.</summary>
    public void Consume(SimulatedProcess process, Func<PaymentEvent, Task> handle)
    {
        var consumer = new Consumer(process, handle);
        _consumers.Add(consumer);
        process.WhenDead(() =>
        {
            _consumers.Remove(consumer);
            foreach (var open in consumer.Unacknowledged)
            {
                _ready.Enqueue(open);
            }

            consumer.Unacknowledged.Clear();
            DeliverAll();
        });
        DeliverAll();
    }

    void DeliverAll()
    {
        while (_consumers.Count > 0 && _ready.TryDequeue(out var message))
        {
            var consumer = _consumers[_turn++ % _consumers.Count];
            message.Deliveries++;
            consumer.Unacknowledged.Add(message);
            // Of its own, so that the others' delays stay when one is not sent.
            var sending = message.Message.Sending;
            var dice = new Dice(plan.Seed, 6, number, plan.Salt, sending.Story, sending.Number, message.Deliveries);
            scheduler.After(
                dice.Upto(SlowestDelivery), consumer.Process, () => consumer.Process.Start(() => HandleAsync(consumer, message)));
        }
    }

    /// <summary>As the product's filters do it: by what the failure says about who must act.</summary>
    async Task HandleAsync(Consumer consumer, QueuedMessage message)
    {
        var clock = new ProcessClock(consumer.Process, TimeSpan.Zero);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                message.Attempts++;
                await SettleAsync(consumer, message, await TryHandleAsync(consumer, message) ? Fate.Done : Fate.Skipped);
                return;
            }
            catch (Exception failure)
            {
                var failed = FailureClasses.Of(failure);
                if (failed == FailureClass.OurFault)
                {
                    Failures.Add((message, failure));
                }

                switch (failed)
                {
                    case FailureClass.WorldAway:
                        Again(consumer, message);
                        return;
                    case FailureClass.NotAsDocumented:
                        await SettleAsync(consumer, message, Fate.Dead);
                        return;
                    case FailureClass.OurFault when attempt >= 3:
                        trace.Add(scheduler.Now, consumer.Process.Name, $"{name} gives up {message.Message.Sending.Key}: {failure.Message}");
                        await SettleAsync(consumer, message, Fate.Dead);
                        return;
                    default:
                        await Task.Delay(TimeSpan.FromMilliseconds(100 * attempt), clock);
                        break;
                }
            }
        }
    }

    static async Task<bool> TryHandleAsync(Consumer consumer, QueuedMessage message)
    {
        if (!Topics.Payments.Reads(message.Message.Type))
        {
            return false;
        }

        var e = JsonSerializer.Deserialize(message.Message.Body, Topics.Payments.Json) ?? throw new JsonException("null");
        await consumer.Handle(e);
        return true;
    }

    /// <summary>Tells the broker; that can get lost on the way, and then the message comes again.</summary>
    Task SettleAsync(Consumer consumer, QueuedMessage message, Fate fate)
    {
        if (faults.Strike(Step.Acknowledge, consumer.Process) is { } fault)
        {
            if (fault is { Kind: FaultKind.Break })
            {
                Again(consumer, message);
                return Task.CompletedTask;
            }

            if (fault is { Kind: FaultKind.Kill })
            {
                consumer.Process.Kill();
                return Task.CompletedTask;
            }
        }

        if (consumer.Unacknowledged.Remove(message))
        {
            message.Fate = fate;
            Waiting--;
            trace.Add(scheduler.Now, consumer.Process.Name, $"{name} {message.Message.Sending.Key} {fate}");
        }

        return Task.CompletedTask;
    }

    void Again(Consumer consumer, QueuedMessage message) => scheduler.After(PauseOfConsumer, null, () =>
    {
        if (consumer.Unacknowledged.Remove(message))
        {
            _ready.Enqueue(message);
            DeliverAll();
        }
    });

    sealed record Consumer(SimulatedProcess Process, Func<PaymentEvent, Task> Handle)
    {
        public List<QueuedMessage> Unacknowledged { get; } = [];
    }
}
