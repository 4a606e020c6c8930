using System.Text.Json;
using Ledger.Accounting;
using Ledger.ErpExport.Adapters;

namespace Ledger.ErpExport.Odoo;

/// <summary>Sums posted lines by account, in the company's own currency.</summary>
sealed class OdooBalances(OdooClient client, OdooMasterRecords master)
{
    /// <summary>See <see cref="IErpAdapter.ReadBalancesAsync"/>; accounts that do not exist there are left out.</summary>
    public async Task<IReadOnlyList<ErpBalance>?> ReadAsync(
        string company, IReadOnlyCollection<string> accounts, DateOnly? through, CancellationToken ct)
    {
        if (await master.CompanyAsync(company, ct) is not { } found)
        {
            return null;
        }

        var ids = await master.AccountsAsync(found.Id, accounts, ct);
        var answer = await client.AskAsync("account.move.line/formatted_read_group", OdooArguments.Of(found.Id, json =>
        {
            json.WriteStartArray("domain");
            json.Where("parent_state", "=", "posted");
            json.Where("company_id", "=", found.Id);
            json.Where("account_id", "in", ids.Values.Select(account => account.Id));
            if (through is { } last)
            {
                json.Where("date", "<=", OdooArguments.Text(last));
            }

            json.WriteEndArray();
            OdooArguments.Texts(json, "groupby", ["account_id"]);
            OdooArguments.Texts(json, "aggregates", ["debit:sum", "credit:sum"]);
        }), ct);
        var sums = answer.Rows().ToDictionary(
            row => row.Link("account_id")?.Id ?? throw OdooFields.Unexpected(row, "account_id"),
            row => (Debit: Sum(row, "debit:sum", found.Home), Credit: Sum(row, "credit:sum", found.Home)));
        return [.. accounts.Where(ids.ContainsKey).Distinct(StringComparer.Ordinal).Select(code =>
        {
            var (debit, credit) = sums.TryGetValue(ids[code].Id, out var sum) ? sum : (Money.Zero(found.Home), Money.Zero(found.Home));
            return new ErpBalance(code, debit, credit, debit - credit);
        })];
    }

    static Money Sum(JsonElement row, string field, Currency home) =>
        row.Amount(field, home) ?? throw OdooFields.Unexpected(row, field);
}
