using Ledger.Bench.Cpu;
using Ledger.Bench.Load;
using Ledger.Bench.References;
using Ledger.Bench.Reporting;
using Ledger.MessageBus;
using Ledger.MessageBus.Bundling;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Ledger.Bench.Scenarios;

/// <summary>
/// The gateway alone, beside bare Kestrel with one HMAC and two confirmed raw publishes. Nobody consumes; the queues of
/// both are emptied between the rounds.
/// </summary>
public sealed class GatewayScenario : IScenario
{
    const int Connections = 32;

    /// <inheritdoc/>
    public string Name => "gateway";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Measurement>> RunAsync(BenchRun run, CancellationToken ct)
    {
        var events = run.Options.EventsOr(20_000);
        await using var gateways = await run.GatewaysAsync(ct);
        await using var connection = await new ConnectionFactory { Uri = run.Servers.Broker }.CreateConnectionAsync(ct);
        var (productCpu, referenceCpu) = (run.PipelineCpu(gateways.Product), run.PipelineCpu(gateways.Reference));
        await OneRoundAsync(gateways.Product, connection, events / 4, null, ct);
        await OneRoundAsync(gateways.Reference, connection, events / 4, null, ct);
        var product = new List<double>();
        var reference = new List<double>();
        for (var round = 1; round <= run.Options.Rounds; round++)
        {
            product.Add(await OneRoundAsync(gateways.Product, connection, events, productCpu, ct));
            reference.Add(await OneRoundAsync(gateways.Reference, connection, events, referenceCpu, ct));
            run.Progress.Report(
                $"{Name} {round}/{run.Options.Rounds}: product {product[^1]:N0}/s, reference {reference[^1]:N0}/s");
        }

        return
        [
            Measurement.Beside(Name, "webhooks/s", product, reference, atLeastRatio: 0.6) with
            {
                CpuMicroseconds = productCpu.MicrosecondsPerEvent,
                ReferenceCpuMicroseconds = referenceCpu.MicrosecondsPerEvent,
            },
        ];
    }

    // Every webhook must lie in two queues: an answer that nobody has confirmed would look fast.
    static async Task<double> OneRoundAsync(
        Pipeline gateway, IConnection connection, int events, CpuMeter? cpu, CancellationToken ct)
    {
        var requests = PipelineScenario.Requests(gateway, events);
        LoadResult sent;
        using (cpu?.Measure(events))
        {
            sent = await LoadRun.FullSpeedAsync(gateway.Target, requests, Connections, ct);
        }

        sent.RequireNoFailure(events);
        var queued = await PurgeAsync(connection, ct);
        return queued == 2 * events
            ? events / sent.Elapsed.TotalSeconds
            : throw new InvalidOperationException(
                $"{events:N0} webhooks were answered 2xx but {queued:N0} messages are queued, not {2 * events:N0}.");
    }

    /// <summary>Empties all queues; how many messages were in them, each of a bundle counted.</summary>
    internal static async Task<long> PurgeAsync(IConnection connection, CancellationToken ct)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        string[] queues =
        [
            .. ConsumerQueues.Standard.Select(queue => queue.Name), ReferenceGateway.FactsQueue, ReferenceGateway.BytesQueue,
        ];
        var messages = 0L;
        foreach (var queue in queues)
        {
            messages += await TakeAllAsync(channel, queue, ct);
        }

        return messages;
    }

    static async Task<long> TakeAllAsync(IChannel channel, string queue, CancellationToken ct)
    {
        var (left, messages) = ((long)await channel.MessageCountAsync(queue, ct), 0L);
        if (left == 0)
        {
            return 0;
        }

        var all = new TaskCompletionSource();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            messages += delivery.BasicProperties.ContentType == Bundle.ContentType ? Bundle.Read(delivery.Body).Messages.Count : 1;
            if (--left == 0)
            {
                all.TrySetResult();
            }

            return Task.CompletedTask;
        };
        var tag = await channel.BasicConsumeAsync(queue, autoAck: true, consumer, ct);
        await all.Task.WaitAsync(TimeSpan.FromMinutes(1), ct);
        await channel.BasicCancelAsync(tag, cancellationToken: ct);
        return messages;
    }
}
