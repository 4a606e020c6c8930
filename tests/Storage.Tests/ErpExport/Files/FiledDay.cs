using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Delivery;
using Ledger.ErpExport.Operating;
using Ledger.ErpExport.Targets;
using Ledger.Storage.Tests.ErpExport.Delivery;
using Ledger.Storage.Tests.ErpExport.Operating;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Files;

/// <summary>A day of the journal that goes out as CSV, and processes that write it, by a clock that is 20 times as fast.</summary>
sealed class FiledDay : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly FastTime _time = new(times: 20);

    FiledDay(ExportedDay day, bool acknowledged) => (Day, Files) = (day, new RunFiles("csv", acknowledged));

    public ExportedDay Day { get; }

    public RunFiles Files { get; }

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<FiledDay> OpenAsync(string mapping, bool acknowledged = false)
    {
        var filed = new FiledDay(await ExportedDay.OpenAsync(), acknowledged);
        await filed.Day.CutAsync(mapping);
        return filed;
    }

    /// <summary>Runs a process; it ends when it passes a point for the n-th time, and not before it is disposed otherwise.</summary>
    public Running Start(string? endsAt = null, int time = 1, Func<IErpAdapter, IErpAdapter>? adapter = null) =>
        new(this, endsAt, time, adapter ?? (own => own));

    /// <summary>Waits until some documents are in a state; gives all.</summary>
    public async Task<IReadOnlyList<DocumentStanding>> UntilAsync(Func<IReadOnlyList<DocumentStanding>, bool> holds)
    {
        for (var began = TimeProvider.System.GetTimestamp(); ; await Task.Delay(50, Ct))
        {
            IReadOnlyList<DocumentStanding> all = [.. (await Day.AllAsync()).Select(kept => kept.Standing)];
            if (holds(all))
            {
                return all;
            }

            Assert.False(
                TimeProvider.System.GetElapsedTime(began) > Patience,
                string.Join("; ", all.Select(one => $"{one.Reference} {one.State} {one.Reason} {one.Detail}")));
        }
    }

    /// <summary>Waits until every document that counts is posted; requires that each is in the files once.</summary>
    public async Task AllPostedAsync()
    {
        var all = await UntilAsync(all => all.All(one => DocumentMoves.IsPosted(one.State) || one.State == DocumentState.Superseded));
        Assert.Equal(
            all.Where(one => one.State != DocumentState.Superseded).Select(one => one.Reference.Value).Order(),
            (await Files.ToldAsync()).Select(told => told.Reference!).Order());
        await Day.ProveAsync();
    }

    public Task<long> MovesAsync() => Day.ScalarAsync<long>("select count(*) from erp_export.mt_events where type = 'erp_document_moved'");

    /// <summary>Requires that for a minute of the process's clock, no document moves.</summary>
    public async Task NothingMovesAsync()
    {
        var before = await MovesAsync();
        await Task.Delay(TimeSpan.FromMinutes(1) / 20, Ct);
        Assert.Equal(before, await MovesAsync());
    }

    public async Task RetryAsync(DocumentStanding rejected, string mapping = ExportedDay.Whole)
    {
        await using var adapter = Files.NewAdapter(TimeProvider.System);
        var retry = new DocumentRetry(Day.Desk, Day.Target, ExportedDay.Mapping(mapping), adapter, Day.Reads, Day.Lines);
        Assert.Null((await retry.RetryAsync(await Day.OneAsync(rejected.Reference), null, Ct)).Refusal);
    }

    public async ValueTask DisposeAsync()
    {
        Files.Dispose();
        await Day.DisposeAsync();
    }

    /// <summary>A process.</summary>
    public sealed class Running : IAsyncDisposable
    {
        readonly CancellationTokenSource _stop = new();
        readonly Task _running;
        int _left;

        internal Running(FiledDay filed, string? endsAt, int time, Func<IErpAdapter, IErpAdapter> adapter)
        {
            _left = time;
            var (day, ended) = (filed.Day, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            Ended = ended.Task;
            var runner = new TargetRunner(
                day.Target with { ConfirmEvery = TimeSpan.FromSeconds(2) }, AllErpAdapters.ByKind[ErpTarget.OutsideKind],
                () => adapter(filed.Files.NewAdapter(TimeProvider.System)), ExportedDay.Mapping(), day.Source, ExportedDay.Schema, day.Writer, filed._time,
                NullLogger.Instance)
            {
                Passing = point =>
                {
                    if (_stop.IsCancellationRequested || (point == endsAt && Interlocked.Decrement(ref _left) == 0))
                    {
                        _stop.Cancel();
                        ended.TrySetResult();
                        throw new OperationCanceledException(_stop.Token);
                    }
                },
            };
            day.Writer.Committed += _ => runner.Wake();
            _running = runner.RunAsync(_stop.Token);
        }

        /// <summary>Done once it has passed the point at which it ends.</summary>
        public Task Ended { get; }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _stop.Dispose();
        }
    }
}
