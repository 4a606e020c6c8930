using System.Diagnostics;
using Ledger.MessageBus.Monitoring;
using Ledger.MessageBus.Publishing;

namespace Ledger.MessageBus.Bundling;

/// <summary>
/// Sends the messages of one exchange and routing key, or those that all addressed queues of an exchange get: while some are on their
/// way, what comes gathers, and goes as one bundle once they are confirmed. It waits for more only while many come one close behind
/// the other, and then no longer than <see cref="BusOptions.BundlesApart"/>: at low load every message goes by itself, as it is, at once.
/// </summary>
/// <param name="publish">Publishes and returns when the broker has confirmed.</param>
/// <param name="options">How large a bundle becomes.</param>
/// <param name="time">The clock.</param>
sealed class BundleSender(Func<OutgoingMessage, CancellationToken, Task> publish, BusOptions options, TimeProvider time)
{
    const int Few = 4; // With so many senders, each waiting for its answer, a bundle would gain less than the wait costs.

    readonly Lock _gate = new();
    readonly Queue<Waiting> _waiting = new();
    TaskCompletionSource? _enough;
    long _bytes;
    long _lastCame;
    bool _sending;

    bool IsEnough => _waiting.Count >= options.BundleEnough || _bytes >= options.BundleBytesMax;

    /// <summary>
    /// Sends a message; returns when the broker has confirmed what it went in. Each bundle before it and its own may take
    /// <see cref="BusOptions.ConfirmTimeout"/>; the first that fails ends the waiting of all. Who must answer sooner gives up itself.
    /// </summary>
    /// <exception cref="PublishFailedException">As for <see cref="IMessagePublisher.PublishAsync{T}"/>.</exception>
    public async Task SendAsync(OutgoingMessage message, CancellationToken ct)
    {
        using var activity = BusActivities.StartPublish(message);
        var waiting = new Waiting(message, Activity.Current);
        if (IsFirst(waiting))
        {
            // The loop sends for many: it must not go on under the trace of whoever happened to start it.
            ThreadPool.UnsafeQueueUserWorkItem(static sender => _ = sender.SendAllAsync(), this, preferLocal: false);
        }

        try
        {
            await waiting.Task.WaitAsync(ct);
        }
        catch (PublishFailedException failure)
        {
            activity?.SetStatus(ActivityStatusCode.Error, failure.Message);
            throw;
        }
        finally
        {
            waiting.TrySetCanceled(CancellationToken.None);
        }
    }

    bool IsFirst(Waiting waiting)
    {
        lock (_gate)
        {
            _waiting.Enqueue(waiting);
            _bytes += waiting.Message.Body.Length;
            Interlocked.Exchange(ref _lastCame, time.GetTimestamp());
            if (IsEnough)
            {
                _enough?.TrySetResult();
            }

            var first = !_sending;
            _sending = true;
            return first;
        }
    }

    async Task SendAllAsync()
    {
        while (Take() is { Count: > 0 } taken)
        {
            var sent = time.GetTimestamp();
            try
            {
                var messages = taken.ConvertAll(each => each.Message);
                Activity.Current = taken is [var alone] ? alone.Activity : null;
                await publish(messages is [var only] ? only : Bundle.Of(messages), CancellationToken.None);
                taken.ForEach(each => each.TrySetResult());
            }
            catch (Exception failure)
            {
                // What came meanwhile has waited as long; whoever sent it is not kept waiting for another failure.
                taken.Concat(TakeAll()).ToList().ForEach(each => each.TrySetException(failure));
            }

            await GatherAsync(sent, taken.Count);
        }
    }

    /// <summary>
    /// Waits until enough have gathered, but only while they keep coming and not for long: once none has come for a while, whoever
    /// sends is likely waiting for the answers to these.
    /// </summary>
    /// <param name="sent">When the bundle before was sent.</param>
    /// <param name="before">How many were in it.</param>
    async Task GatherAsync(long sent, int before)
    {
        var began = time.GetTimestamp();
        while (Rest(sent, began) is { Ticks: > 0 } rest && Lacking(before) is { } enough)
        {
            using var over = new CancellationTokenSource(rest, time);
            await enough.WaitAsync(over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>How long it may still wait, in whole milliseconds, as timers count: a part of one would be no wait at all.</summary>
    TimeSpan Rest(long sent, long began)
    {
        var apart = options.BundlesApart - time.GetElapsedTime(sent);
        var gap = options.BundleGap - time.GetElapsedTime(Math.Max(began, Interlocked.Read(ref _lastCame)));
        return TimeSpan.FromMilliseconds(Math.Ceiling(Math.Min(apart.TotalMilliseconds, gap.TotalMilliseconds)));
    }

    /// <summary>
    /// Completes with the message that makes it enough; null when it is enough already, or when so few came meanwhile that a bundle
    /// gains little: somebody who sends one message after the other would only wait for himself.
    /// </summary>
    Task? Lacking(int before)
    {
        lock (_gate)
        {
            _enough = !IsEnough && Math.Max(_waiting.Count, before) > Few
                ? new(TaskCreationOptions.RunContinuationsAsynchronously)
                : null;
            return _enough?.Task;
        }
    }

    /// <summary>What goes next; empty when nothing waits, and then whoever comes next begins anew.</summary>
    List<Waiting> Take()
    {
        var taken = new List<Waiting>();
        lock (_gate)
        {
            for (var bytes = 0; taken.Count < options.BundleMessagesMax && _waiting.TryPeek(out var next);)
            {
                bytes += next.Message.Body.Length;
                if (taken.Count > 0 && bytes > options.BundleBytesMax)
                {
                    break;
                }

                _waiting.Dequeue();
                _bytes -= next.Message.Body.Length;
                if (!next.Task.IsCompleted)
                {
                    taken.Add(next);
                }
            }

            _sending = taken.Count > 0;
        }

        return taken;
    }

    List<Waiting> TakeAll()
    {
        lock (_gate)
        {
            var all = _waiting.ToList();
            _waiting.Clear();
            _bytes = 0;
            return all;
        }
    }

    /// <summary>A message that waits for its confirmation; ended from outside when its sender has given up.</summary>
    sealed class Waiting(OutgoingMessage message, Activity? activity)
        : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public OutgoingMessage Message => message;

        public Activity? Activity => activity;
    }
}
