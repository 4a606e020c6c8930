using System.Globalization;
using static Ledger.TestKit.TrytonClient;

namespace Ledger.TestKit;

/// <summary>
/// A Tryton that is set up once (ten seconds), to be copied: a company in euro, dollars and yen beside it, the chart of accounts that
/// comes with the module, the fiscal years 2026 and 2027 with twelve periods each, a journal for the ledger, and a user who may
/// keep accounts and nothing more.
/// </summary>
public static class TrytonTemplate
{
    /// <summary>Password of the administrator.</summary>
    public const string AdminPassword = "admin-pw-12345";

    /// <summary>Login of the user as whom the product comes.</summary>
    public const string User = "ledger";

    /// <summary>That user's password.</summary>
    public const string Password = "export-pw-67890";

    /// <summary>Name of the company.</summary>
    public const string Company = "Ledger Company";

    /// <summary>Code of the journal.</summary>
    public const string Journal = "LDG";

    /// <summary>Code of the account for cash.</summary>
    public const string CashAccount = "1000";

    /// <summary>Name of the account for revenue, which has no code.</summary>
    public const string RevenueAccount = "Main Revenue";

    /// <summary>Code of the account of what customers owe, which asks for a party.</summary>
    public const string ReceivableAccount = "1200";

    /// <summary>Name of a customer.</summary>
    public const string Customer = "Customer One";

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Path of its database file; whoever comes first makes it, others wait.</summary>
    public static async Task<string> EnsureAsync()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Repository.Root, ".ledger", "test", "tryton")).FullName;
        var ready = Path.Combine(folder, "template.sqlite");
        await using var held = await LockAsync(Path.Combine(folder, "lock"));
        if (!File.Exists(ready))
        {
            File.Move(await MakeAsync(folder), ready);
        }

        return ready;
    }

    static async Task<string> MakeAsync(string folder)
    {
        var database = Path.Combine(folder, $"{TrytonServer.Database}.sqlite");
        var (config, password) = (Path.Combine(folder, "init.conf"), Path.Combine(folder, "password"));
        await File.WriteAllTextAsync(database, ""); // It must exist, empty.
        await File.WriteAllTextAsync(config, $"[database]\nuri = sqlite://\npath = {folder}\n");
        await File.WriteAllTextAsync(password, AdminPassword);
        await TrytonServer.RunAsync(
            folder, "trytond-admin", new Dictionary<string, string>(StringComparer.Ordinal) { ["TRYTONPASSFILE"] = password },
            "-c", config, "-d", TrytonServer.Database, "-u", "account", "--activate-dependencies", "--email", "admin@example.invalid");
        var server = await TrytonServer.StartAsync(folder);
        try
        {
            await SetUpAsync(server.Admin);
        }
        finally
        {
            await server.StopAsync();
        }

        return database;
    }

    static async Task SetUpAsync(TrytonClient admin)
    {
        var euro = await AddCurrencyAsync(admin, "Euro", "EUR", "978", digits: 2, rate: "1");
        await AddCurrencyAsync(admin, "US Dollar", "USD", "840", digits: 2, rate: "1.10");
        await AddCurrencyAsync(admin, "Yen", "JPY", "392", digits: 0, rate: "160");
        var party = await admin.CreateAsync("party.party", $$"""{"name": "{{Company}}"}""");
        await admin.CreateAsync("party.party", $$"""{"name": "{{Customer}}"}""");
        var company = await admin.CreateAsync("company.company", $$"""{"party": {{party}}, "currency": {{euro}}}""");
        await admin.CallAsync("model.res.user.write", $$"""[[1], {"companies": [["add", [{{company}}]]], "company": {{company}}}, {}]""");
        var context = $$"""{"company": {{company}}}""";
        await AddChartAsync(admin, company, context);
        foreach (var year in new[] { 2026, 2027 })
        {
            await AddYearAsync(admin, year, company, context);
        }

        var sequence = await AddSequenceAsync(admin, "Ledger export", "Account Journal", "", company, context);
        await admin.CreateAsync(
            "account.journal",
            $$"""{"name": "Ledger export", "code": "{{Journal}}", "type": "general", "sequence": {{sequence}}}""", context);
        var group = Assume(await admin.SearchAsync("res.group", """[["name", "=", "Account"]]"""));
        await admin.CreateAsync("res.user", $$"""
            {"name": "Ledger", "login": "{{User}}", "password": "{{Password}}", "groups": [["add", [{{group}}]]],
             "companies": [["add", [{{company}}]]], "company": {{company}}}
            """);
    }

    static Task<long> AddCurrencyAsync(TrytonClient admin, string name, string code, string number, int digits, string rate)
    {
        var rounding = digits == 0 ? "1" : "0.01";
        return admin.CreateAsync("currency.currency", $$"""
            {"name": "{{name}}", "symbol": "{{code}}", "code": "{{code}}", "numeric_code": "{{number}}", "digits": {{digits}},
             "rounding": {{Number(rounding)}}, "rates": [["create", [{"date": {{Date(new(2026, 1, 1))}}, "rate": {{Number(rate)}}}]]]}
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
        await SetCodeAsync(await AccountAsync("Main Cash"), CashAccount);
        await SetCodeAsync(receivable, ReceivableAccount);

        async Task<long> AccountAsync(string name) =>
            Assume(await admin.SearchAsync("account.account", $$"""[["name", "=", "{{name}}"], ["company", "=", {{company}}]]"""));

        Task SetCodeAsync(long account, string code) =>
            admin.CallAsync("model.account.account.write", $$"""[[{{account}}], {"code": "{{code}}"}, {{context}}]""");
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

    static async Task<FileStream> LockAsync(string path)
    {
        for (var until = Environment.TickCount64 + (long)Patience.TotalMilliseconds; ;)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (Environment.TickCount64 < until)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100));
            }
        }
    }
}
