using System.Diagnostics;

namespace Ledger.Gateway;

/// <summary>
/// Trace ids of strangers are not taken over: each request begins a trace of its own, so that nobody outside can decide
/// what is sampled or make two deliveries look like one. Outgoing calls carry the trace on as usual.
/// </summary>
sealed class OutgoingTracesOnly : DistributedContextPropagator
{
    readonly DistributedContextPropagator _outgoing = CreateW3CPropagator();

    /// <inheritdoc/>
    public override IReadOnlyCollection<string> Fields => _outgoing.Fields;

    /// <inheritdoc/>
    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter) =>
        _outgoing.Inject(activity, carrier, setter);

    /// <inheritdoc/>
    public override void ExtractTraceIdAndState(
        object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState) =>
        (traceId, traceState) = (null, null);

    /// <inheritdoc/>
    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(
        object? carrier, PropagatorGetterCallback? getter) => null;
}
