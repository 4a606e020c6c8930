using Ledger.ProviderAccess;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ledger.Backfill.Polling;

/// <summary>Listens for silence, and tells of gaps, while the worker runs, whether lists are polled or not.</summary>
/// <param name="endpoints">The endpoints as the secrets file has them now; those with a threshold are watched.</param>
/// <param name="silence">Looks at them.</param>
/// <param name="gaps">Looks at what their lists can bring no more.</param>
/// <param name="lookEvery">How often.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where failures are told.</param>
public sealed class SilenceLoop(
    EndpointDirectory endpoints, SilenceWatch silence, GapWatch gaps, TimeSpan lookEvery, TimeProvider time, ILogger<SilenceLoop> log)
    : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(lookEvery, time);
        try
        {
            do
            {
                await LookAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Told to stop: without a word, also where the host was disposed of without being stopped.
        }
    }

    async Task LookAsync(CancellationToken ct)
    {
        try
        {
            await gaps.LookAsync(endpoints.Current.All, ct);
            await silence.LookAsync(endpoints.Current.All, ct);
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            log.LookFailed(failure);
        }
    }
}
