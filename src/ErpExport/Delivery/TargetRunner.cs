using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Confirming;
using Ledger.ErpExport.Mapping;
using Ledger.ErpExport.Runs;
using Ledger.ErpExport.Storage;
using Ledger.ErpExport.Targets;
using Ledger.ErpExport.TieOuts;
using Ledger.EventStore;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Ledger.ErpExport.Delivery;

/// <summary>
/// Runs one target as long as this process has the right to: cuts runs, sends documents, reads back. Each target runs by itself: one that
/// hangs holds up nobody else, and nobody who posts.
/// </summary>
sealed class TargetRunner(
    ErpTarget target, ErpAdapterKind kind, Func<IErpAdapter> newAdapter, ErpMapping mapping, NpgsqlDataSource source, string schema,
    ErpWriter writer, TimeProvider time, ILogger logger)
{
    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan StandBy = TimeSpan.FromSeconds(1);
    static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(2);

    readonly ErpReads _reads = new(source, schema);
    readonly Pulse _pulse = new();
    readonly Guid _owner = Guid.CreateVersion7(time.GetUtcNow());

    /// <summary>See <see cref="StepWriter.Passing"/>.</summary>
    public Action<string>? Passing { get; init; }

    /// <summary>Something was committed: looks at once.</summary>
    public void Wake() => _pulse.Beat();

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        while (true)
        {
            try
            {
                await using var lease = await TargetLease.TryTakeAsync(source, schema, target.Name, _owner, time, ct);
                if (lease is not null)
                {
                    logger.SendsFor(target.Name, kind.Kind, lease.Fence);
                    await SendAsync(lease);
                }
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                throw;
            }
            catch (OperationCanceledException)
            {
                logger.LeaseLost(target.Name);
            }
            catch (Exception failure)
            {
                logger.ActivityFailed(target.Name, "sending", StandBy, failure);
            }

            await Task.Delay(StandBy, time, ct);
        }
    }

    async Task SendAsync(TargetLease lease)
    {
        await using var adapter = newAdapter();
        var troubles = new ErpTroubles(source, schema, target.Name);
        var backoff = new TargetBackoff(target.Name, adapter.Capabilities.Limits, troubles, time, logger);
        var steps = new StepWriter(target, writer, lease, backoff, time, logger) { Passing = Passing };
        var planner = new TargetPlanner(target, adapter.Capabilities, mapping, _reads, writer, troubles, time, logger);
        var sender = new TargetSender(target, adapter, _reads, steps, backoff, time, logger);
        var confirmer = new TargetConfirmer(target, adapter, mapping, _reads, writer, steps, source, schema, time, logger);
        var tieOut = new TieOut(target, adapter, mapping, source, schema, time);
        await sender.RecoverAsync(lease.Lost);
        await Task.WhenAll(
            RepeatAsync("cutting runs", planner.CutAsync, lease.Lost),
            RepeatAsync("sending", sender.SendDueAsync, lease.Lost),
            RepeatAsync("reading back", ct => UnlessAwayAsync(confirmer.ConfirmDueAsync, backoff, ct), lease.Lost),
            RepeatAsync("tying out", ct => UnlessAwayAsync(tieOut.CompareDueAsync, backoff, ct), lease.Lost));
    }

    static async Task<bool> UnlessAwayAsync(Func<CancellationToken, Task<bool>> act, TargetBackoff backoff, CancellationToken ct)
    {
        try
        {
            return !backoff.IsAway && await act(ct);
        }
        catch (ErpAwayException away)
        {
            await backoff.AwayAsync(away, ct);
            return false;
        }
    }

    /// <summary>Does something again and again: at once while there is work, and when woken.</summary>
    async Task RepeatAsync(string what, Func<CancellationToken, Task<bool>> act, CancellationToken ct)
    {
        while (true)
        {
            var next = _pulse.Next;
            try
            {
                if (await act(ct))
                {
                    continue;
                }
            }
            catch (Exception failure) when (!ct.IsCancellationRequested)
            {
                logger.ActivityFailed(target.Name, what, AfterFailure, failure);
                await Task.Delay(AfterFailure, time, ct);
                continue;
            }

            await _pulse.WaitAsync(next, Poll, time, ct);
        }
    }
}
