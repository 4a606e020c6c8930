using Ledger.ProviderAccess;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ledger.Backfill.Polling;

/// <summary>Polls the lists that are due while the worker runs.</summary>
public sealed class PollLoop(
    EndpointDirectory endpoints, ListPoller poller, PollOptions options, TimeProvider time, ILogger<PollLoop> log)
    : BackgroundService
{
    /// <summary>What is at work, by endpoint; a slow list holds up none but itself.</summary>
    readonly Dictionary<(string Provider, string Endpoint), Task> _atWork = [];

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.LookEvery, time);
        try
        {
            do
            {
                foreach (var endpoint in endpoints.Current.All)
                {
                    Begin((endpoint.Provider.Name, endpoint.Name), ct => poller.PollAsync(endpoint, ct), stoppingToken);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Told to stop: without a word, also where the host was disposed of without being stopped.
        }
        finally
        {
            await Task.WhenAll(_atWork.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    void Begin((string Provider, string Endpoint) key, Func<CancellationToken, Task> work, CancellationToken ct)
    {
        if (!_atWork.TryGetValue(key, out var former) || former.IsCompleted)
        {
            _atWork[key] = TryAsync(work, ct);
        }
    }

    async Task TryAsync(Func<CancellationToken, Task> work, CancellationToken ct)
    {
        try
        {
            await work(ct);
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            log.LookFailed(failure);
        }
    }
}
