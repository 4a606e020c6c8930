using Ledger.Cli.Shell;

namespace Ledger.Cli.Stock.Settling;

/// <summary>
/// A provider's itemized payout report: CSV with a heading that names <c>automatic_payout_id</c>, <c>reporting_category</c> and
/// <c>payment_intent_id</c>, as Stripe's "payout reconciliation, itemized" has them; other columns do not matter, but for
/// <c>charge_id</c>, which names the payment of a charge without an intent. Rows of other categories than <c>charge</c> settle no
/// payment.
/// </summary>
/// <param name="Rows">Rows below the heading.</param>
/// <param name="Payments">Its payments, each once, by its first row.</param>
/// <param name="Unusable">Rows of charges that do not say what is needed, with what that is.</param>
sealed record PayoutReport(int Rows, IReadOnlyList<SettledRow> Payments, IReadOnlyList<RefusedRow> Unusable)
{
    /// <summary>Name of a row that does not say what is needed.</summary>
    public const string RowIncomplete = "ROW_INCOMPLETE";

    const string Payout = "automatic_payout_id";
    const string Category = "reporting_category";
    const string Intent = "payment_intent_id";
    const string Charge = "charge_id";

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="account">Whose report it is: <c>provider/account</c>.</param>
    /// <param name="ct">Stops it.</param>
    public static async Task<PayoutReport> ReadAsync(string path, string account, CancellationToken ct)
    {
        try
        {
            return Parse(await File.ReadAllLinesAsync(path, ct), path, account);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw CliError.Missing("REPORT_UNREADABLE", unreadable.Message, "Name a CSV file that can be read.");
        }
    }

    static PayoutReport Parse(string[] lines, string path, string account)
    {
        var records = CsvLine.Records(lines).ToList();
        var heading = records.Count > 0 ? CsvLine.Fields(records[0].Text.TrimStart('\ufeff')) ?? [] : [];
        if (!heading.Contains(Payout) || !heading.Contains(Category) || !heading.Contains(Intent))
        {
            throw CliError.No(
                "REPORT_REFUSED", $"{path}:1: the heading must name {Payout}, {Category} and {Intent}.",
                "Ask the provider for the itemized report with these columns; nothing of this one was used.");
        }

        var (payments, unusable) = (new Dictionary<string, SettledRow>(StringComparer.Ordinal), new List<RefusedRow>());
        foreach (var (number, text) in records.Skip(1))
        {
            var fields = CsvLine.Fields(text);
            string Of(string column) => heading.IndexOf(column) is >= 0 and var at ? fields![at].Trim() : "";
            if (fields is null || fields.Count != heading.Count)
            {
                unusable.Add(new RefusedRow(
                    number, null, null, RowIncomplete, $"It has {fields?.Count ?? 0} fields that can be read, not {heading.Count}."));
            }
            else if (string.Equals(Of(Category), "charge", StringComparison.OrdinalIgnoreCase))
            {
                var (id, payout) = (Of(Intent) is { Length: > 0 } intent ? intent : Of(Charge), Of(Payout));
                var payment = id.Length > 0 ? $"{account}/{id}" : null;
                if (payment is null || payout.Length == 0)
                {
                    unusable.Add(new RefusedRow(
                        number, payment, null, RowIncomplete, payment is null ? "It names no payment." : "It names no payout."));
                }
                else
                {
                    payments.TryAdd(payment, new SettledRow(number, payment, payout));
                }
            }
        }

        return new PayoutReport(records.Count - 1, [.. payments.Values], unusable);
    }
}

/// <summary>A payment that a payout contains.</summary>
/// <param name="Row">Its line in the file.</param>
/// <param name="Payment">The payment, as <c>provider/account/id</c>.</param>
/// <param name="Settlement">The payout.</param>
sealed record SettledRow(int Row, string Payment, string Settlement);

/// <summary>A row whose payment could not be settled, and why.</summary>
/// <param name="Row">Its line in the file.</param>
/// <param name="Payment">The payment; null when it names none.</param>
/// <param name="Settlement">The payout; null when it names none.</param>
/// <param name="Reason">Its name.</param>
/// <param name="Detail">One sentence.</param>
sealed record RefusedRow(int Row, string? Payment, string? Settlement, string Reason, string? Detail);
