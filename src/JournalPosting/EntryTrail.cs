namespace Ledger.JournalPosting;

/// <summary>
/// Which entry was published before which, as far as the relay knows from what it has just published: subscribers see by it that they
/// have missed none.
/// </summary>
sealed class EntryTrail
{
    readonly Lock _lock = new();
    long? _last;

    /// <summary>
    /// The entry before this one; null when that is not known: for the first that is published, and for one that is published again.
    /// Asked in the order of the entries.
    /// </summary>
    public long? Follow(long position)
    {
        lock (_lock)
        {
            var previous = _last < position ? _last : null;
            _last = Math.Max(_last ?? 0, position);
            return previous;
        }
    }

    /// <summary>Forgets everything: another process may have published in between.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            _last = null;
        }
    }
}
