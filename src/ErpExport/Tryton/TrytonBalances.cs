using System.Text.Json;
using Ledger.Accounting;
using Ledger.ErpExport.Adapters;

namespace Ledger.ErpExport.Tryton;

/// <summary>
/// Debits and credits of accounts, in the company's own currency. Tryton's account fields count drafts and only one fiscal year unless
/// the context says otherwise: <c>posted</c>, and a range of dates in place of <c>date</c>.
/// </summary>
static class TrytonBalances
{
    /// <summary>Balances of those accounts that exist.</summary>
    /// <exception cref="ErpAwayException">Tryton cannot be asked.</exception>
    public static async Task<IReadOnlyList<ErpBalance>> ReadAsync(
        TrytonRpc rpc, long company, IReadOnlyCollection<string> accounts, DateOnly? through, CancellationToken ct)
    {
        var records = await rpc.SearchAsync(
            "account.account",
            json =>
            {
                json.WriteCondition("company", "=", company);
                json.WriteStartArray();
                json.WriteStringValue("OR");
                json.WriteAmong("code", accounts);
                json.WriteAmong("name", accounts);
                json.WriteEndArray();
            },
            ["code", "name", "company.currency.code", "debit", "credit"], ct, company, context: json => WriteRange(json, through));
        return TrytonQuestions.Reading("A balance", () => records.Select(Read)
            .Where(balance => accounts.Contains(balance.Account)).ToList());
    }

    static ErpBalance Read(JsonElement account)
    {
        var home = Currency.Parse(account.Related("company")?.Related("currency")?.Text("code") ?? "");
        var (debit, credit) = (new Money(account.MinorUnits("debit", home), home), new Money(account.MinorUnits("credit", home), home));
        return new ErpBalance(TrytonMove.AccountCode(account), debit, credit, debit - credit);
    }

    static void WriteRange(Utf8JsonWriter json, DateOnly? through)
    {
        json.WriteBoolean("posted", true);
        json.WritePropertyName("from_date");
        json.WriteDate(DateOnly.MinValue);
        if (through is { } last)
        {
            json.WritePropertyName("to_date");
            json.WriteDate(last);
        }
    }
}
