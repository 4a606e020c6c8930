using System.Globalization;

namespace Ledger.Faults.Parts;

/// <summary>
/// The machine's clock plus an offset that is read from a file again and again, so that another process can make it
/// jump. Timers and measured times do not jump, as on a real machine whose clock is set.
/// </summary>
sealed class JumpingClock : TimeProvider, IDisposable
{
    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);
    readonly string _file;
    readonly ITimer _timer;
    long _offsetTicks;

    public JumpingClock(string file)
    {
        _file = file;
        Look();
        _timer = System.CreateTimer(static clock => ((JumpingClock)clock!).Look(), this, Poll, Poll);
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _offsetTicks));

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    /// <summary>Sets the offset that every process with this file takes on.</summary>
    public static void Set(string file, TimeSpan offset)
    {
        var temporary = file + ".new";
        File.WriteAllText(temporary, ((long)offset.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        File.Move(temporary, file, overwrite: true);
    }

    void Look()
    {
        var seconds = long.Parse(File.ReadAllText(_file), CultureInfo.InvariantCulture);
        Interlocked.Exchange(ref _offsetTicks, seconds * TimeSpan.TicksPerSecond);
    }
}
