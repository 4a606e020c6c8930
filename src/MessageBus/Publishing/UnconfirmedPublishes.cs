namespace Ledger.MessageBus.Publishing;

/// <summary>
/// Messages sent on one channel and not yet answered, by their number: the broker counts from 1 and answers single
/// numbers or all up to one.
/// </summary>
sealed class UnconfirmedPublishes
{
    readonly Lock _gate = new();
    readonly Dictionary<ulong, PendingPublish> _byNumber = [];
    ulong _last;
    ulong _lowest = 1;
    bool _closed;

    /// <summary>Numbers a message that is about to be written; false when the channel is closed.</summary>
    public bool Add(PendingPublish pending)
    {
        lock (_gate)
        {
            if (!_closed)
            {
                _byNumber.Add(++_last, pending);
            }

            return !_closed;
        }
    }

    /// <summary>Answers one message, or it and all before it.</summary>
    public void Take(ulong number, bool andAllBefore, Action<PendingPublish> answer)
    {
        lock (_gate)
        {
            for (var n = andAllBefore ? _lowest : number; n <= number; n++)
            {
                if (_byNumber.Remove(n, out var pending))
                {
                    answer(pending);
                }
            }

            if (andAllBefore)
            {
                _lowest = Math.Max(_lowest, number + 1);
            }
        }
    }

    /// <summary>
    /// Marks what the broker sent back. A return names no number, so every unanswered message of that id is marked:
    /// to repeat a stored message is harmless, to believe a lost one stored is not.
    /// </summary>
    public void MarkReturned(string? messageId, string reason)
    {
        lock (_gate)
        {
            foreach (var pending in _byNumber.Values.Where(p => p.Message.Properties.MessageId == messageId))
            {
                pending.Returned = reason;
            }
        }
    }

    /// <summary>Fails everything, now and later.</summary>
    public void FailAll(PublishFailedException failure)
    {
        lock (_gate)
        {
            _closed = true;
            foreach (var pending in _byNumber.Values)
            {
                pending.Fail(failure);
            }

            _byNumber.Clear();
        }
    }
}
