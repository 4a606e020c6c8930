using System.Reflection;
using Ledger.PaymentEvents;
using MassTransit;

namespace Ledger.Simulation.Bus;

#pragma warning disable CA1852, MA0053 // The runtime derives the proxy from it.
/// <summary>What the consumer asks of MassTransit's context: the message, and whether to stop.</summary>
class ConsumedMessage : DispatchProxy
#pragma warning restore CA1852, MA0053
{
    PaymentEvent? _message;

    public static ConsumeContext<PaymentEvent> Of(PaymentEvent message)
    {
        var context = Create<ConsumeContext<PaymentEvent>, ConsumedMessage>();
        ((ConsumedMessage)(object)context)._message = message;
        return context;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod?.Name switch
    {
        "get_Message" => _message,
        "get_CancellationToken" => CancellationToken.None,
        _ => throw new NotSupportedException($"The simulation does not answer {targetMethod?.Name}."),
    };
}
