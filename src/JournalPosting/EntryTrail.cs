namespace Ledger.JournalPosting;

/// <summary>
/// Which entry was published before which: subscribers see by it that they have missed none. Used by one relay, page by page.
/// </summary>
sealed class EntryTrail
{
    long? _last;

    /// <summary>
    /// True when the last entry that was followed is the one before this position; false when that has to be asked: at the beginning, and
    /// for a page that is published again.
    /// </summary>
    public bool LeadsTo(long position) => _last < position;

    /// <summary>The last entry before what comes next; 0 for none.</summary>
    public void Set(long position) => _last = position;

    /// <summary>The entry before this one. Asked in the order of the entries.</summary>
    public long Follow(long position)
    {
        var previous = _last ?? throw new InvalidOperationException("Which entry is before the page was not asked.");
        _last = position;
        return previous;
    }

    /// <summary>Forgets everything: another process may have published in between.</summary>
    public void Forget() => _last = null;
}
