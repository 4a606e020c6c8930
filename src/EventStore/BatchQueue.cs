using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Ledger.EventStore;

/// <summary>
/// Gathers messages that wait at the same time into batches for one worker. Takes what waits, and waits for more only as
/// <see cref="BatchQueueOptions.Pace"/> says: at low load a batch is one message, at high load the batch grows while the one before is
/// written.
/// While storage is away the batch is kept and retried; a batch that fails for any other reason is run message by
/// message, so that only the culprit fails.
/// </summary>
public sealed class BatchQueue<TMessage, TOutcome> : IAsyncDisposable
{
    const int Many = 4; // From so many on a batch was one of several; a caller that sends one after the other never rests.

    readonly string _name;
    readonly Run _run;
    readonly BatchQueueOptions _options;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly Channel<Waiting> _waiting;
    readonly CancellationTokenSource _stop = new();
    readonly Task _worker;
    volatile bool _storageAway;
    Batch? _next;

    /// <summary>Opens a queue; its worker starts with the first message.</summary>
    /// <param name="name">For logs and exceptions.</param>
    /// <param name="run">Handles a batch; see <see cref="Run"/>.</param>
    /// <param name="options">Limits.</param>
    /// <param name="time">Clock of the pauses.</param>
    /// <param name="logger">Where outages are told.</param>
    public BatchQueue(string name, Run run, BatchQueueOptions options, TimeProvider time, ILogger logger)
    {
        (_name, _run, _options, _time, _logger) = (name, run, options, time, logger);
        _waiting = Channel.CreateBounded<Waiting>(
            new BoundedChannelOptions(options.MaxWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
        _worker = WorkAsync();
    }

    /// <summary>
    /// Handles a batch and says what became of each message, in the order of the messages. Throws when the batch as
    /// a whole failed; it is then called again, with the same list when storage was away, else with single messages.
    /// </summary>
    public delegate Task<IReadOnlyList<BatchResult<TOutcome>>> Run(IReadOnlyList<TMessage> messages, CancellationToken ct);

    /// <summary>True while a batch is held because storage is away.</summary>
    public bool StorageAway => _storageAway;

    /// <summary>Messages that wait for a batch.</summary>
    public int Depth => _waiting.Reader.Count + (_next?.Messages.Count ?? 0);

    /// <summary>
    /// Hands in a message and waits until its batch is committed. Cancelling takes a message back only while it
    /// waits; after that its effect may stand although the caller was not told.
    /// </summary>
    /// <exception cref="StorageAwayException">Storage stayed away for longer than messages are held.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; or the queue is closed, so somebody else must take it.</exception>
    public async Task<TOutcome> SubmitAsync(TMessage message, CancellationToken ct)
    {
        var waiting = new Waiting(message);
        try
        {
            await _waiting.Writer.WriteAsync(waiting, ct);
        }
        catch (ChannelClosedException closed)
        {
            throw new OperationCanceledException($"{_name} takes no more.", closed);
        }

        await using var cancelling = ct.UnsafeRegister(
            static (state, token) => ((Waiting)state!).TrySetCanceled(token), waiting);
        return await waiting.Task;
    }

    /// <summary>Takes no more, gives what waits a short time to be committed, and fails the rest as cancelled.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_waiting.Writer.TryComplete())
        {
            _stop.CancelAfter(_options.DrainFor);
            await _worker;
            _stop.Dispose();
        }
    }

    /// <summary>
    /// The batch that is run next, taken now; null when fewer messages wait than it should have. Only for use inside
    /// <see cref="Run"/>, which gets the same list.
    /// </summary>
    public IReadOnlyList<TMessage>? TakeNext(int atLeast)
    {
        if (_next is null && _waiting.Reader.Count >= atLeast && TakeAll(_options.MaxBatch) is { Count: > 0 } taken)
        {
            _next = new Batch(taken);
        }

        return _next?.Messages;
    }

    async Task WorkAsync()
    {
        var (began, handled) = (0L, 0);
        while (_next is not null || await _waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            if (handled >= Many)
            {
                await RestAsync(began, handled);
            }

            var batch = _next ?? new Batch(TakeAll(_options.MaxBatch));
            (_next, began, handled) = (null, _time.GetTimestamp(), batch.Messages.Count);
            if (batch.Messages.Count > 0 && !await HandleAsync(batch))
            {
                FailAll(_next?.Waiting ?? [], Away(null));
                _next = null;
                FailAll(TakeAll(int.MaxValue), Away(null));
            }
        }
    }

    async Task RestAsync(long began, int handled)
    {
        var pace = _options.Pace * Math.Clamp((double)handled / _options.AmpleBatch, 1, 2);
        if (_next is null && _waiting.Reader.Count < _options.MaxBatch && pace - _time.GetElapsedTime(began) is { Ticks: > 0 } rest)
        {
            await Task.Delay(rest, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    List<Waiting> TakeAll(int limit)
    {
        var batch = new List<Waiting>();
        while (batch.Count < limit && _waiting.Reader.TryRead(out var waiting))
        {
            if (!waiting.Task.IsCompleted)
            {
                batch.Add(waiting);
            }
        }

        return batch;
    }

    /// <summary>Settles every message of the batch; false when storage stayed away.</summary>
    async Task<bool> HandleAsync(Batch batch)
    {
        try
        {
            Complete(batch.Waiting, await HoldAsync(batch.Messages));
            return true;
        }
        catch (StorageAwayException away)
        {
            FailAll(batch.Waiting, away);
            return false;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            batch.Waiting.ForEach(waiting => waiting.TrySetCanceled(_stop.Token));
            return true;
        }
        catch (Exception failure)
        {
            return await HandleFailureAsync(batch.Waiting, failure);
        }
    }

    async Task<bool> HandleFailureAsync(List<Waiting> batch, Exception failure)
    {
        if (batch.Count == 1)
        {
            batch[0].TrySetException(failure);
            return true;
        }

        _logger.BatchFailed(_name, batch.Count, failure);
        foreach (var waiting in batch)
        {
            if (!await HandleAsync(new Batch([waiting])))
            {
                FailAll(batch, Away(failure));
                return false;
            }
        }

        return true;
    }

    /// <summary>Runs the batch, again and again while storage is away.</summary>
    async Task<IReadOnlyList<BatchResult<TOutcome>>> HoldAsync(IReadOnlyList<TMessage> messages)
    {
        var began = _time.GetTimestamp();
        for (var delay = _options.RetryDelayMin; ; delay = Shorter(delay * 2, _options.RetryDelayMax))
        {
            try
            {
                var results = await _run(messages, _stop.Token);
                ToldBack(began);
                return results;
            }
            catch (Exception failure) when (StorageOutage.Is(failure) && !_stop.IsCancellationRequested)
            {
                ToldAway(messages.Count, failure);
                var elapsed = _time.GetElapsedTime(began);
                if (elapsed >= _options.HoldFor)
                {
                    _logger.StorageGivenUp(_name, messages.Count, (long)elapsed.TotalMilliseconds);
                    throw Away(failure);
                }

                await Task.Delay(Shorter(delay, _options.HoldFor - elapsed), _time, _stop.Token);
            }
            catch
            {
                ToldBack(began); // It answered, if only to refuse.
                throw;
            }
        }
    }

    void ToldAway(int messages, Exception failure)
    {
        if (!_storageAway)
        {
            _storageAway = true;
            if (StorageOutage.Refusal(failure) is { } reason)
            {
                _logger.StorageRefuses(_name, messages, reason, failure);
            }
            else
            {
                _logger.StorageAway(_name, messages, failure);
            }
        }
    }

    void ToldBack(long began)
    {
        if (_storageAway)
        {
            _storageAway = false;
            _logger.StorageBack(_name, (long)_time.GetElapsedTime(began).TotalMilliseconds);
        }
    }

    StorageAwayException Away(Exception? failure) =>
        new($"Storage of {_name} stayed away for longer than {_options.HoldFor}. Hand the message in again later.", failure);

    static void Complete(List<Waiting> batch, IReadOnlyList<BatchResult<TOutcome>> results)
    {
        if (results.Count != batch.Count)
        {
            throw new InvalidOperationException($"A batch of {batch.Count} messages had {results.Count} results.");
        }

        for (var n = 0; n < batch.Count; n++)
        {
            if (results[n].Failure is { } failure)
            {
                batch[n].TrySetException(failure);
            }
            else
            {
                batch[n].TrySetResult(results[n].Outcome!);
            }
        }
    }

    static void FailAll(List<Waiting> batch, Exception failure) =>
        batch.ForEach(waiting => waiting.TrySetException(failure));

    static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    sealed class Batch(List<Waiting> waiting)
    {
        public List<Waiting> Waiting => waiting;

        public IReadOnlyList<TMessage> Messages { get; } = [.. waiting.Select(one => one.Message)];
    }

    sealed class Waiting(TMessage message) : TaskCompletionSource<TOutcome>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public TMessage Message => message;
    }
}
