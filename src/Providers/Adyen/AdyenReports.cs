using Ledger.PaymentEvents;
using Ledger.Providers.Facts;
using Ledger.Providers.Reading;

namespace Ledger.Providers.Adyen;

/// <summary>
/// Reports that are ready. That a settlement detail report of a batch is there says that the batch is closed; its amounts are in the
/// report.
/// </summary>
static class AdyenReports
{
    const string SettlementBatch = "settlement_detail_report_batch_";

    /// <summary>The reference of the item is the file's name.</summary>
    internal static void Available(AdyenEnvelope item, AdyenFacts facts) => Add(facts, item.Object.Text("pspReference"));

    internal static void Created(AdyenEnvelope message, AdyenFacts facts) =>
        Add(facts, message.Object.Text("fileName") ?? message.Object.Text("id"));

    static void Add(AdyenFacts facts, string? fileName)
    {
        if (BatchOf(fileName) is not { } batch)
        {
            facts.NoFact("The report is not the settlement details of one batch.");
            return;
        }

        facts.Add(new Fact(EventClass.SettlementConfirmed, batch, batch, "settlement", batch)
        {
            Subject = Subject.Payout,
            SettlementBatchId = batch,
            Completeness = Completeness.NeedsRead,
        });
    }

    /// <summary>Name and number of the batch, the same for every format of its report.</summary>
    static string? BatchOf(string? fileName)
    {
        var name = fileName?.Split('.')[0];
        return name?.StartsWith(SettlementBatch, StringComparison.OrdinalIgnoreCase) == true && name.Length > SettlementBatch.Length
            && ProviderId.IsId(name)
            ? name
            : null;
    }
}
