using System.Collections.Frozen;
using Ledger.PaymentEvents;

namespace Ledger.JournalPosting.Matrix;

/// <summary>The references that rows may ask for, by their names in the matrix (R-JR-06).</summary>
static class EventReferences
{
    public static readonly FrozenDictionary<string, Func<PaymentEvent, string?>> All =
        new Dictionary<string, Func<PaymentEvent, string?>>(StringComparer.Ordinal)
        {
            ["account"] = e => e.Account,
            ["paymentId"] = e => e.PaymentId,
            ["providerObjectId"] = e => e.ProviderObjectId,
            ["providerEventId"] = e => e.ProviderEventId,
            ["orderRef"] = e => e.OrderRef,
            ["invoiceRef"] = e => e.InvoiceRef,
            ["customerRef"] = e => e.CustomerRef,
            ["payeeRef"] = e => e.PayeeRef,
            ["idempotencyKey"] = e => e.IdempotencyKey,
            ["apiRequestId"] = e => e.ApiRequestId,
            ["settlementBatchId"] = e => e.SettlementBatchId,
            ["reasonCode"] = e => e.ReasonCode,
            ["dueBy"] = e => e.DueBy?.ToString("O"),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The first required reference that the event lacks; null when all are there.</summary>
    public static string? MissingFrom(PaymentEvent e, MatrixRow row)
    {
        foreach (var name in row.References)
        {
            if (string.IsNullOrEmpty(All[name](e)))
            {
                return name;
            }
        }

        return null;
    }
}
