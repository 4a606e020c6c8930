using Ledger.MessageBus.Messages;
using Ledger.PaymentEvents;

namespace Ledger.Confirmation;

/// <summary>The bytes of a read on their way to the archive: a delivery of its own, which we fetched ourselves.</summary>
static class ReadEvidence
{
    internal static RawDelivery Of(PaymentReport report, ReadDecision decision, ObjectRead read)
    {
        var safe = CardNumbers.Mask(read.Body, out var masked);
        return new RawDelivery
        {
            DeliveryId = read.ReadId,
            ReceivedAt = read.ReadAt,
            Provider = report.Provider,
            Endpoint = report.Endpoint,
            Account = report.Account,
            Verdict = "verified",
            Headers = new Dictionary<string, string>
            {
                [DeliverySource.Header] = DeliverySource.ApiRead,
                ["ledger-path"] = read.Address,
                ["ledger-confirms"] = report.DeliveryId.ToString(),
                ["ledger-outcome"] = decision.Outcome,
            },
            Body = masked ? safe.ToArray() : read.Body,
            BodySha256 = read.Sha256,
            Masked = masked,
            BodyBytes = read.Body.Length,
            ProviderEventId = report.ProviderEventId,
            ProviderEventType = report.ProviderEventType,
            EventIds = [.. decision.Facts.Select(fact => fact.EventId)],
            StreamIds = [.. decision.Facts.Select(fact => fact.StreamId)],
            // Whatever comes of it, the bytes are of the customers that the message names.
            Subjects =
            [
                .. NamedCustomer.AllOf([.. decision.Facts, .. report.Events]).Select(one => new DeliverySubject(one.Account, one.Sha256)),
            ],
        };
    }
}
