namespace Ledger.MessageBus.Bundling;

/// <summary>
/// Reads the bundles that several queues of this process get alike only once: whichever gets one first leaves it here for the others,
/// who take it if what they got has the same bytes. Messages say what has happened and are never changed.
/// </summary>
/// <param name="takers">How many queues get each bundle; at least two.</param>
sealed class ReadOnce(int takers)
{
    // Some megabytes, 32 MiB and what was read of it at the worst; queues of one exchange get theirs within milliseconds of each other.
    const int Most = 64;

    readonly Lock _gate = new();
    readonly LinkedList<Left> _left = new();

    /// <summary>Takes a bundle apart and reads its messages.</summary>
    /// <param name="body">The bundle.</param>
    /// <param name="read">Reads one of its messages; null when it cannot be read.</param>
    /// <exception cref="System.Text.Json.JsonException">It is no bundle.</exception>
    public Bundle Read(ReadOnlyMemory<byte> body, Func<BundledMessage, object?> read)
    {
        // One after the other: two that came at the same time would both be read.
        lock (_gate)
        {
            return Take(body.Span) ?? Leave(body.ToArray(), read);
        }
    }

    Bundle? Take(ReadOnlySpan<byte> body)
    {
        for (var node = _left.Last; node is not null; node = node.Previous)
        {
            if (body.SequenceEqual(node.Value.Body))
            {
                if (--node.Value.Takers == 0)
                {
                    _left.Remove(node);
                }

                return node.Value.Bundle;
            }
        }

        return null;
    }

    Bundle Leave(byte[] body, Func<BundledMessage, object?> read)
    {
        var bundle = new Bundle([.. Bundle.Read(body).Messages.Select(message => message with { Content = read(message) })]);
        _left.AddLast(new Left(body, bundle) { Takers = takers - 1 });
        if (_left.Count > Most)
        {
            _left.RemoveFirst();
        }

        return bundle;
    }

    sealed class Left(byte[] body, Bundle bundle)
    {
        public byte[] Body => body;

        public Bundle Bundle => bundle;

        public int Takers { get; set; }
    }
}
