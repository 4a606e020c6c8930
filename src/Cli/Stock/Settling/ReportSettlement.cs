using Ledger.Inventory;
using Ledger.Inventory.Commands;
using Ledger.Inventory.Storage;
using Ledger.PaymentEvents;

namespace Ledger.Cli.Stock.Settling;

/// <summary>
/// Settles the payments of a report, one command each. A command's identity is that of payment, payout and attempt: what was done
/// is not done again, and what was refused is tried once more with every run.
/// </summary>
sealed class ReportSettlement(InventoryWriter inventory, string actor, TimeProvider time)
{
    const int AtOnce = 200;

    /// <summary>Goes through all payments of a report.</summary>
    public async Task<PrintedSettlement> RunAsync(string file, PayoutReport report, CancellationToken ct)
    {
        var (refused, settled, repeated, without) = (report.Unusable.ToList(), 0, 0, 0);
        foreach (var rows in report.Payments.Chunk(AtOnce))
        {
            var outcomes = await Task.WhenAll(rows.Select(row => SettleAsync(row, ct)));
            foreach (var (row, outcome) in rows.Zip(outcomes))
            {
                switch (outcome)
                {
                    case { Reason: StockReason.SettlementMovesNothing or StockReason.AlreadyCommitted }:
                        without++;
                        break;
                    case { Reason: StockReason.AlreadySettled, Disposition: Disposition.Noop }:
                        repeated++;
                        break;
                    case { Disposition: Disposition.Refused or Disposition.Exception, Reason: { } reason }:
                        refused.Add(new RefusedRow(row.Row, row.Payment, row.Settlement, reason.WireName(), outcome.Detail));
                        break;
                    case { Repeated: true }:
                        repeated++;
                        break;
                    default:
                        settled++;
                        break;
                }
            }
        }

        return new PrintedSettlement(
            file, report.Rows, report.Payments.Count, settled, repeated, without, refused.Count, [.. refused.OrderBy(row => row.Row)]);
    }

    async Task<StockOutcome> SettleAsync(SettledRow row, CancellationToken ct)
    {
        var command = new SettlePayment(row.Payment, row.Settlement);
        var body = StockCommandJson.Write(command);
        for (var attempt = 1; ; attempt++)
        {
            var id = DeterministicId.Of("settle", row.Payment, row.Settlement, $"{attempt}");
            var outcome = await inventory.CommandAsync(new ShopCommand(id, actor, time.GetUtcNow(), body, command), ct);
            if (outcome is not { Repeated: true, Disposition: Disposition.Refused })
            {
                return outcome;
            }
        }
    }
}

/// <summary>What became of a report.</summary>
/// <param name="File">The file.</param>
/// <param name="Rows">Rows below its heading.</param>
/// <param name="Payments">Payments that it settles.</param>
/// <param name="Settled">Payments whose order got its units now.</param>
/// <param name="Repeated">Payments for which that was done before.</param>
/// <param name="WithoutEffect">Payments whose order does not wait for settlement under the stock policy.</param>
/// <param name="Refused">Rows that were refused, or are exceptions.</param>
/// <param name="Refusals">Each of these.</param>
sealed record PrintedSettlement(
    string File, int Rows, int Payments, int Settled, int Repeated, int WithoutEffect, int Refused, IReadOnlyList<RefusedRow> Refusals);
