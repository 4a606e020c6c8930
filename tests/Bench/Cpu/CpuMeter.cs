namespace Ledger.Bench.Cpu;

/// <summary>
/// CPU time per event, by process, over the measured parts of a scenario. Says where the time goes, whatever else the
/// machine is doing meanwhile.
/// </summary>
/// <param name="own">What this process is in the scenario, such as <c>load</c>.</param>
/// <param name="others">The other processes: name and number; each counts with all that it has started.</param>
public sealed class CpuMeter(string own, IReadOnlyDictionary<string, int> others)
{
    readonly Dictionary<string, double> _spent = new(StringComparer.Ordinal);
    long _events;

    /// <summary>Microseconds of CPU per event so far, by process; empty before anything was measured.</summary>
    public IReadOnlyDictionary<string, double> MicrosecondsPerEvent =>
        _spent.ToDictionary(role => role.Key, role => Math.Round(role.Value / _events, 1));

    /// <summary>Counts what is spent until the answer is disposed as spent on that many events.</summary>
    public IDisposable Measure(int events) => new Part(this, events, Read());

    Dictionary<string, double> Read()
    {
        var now = others.ToDictionary(other => other.Key, other => ProcessCpu.OfTree(other.Value));
        now[own] = Environment.CpuUsage.TotalTime.TotalMicroseconds; // Without what it started: those have their own names.
        return now;
    }

    sealed class Part(CpuMeter meter, int events, Dictionary<string, double> before) : IDisposable
    {
        public void Dispose()
        {
            foreach (var (role, spent) in meter.Read())
            {
                meter._spent[role] = meter._spent.GetValueOrDefault(role) + spent - before[role];
            }

            meter._events += events;
        }
    }
}
