namespace Ledger.ProviderSimulators;

/// <summary>Faults that the next calls of a provider meet.</summary>
public sealed class SimulatedFaults
{
    readonly Lock _gate = new();
    readonly Queue<SimulatedFault> _armed = [];

    /// <summary>Calls so far, with and without a fault.</summary>
    public int Calls { get; private set; }

    /// <summary>The next calls meet this, each one.</summary>
    public void Arm(SimulatedFault fault, int count = 1)
    {
        lock (_gate)
        {
            for (var n = 0; n < count; n++)
            {
                _armed.Enqueue(fault);
            }
        }
    }

    /// <summary>What this call meets; null for nothing.</summary>
    internal SimulatedFault? Next()
    {
        lock (_gate)
        {
            Calls++;
            return _armed.TryDequeue(out var fault) ? fault : null;
        }
    }
}

/// <summary>What a call may meet.</summary>
public enum SimulatedFault
{
    /// <summary>429, with Retry-After: 1.</summary>
    Throttle,

    /// <summary>401, as when a token has run out.</summary>
    SignedOut,

    /// <summary>500.</summary>
    ServerError,

    /// <summary>503.</summary>
    Unavailable,

    /// <summary>No answer for half a minute.</summary>
    Hang,

    /// <summary>The connection breaks in the middle of the answer.</summary>
    Drop,

    /// <summary>200, and no object in it.</summary>
    Garbage,
}
