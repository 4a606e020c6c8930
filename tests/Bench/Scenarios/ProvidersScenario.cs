using Ledger.Bench.Cpu;
using Ledger.Bench.Load;
using Ledger.Bench.Reporting;
using RabbitMQ.Client;

namespace Ledger.Bench.Scenarios;

/// <summary>
/// What a webhook of each provider costs the gateway in CPU time, beside one of Stripe's in the same round: a capture of the demo, signed as
/// the provider signs; certificates are kept after the first. Nobody consumes.
/// </summary>
public sealed class ProvidersScenario : IScenario
{
    const int Connections = 16;
    const double AtMost = 3;

    /// <inheritdoc/>
    public string Name => "providers";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Measurement>> RunAsync(BenchRun run, CancellationToken ct)
    {
        var events = run.Options.EventsOr(5_000);
        await using var senders = ProviderSenders.Open(run.FolderOf(Name));
        await using var gateways = await run.GatewaysAsync(ct, new Dictionary<string, string> { ["LEDGER_SECRETS"] = senders.SecretsFile });
        await using var connection = await new ConnectionFactory { Uri = run.Servers.Broker }.CreateConnectionAsync(ct);
        var costs = senders.Providers.ToDictionary(provider => provider, _ => new List<double>());
        for (var round = 0; round <= run.Options.Rounds; round++)
        {
            foreach (var provider in senders.Providers)
            {
                var cost = await OneRoundAsync(gateways.Product, connection, senders, provider, round, events, ct);
                if (round > 0) // The first warms up.
                {
                    costs[provider].Add(cost);
                }
            }

            run.Progress.Report(
                $"{Name} {round}/{run.Options.Rounds}: {string.Join(", ", costs.Select(each => $"{each.Key} {each.Value.LastOrDefault():N0}"))} us");
        }

        return
        [
            .. senders.Providers.Where(provider => provider != ProviderSenders.Reference).Select(provider => Measurement.CostBeside(
                Name, provider, "us/webhook", costs[provider], costs[ProviderSenders.Reference], AtMost)),
        ];
    }

    static async Task<double> OneRoundAsync(
        Pipeline gateway, IConnection connection, ProviderSenders senders, string provider, int round, int events, CancellationToken ct)
    {
        var target = new Uri(gateway.Target, $"/v1/webhooks/{provider}");
        var requests = senders.Requests(provider, target, round, events);
        var cpu = new CpuMeter("load", new Dictionary<string, int> { ["gateway"] = gateway.Gateway.Pid });
        LoadResult sent;
        using (cpu.Measure(events))
        {
            sent = await LoadRun.FullSpeedAsync(target, requests, Connections, ct);
        }

        sent.RequireNoFailure(events);
        var queued = await GatewayScenario.PurgeAsync(connection, ct);
        return queued >= 2 * events
            ? cpu.MicrosecondsPerEvent["gateway"]
            : throw new InvalidOperationException(
                $"{events:N0} webhooks of {provider} were answered 2xx but only {queued:N0} messages are queued: they state no facts.");
    }
}
