using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Ledger.Acceptance.Tests.Gateway;

/// <summary>Sums of one host's counters, by name and reason.</summary>
sealed class Measurements : IDisposable
{
    readonly MeterListener _listener = new();
    readonly ConcurrentDictionary<string, long> _sums = new();

    public Measurements(IMeterFactory host)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, host) && instrument.Meter.Name == "Ledger.Gateway")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var key = instrument.Name["ledger.gateway.".Length..];
            foreach (var tag in tags)
            {
                key += tag.Key == "reason" ? $" {tag.Value}" : "";
            }

            _sums.AddOrUpdate(key, value, (_, sum) => sum + value);
        });
        _listener.Start();
    }

    /// <summary>Sum of a counter such as <c>accepted</c> or <c>refused SIGNATURE_WRONG</c>.</summary>
    public long Of(string counter) => _sums.GetValueOrDefault(counter);

    public void Dispose() => _listener.Dispose();
}
