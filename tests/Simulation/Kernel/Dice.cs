namespace Ledger.Simulation.Kernel;

/// <summary>Random numbers that are the same on every machine and in every version: SplitMix64.</summary>
public sealed class Dice
{
    ulong _state;

    /// <summary>Dice for one purpose: other parts give other, independent numbers.</summary>
    public Dice(params ReadOnlySpan<long> parts)
    {
        foreach (var part in parts)
        {
            _state = unchecked(Mix(_state) + (ulong)part);
        }
    }

    /// <summary>A number from 0 to below <paramref name="below"/>.</summary>
    public long Next(long below) => (long)(NextBits() % (ulong)below);

    /// <summary>A number from 0 to below <paramref name="below"/>.</summary>
    public int Next(int below) => (int)Next((long)below);

    /// <summary>True in so many of a hundred cases.</summary>
    public bool Percent(int chance) => Next(100) < chance;

    /// <summary>One of the choices.</summary>
    public T Of<T>(params ReadOnlySpan<T> choices) => choices[Next(choices.Length)];

    /// <summary>A time from zero to below the limit, in steps of 100 ns.</summary>
    public TimeSpan Upto(TimeSpan limit) => TimeSpan.FromTicks(Next(limit.Ticks));

    ulong NextBits() => Mix(_state = unchecked(_state + 0x9E3779B97F4A7C15));

    static ulong Mix(ulong bits)
    {
        unchecked
        {
            bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
            bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
            return bits ^ (bits >> 31);
        }
    }
}
