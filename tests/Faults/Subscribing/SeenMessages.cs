namespace Ledger.Faults.Subscribing;

/// <summary>
/// What a subscriber of a topic has seen: by message id, as our documents tell subscribers to recognise a repeat, and
/// by what the message is really about, to see whether that is right.
/// </summary>
sealed class SeenMessages
{
    readonly Lock _gate = new();
    readonly Dictionary<string, int> _timesById = new(StringComparer.Ordinal);
    readonly Dictionary<string, string> _idBySubject = new(StringComparer.Ordinal);
    readonly Dictionary<string, string?> _causes = new(StringComparer.Ordinal);
    readonly List<string> _mistaken = [];

    /// <summary>Messages, repeats included.</summary>
    public int Count { get; private set; }

    /// <summary>Messages whose id had been seen before.</summary>
    public int Repeats { get; private set; }

    /// <summary>Different ids.</summary>
    public IReadOnlyCollection<string> Ids
    {
        get
        {
            lock (_gate)
            {
                return [.. _timesById.Keys];
            }
        }
    }

    /// <summary>Everything that messages were about.</summary>
    public IReadOnlyCollection<string> Subjects
    {
        get
        {
            lock (_gate)
            {
                return [.. _idBySubject.Keys];
            }
        }
    }

    /// <summary>Messages whose id would have deceived a subscriber, in words.</summary>
    public IReadOnlyList<string> Mistaken
    {
        get
        {
            lock (_gate)
            {
                return [.. _mistaken];
            }
        }
    }

    /// <summary>What a message came from, such as the provider's event; null when it does not say.</summary>
    public string? CauseOf(string id)
    {
        lock (_gate)
        {
            return _causes.GetValueOrDefault(id);
        }
    }

    /// <summary>Takes a message.</summary>
    /// <param name="id">Its message id; null when it has none.</param>
    /// <param name="subjects">What can be told only once, such as an entry's id or its position.</param>
    /// <param name="cause">What it came from; null when it does not say.</param>
    public void Take(string? id, IReadOnlyList<string> subjects, string? cause = null)
    {
        lock (_gate)
        {
            Count++;
            if (id is null)
            {
                _mistaken.Add($"a message about {string.Join(", ", subjects)} has no message id");
                return;
            }

            _causes[id] = cause;
            var times = _timesById.GetValueOrDefault(id);
            _timesById[id] = times + 1;
            Repeats += times > 0 ? 1 : 0;
            foreach (var subject in subjects)
            {
                var known = !_idBySubject.TryAdd(subject, id);
                if (known && _idBySubject[subject] != id)
                {
                    _mistaken.Add($"{subject} came under message id {_idBySubject[subject]} and again under {id}");
                }
                else if (!known && times > 0)
                {
                    _mistaken.Add($"message id {id} was used before, and now for {subject}");
                }
            }
        }
    }
}
