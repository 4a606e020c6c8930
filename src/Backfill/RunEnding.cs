using Ledger.Backfill.Storage;

namespace Ledger.Backfill;

/// <summary>Writes down how a run ended, whichever way it does.</summary>
static class RunEnding
{
    /// <summary>Runs it and closes its row; what stops it is thrown on.</summary>
    public static async Task<BackfillRun> OfAsync(
        BackfillStore store, Guid runId, TimeProvider time, Func<Task<BackfillRun>> work, CancellationToken ct)
    {
        try
        {
            var done = await work();
            await store.EndAsync(runId, RunState.Finished, note: null, ct);
            return done with { State = RunState.Finished, NextPage = null, EndedAt = time.GetUtcNow() };
        }
        catch (Exception stopped) when (stopped is BackfillRefusedException or OperationCanceledException)
        {
            await store.EndAsync(runId, RunState.Stopped, Note(stopped), CancellationToken.None);
            throw;
        }
    }

    static string Note(Exception stopped) => stopped is BackfillRefusedException refused
        ? $"{refused.Reason.WireName()}: {refused.Message}"
        : "It was stopped by hand.";
}
