using System.Collections.Concurrent;
using System.Text.Json;
using Ledger.Bench.Load;
using Ledger.Bench.Reporting;
using Ledger.MessageBus;
using Ledger.MessageBus.Bundling;
using Ledger.MessageBus.Messages;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Ledger.Bench.Scenarios;

/// <summary>
/// From the gateway's receipt of a payment to the arrival of the changed availability at a subscriber of
/// <c>ledger.inventory</c>, at 1,000 payments a second.
/// </summary>
public sealed class StockFeedScenario : IScenario
{
    const double RatePerSecond = 1_000;
    const int Seconds = 10;
    const int Connections = 64; // Enough to hold the rate while a webhook takes 60 ms.
    const int Skus = 1_000;

    /// <inheritdoc/>
    public string Name => "availability-feed";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Measurement>> RunAsync(BenchRun run, CancellationToken ct)
    {
        var pipeline = (await run.PipelineAsync(ct)).WithStock;
        var events = run.Options.EventsOr((int)(RatePerSecond * Seconds));
        await using (var inventory = StockLoad.Open(pipeline.Database, "inventory", maxBatch: 500))
        {
            await StockLoad.ReceiveAsync(inventory, Skus, units: 10_000_000, ct);
        }

        var cpu = run.PipelineCpu(pipeline);
        var (p50, p99, held) = (new List<double>(), new List<double>(), new List<double>());
        await OneRoundAsync(run, pipeline, BenchOptions.EventsMin, null, ct);
        for (var round = 1; round <= run.Options.Rounds; round++)
        {
            var (latencies, perSecond) = await OneRoundAsync(run, pipeline, events, cpu, ct);
            held.Add(perSecond);
            p50.Add(latencies[latencies.Count / 2]);
            p99.Add(latencies[latencies.Count * 99 / 100]);
            run.Progress.Report($"{Name} {round}/{run.Options.Rounds}: p50 {p50[^1]:0.0} ms, p99 {p99[^1]:0.0} ms at {held[^1]:N0}/s");
        }

        return
        [
            Measurement.LatencyAt(RatePerSecond, held, Name, "p99", p99, 250) with
            {
                CpuMicroseconds = cpu.MicrosecondsPerEvent,
                Parts = new Dictionary<string, double> { ["p50"] = Median.Of(p50) },
            },
        ];
    }

    static async Task<(List<double> Latencies, double PerSecond)> OneRoundAsync(
        BenchRun run, Pipeline pipeline, int events, Cpu.CpuMeter? cpu, CancellationToken ct)
    {
        await using var connection = await new ConnectionFactory { Uri = run.Servers.Broker }.CreateConnectionAsync(ct);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        var queue = (await channel.QueueDeclareAsync(cancellationToken: ct)).QueueName;
        await channel.QueueBindAsync(queue, Topics.Stock.Exchange, "inventory.committed", cancellationToken: ct);
        var latencies = new ConcurrentBag<double>();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            var now = TimeProvider.System.GetUtcNow();
            var bodies = delivery.BasicProperties.ContentType == Bundle.ContentType
                ? Bundle.Read(delivery.Body).Messages.Select(message => message.Body)
                : [delivery.Body];
            foreach (var body in bodies)
            {
                var change = JsonSerializer.Deserialize(body.Span, MessageJson.Default.StockChangeMessage)!;
                latencies.Add((now - change.ReceivedAt).TotalMilliseconds);
            }

            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue, autoAck: true, consumer, ct);
        var requests = PipelineScenario.Requests(pipeline, events, n => StockLoad.Sku(n % Skus));
        double perSecond;
        using (cpu?.Measure(events))
        {
            var sent = await LoadRun.AtRateAsync(pipeline.Target, requests, Connections, RatePerSecond, ct);
            sent.RequireNoFailure(events);
            perSecond = sent.PerSecond;
            for (var tries = 0; latencies.Count < events && tries < 600; tries++)
            {
                await Task.Delay(100, ct);
            }
        }

        return latencies.Count == events
            ? ([.. latencies.Order()], perSecond)
            : throw new InvalidOperationException($"{events:N0} payments were sent and {latencies.Count:N0} changes were heard of.");
    }
}
