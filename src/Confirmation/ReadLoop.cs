using System.Collections.Concurrent;
using Ledger.Confirmation.Storage;
using Ledger.EventStore;
using Ledger.ProviderAccess;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ledger.Confirmation;

/// <summary>
/// Reads what is due, endpoint by endpoint, so that a slow provider holds up nobody else's. Any number of workers may do it: each report is
/// in one's hand at a time.
/// </summary>
public sealed class ReadLoop(
    ReadStore store, ReportConfirmer confirmer, EndpointDirectory endpoints, ConfirmationOptions options, TimeProvider time,
    ILogger<ReadLoop> logger) : BackgroundService
{
    /// <summary>Calls of one read at most, and what each may wait beside its timeout: for its turn, and for the provider's sake.</summary>
    const int CallsMax = 4, WaitSeconds = 30;

    readonly Pulse _pulse = new();
    readonly ConcurrentDictionary<(string Provider, string Endpoint), int> _inHand = new();

    /// <summary>Something has come in.</summary>
    public void Wake() => _pulse.Beat();

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var next = _pulse.Next;
            try
            {
                foreach (var endpoint in await store.DueAsync(stoppingToken))
                {
                    await BeginAsync(endpoint, stoppingToken);
                }
            }
            catch (Exception away) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LookFailed(away.Message);
            }

            await _pulse.WaitAsync(next, options.LookEvery, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Takes as many of an endpoint as there is room for; whoever ends beats the pulse, and then there is room again.</summary>
    async Task BeginAsync((string Provider, string Endpoint) endpoint, CancellationToken ct)
    {
        var room = options.ReadsInHand - _inHand.GetOrAdd(endpoint, 0);
        if (room <= 0)
        {
            return;
        }

        var claimed = await store.ClaimAsync(endpoint.Provider, endpoint.Endpoint, room, ClaimOf(endpoint), ct);
        _inHand.AddOrUpdate(endpoint, claimed.Count, (_, now) => now + claimed.Count);
        foreach (var report in claimed)
        {
            _ = ConfirmAsync(endpoint, report, ct);
        }
    }

    /// <summary>How long a worker keeps a report to itself: longer than a read with all its tries can take.</summary>
    TimeSpan ClaimOf((string Provider, string Endpoint) endpoint) => TimeSpan.FromSeconds(
        CallsMax * (WaitSeconds + (endpoints.Current.Of(endpoint.Provider, endpoint.Endpoint)?.Settings.Api?.TimeoutSeconds ?? 0)));

    async Task ConfirmAsync((string Provider, string Endpoint) endpoint, GivenReport report, CancellationToken ct)
    {
        try
        {
            await confirmer.ConfirmAsync(report, ct);
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            // The claim runs out by itself, and then it is tried again.
            logger.ConfirmFailed(report.Report.ReportId, endpoint.Provider, failure);
        }
        finally
        {
            _inHand.AddOrUpdate(endpoint, 0, static (_, now) => now - 1);
            _pulse.Beat();
        }
    }
}
