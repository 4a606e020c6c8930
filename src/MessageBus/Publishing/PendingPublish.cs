using System.Diagnostics;

namespace Ledger.MessageBus.Publishing;

/// <summary>One message on its way, from the caller's await to the broker's answer.</summary>
sealed class PendingPublish(OutgoingMessage message, Activity? activity)
{
    readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public OutgoingMessage Message => message;

    /// <summary>The trace it belongs to; the writer works for many callers and has none of its own.</summary>
    public Activity? Activity => activity;

    /// <summary>Why the broker sent it back; the confirmation follows and must not count.</summary>
    public string? Returned { get; set; }

    public Task Done => _done.Task;

    /// <summary>True when the caller has stopped waiting.</summary>
    public bool Abandoned => _done.Task.IsCompleted;

    public void Abandon() => _done.TrySetCanceled(CancellationToken.None);

    public void Confirm()
    {
        if (Returned is null)
        {
            _done.TrySetResult();
        }
        else
        {
            Fail(new PublishFailedException(
                $"No queue takes messages of exchange '{message.Exchange}' with routing key '{message.RoutingKey}' "
                + $"({Returned}).",
                innerException: null));
        }
    }

    public void Fail(PublishFailedException failure) => _done.TrySetException(failure);
}
