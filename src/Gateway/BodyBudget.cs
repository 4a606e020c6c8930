namespace Ledger.Gateway;

/// <summary>
/// Bounds the bytes of all bodies that are held at one time, so that many slow senders of large bodies cannot use up
/// the memory. One share is taken per delivery as its body grows, and given back when it is answered.
/// </summary>
sealed class BodyBudget(GatewayOptions options)
{
    long _held;

    /// <summary>Bytes held now.</summary>
    public long Held => Volatile.Read(ref _held);

    /// <summary>Opens an empty share.</summary>
    public Share Open() => new(this);

    bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _held, bytes) <= options.BodyBytesInFlightMax)
        {
            return true;
        }

        Interlocked.Add(ref _held, -bytes);
        return false;
    }

    /// <summary>What one delivery holds.</summary>
    public sealed class Share(BodyBudget budget) : IDisposable
    {
        long _bytes;

        /// <summary>Grows the share to this many bytes; false when the budget does not allow it.</summary>
        public bool TryGrowTo(long bytes)
        {
            var more = bytes - _bytes;
            if (more <= 0)
            {
                return true;
            }

            if (!budget.TryTake(more))
            {
                return false;
            }

            _bytes = bytes;
            return true;
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            Interlocked.Add(ref budget._held, -_bytes);
            _bytes = 0;
        }
    }
}
