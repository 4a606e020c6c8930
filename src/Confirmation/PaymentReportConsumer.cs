using Ledger.Confirmation.Storage;
using Ledger.MessageBus.Messages;
using Ledger.ProviderAccess;
using MassTransit;

namespace Ledger.Confirmation;

/// <summary>
/// Takes each report from the bus into the table; done when it is committed. The reading itself waits for nobody's delivery.
/// </summary>
public sealed class PaymentReportConsumer(ReadStore store, ReadLoop loop, EndpointDirectory endpoints) : IConsumer<PaymentReport>
{
    const int DeadlineMinutes = 60;

    /// <inheritdoc/>
    public async Task Consume(ConsumeContext<PaymentReport> context)
    {
        var report = context.Message;
        var api = endpoints.Current.Of(report.Provider, report.Endpoint)?.Settings.Api;
        await store.TakeAsync(report, api?.DeadlineMinutes ?? DeadlineMinutes, context.CancellationToken);
        loop.Wake();
    }
}
