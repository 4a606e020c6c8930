using System.Text.Json;
using Ledger.Cli.Demo;
using Ledger.Faults.Sending;

namespace Ledger.Faults.Checking;

/// <summary>
/// The trial balance against naive sums over what the stories say has happened, account by account and currency by
/// currency.
/// </summary>
static class BalanceCheck
{
    /// <summary>Everything that is not right, in words.</summary>
    /// <param name="webhooks">All that was sent.</param>
    /// <param name="goods">What the warehouse did.</param>
    /// <param name="trialBalance">What <c>ledger trial-balance --json</c> printed.</param>
    public static IEnumerable<string> Run(IReadOnlyList<Webhook> webhooks, IReadOnlyList<ExpectedFact> goods, string trialBalance)
    {
        var expected = Tally.Of(webhooks.Where(webhook => webhook.IsGenuine).Select(webhook => webhook.Delivery), goods).Balances
            .ToDictionary(figure => (figure.Currency, figure.Account), figure => figure.ToString());
        using var report = JsonDocument.Parse(trialBalance);
        var found = (
            from currency in report.RootElement.GetProperty("currencies").EnumerateArray()
            from account in currency.GetProperty("accounts").EnumerateArray()
            select new AccountFigure(
                currency.GetProperty("currency").GetString()!, account.GetProperty("account").GetString()!,
                Amount(account, "debits"), Amount(account, "credits")))
            .ToDictionary(figure => (figure.Currency, figure.Account), figure => figure.ToString());
        return
            from key in expected.Keys.Union(found.Keys)
            let wanted = expected.GetValueOrDefault(key, "nothing")
            let actual = found.GetValueOrDefault(key, "nothing")
            where wanted != actual
            select $"account {key.Account} in {key.Currency}: the tally says {wanted}, the trial balance {actual}";
    }

    // Int128 is written as a number or, when it is too large for readers, as a text.
    static long Amount(JsonElement account, string name) => long.Parse(account.GetProperty(name).ToString());
}
