using System.Globalization;
using static Ledger.LocalStack.Servers.Tryton.TrytonClient;

namespace Ledger.LocalStack.Servers.Tryton;

/// <summary>Sets a company up in an empty Tryton, as its administrator would by hand.</summary>
static class TrytonBookkeeper
{
    /// <summary>Sets it up.</summary>
    public static async Task SetUpAsync(TrytonClient admin, TrytonCompany wanted)
    {
        var begins = new DateOnly(wanted.Years[0], 1, 1);
        var home = await AddCurrencyAsync(admin, wanted.Currencies[0], begins);
        foreach (var other in wanted.Currencies.Skip(1))
        {
            await AddCurrencyAsync(admin, other, begins);
        }

        var party = await admin.CreateAsync("party.party", $$"""{"name": "{{wanted.Name}}"}""");
        var company = await admin.CreateAsync("company.company", $$"""{"party": {{party}}, "currency": {{home}}}""");
        await admin.CallAsync("model.res.user.write", $$"""[[1], {"companies": [["add", [{{company}}]]], "company": {{company}}}, {}]""");
        var context = $$"""{"company": {{company}}}""";
        await AddChartAsync(admin, company, context);
        await AddAccountsAsync(admin, wanted.Accounts, company, context);
        foreach (var year in wanted.Years)
        {
            await AddYearAsync(admin, year, company, context);
        }

        var sequence = await AddSequenceAsync(admin, "Ledger export", "Account Journal", "", company, context);
        await admin.CreateAsync(
            "account.journal",
            $$"""{"name": "Ledger export", "code": "{{wanted.Journal}}", "type": "general", "sequence": {{sequence}}}""", context);
        var group = Assume(await admin.SearchAsync("res.group", """[["name", "=", "Account"]]"""));
        await admin.CreateAsync("res.user", $$"""
            {"name": "Ledger", "login": "{{wanted.User}}", "password": "{{wanted.Password}}", "groups": [["add", [{{group}}]]],
             "companies": [["add", [{{company}}]]], "company": {{company}}}
            """);
    }

    static Task<long> AddCurrencyAsync(TrytonClient admin, TrytonCurrency currency, DateOnly begins)
    {
        var rounding = currency.Digits == 0 ? "1" : $"0.{new string('0', currency.Digits - 1)}1";
        return admin.CreateAsync("currency.currency", $$"""
            {"name": "{{currency.Name}}", "symbol": "{{currency.Code}}", "code": "{{currency.Code}}",
             "numeric_code": "{{currency.Number}}", "digits": {{currency.Digits}}, "rounding": {{Number(rounding)}},
             "rates": [["create", [{"date": {{Date(begins)}}, "rate": {{Number(currency.Rate)}}}]]]}
            """);
    }

    static async Task AddChartAsync(TrytonClient admin, long company, string context)
    {
        var template = (await admin.SearchAsync("account.account.template", """[["parent", "=", null]]"""))[0];
        var wizard = (await admin.CallAsync("wizard.account.create_chart.create", $"[{context}]"))[0];
        await admin.CallAsync("wizard.account.create_chart.execute", $$"""
            [{{wizard}}, {"account": {"company": {{company}}, "account_template": {{template}} } }, "create_account", {{context}}]
            """);
        var (receivable, payable) = (await AccountAsync("Main Receivable"), await AccountAsync("Main Payable"));
        await admin.CallAsync("wizard.account.create_chart.execute", $$"""
            [{{wizard}}, {"properties": {"company": {{company}}, "account_receivable": {{receivable}}, "account_payable": {{payable}} } },
             "create_properties", {{context}}]
            """);
        await admin.CallAsync("wizard.account.create_chart.delete", $"[{wizard}, {{}}]");

        async Task<long> AccountAsync(string name) =>
            Assume(await admin.SearchAsync("account.account", $$"""[["name", "=", "{{name}}"], ["company", "=", {{company}}]]"""));
    }

    static async Task AddAccountsAsync(TrytonClient admin, IReadOnlyList<TrytonAccount> accounts, long company, string context)
    {
        foreach (var statement in accounts.GroupBy(account => account.IsOfIncome))
        {
            var name = statement.Key ? "income" : "balance";
            var type = await admin.CreateAsync(
                "account.account.type", $$"""{"name": "Ledger, {{name}}", "statement": "{{name}}", "company": {{company}}}""", context);
            var rows = statement.Select(account =>
                $$"""{"code": "{{account.Code}}", "name": "{{account.Name}}", "type": {{type}}, "company": {{company}}}""");
            await admin.CallAsync("model.account.account.create", $"[[{string.Join(", ", rows)}], {context}]");
        }
    }

    static async Task AddYearAsync(TrytonClient admin, int year, long company, string context)
    {
        var sequence = await AddSequenceAsync(
            admin, string.Create(CultureInfo.InvariantCulture, $"Moves {year}"), "Account Move", "GL", company, context);
        var id = await admin.CreateAsync("account.fiscalyear", $$"""
            {"name": "{{year}}", "start_date": {{Date(new(year, 1, 1))}}, "end_date": {{Date(new(year, 12, 31))}}, "company": {{company}},
             "post_move_sequence": {{sequence}}}
            """, context);
        await admin.CallAsync("model.account.fiscalyear.create_period", $"[[{id}], {context}]");
    }

    static async Task<long> AddSequenceAsync(TrytonClient admin, string name, string type, string prefix, long company, string context)
    {
        var id = Assume(await admin.SearchAsync("ir.sequence.type", $$"""[["name", "=", "{{type}}"]]"""));
        return await admin.CreateAsync("ir.sequence", $$"""
            {"name": "{{name}}", "sequence_type": {{id}}, "company": {{company}}, "prefix": "{{prefix}}", "padding": 6}
            """, context);
    }

    static long Assume(IReadOnlyList<long> ids) => ids.Count == 1
        ? ids[0]
        : throw new InvalidOperationException($"One record was expected, Tryton has {ids.Count}.");
}
