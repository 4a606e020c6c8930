using Ledger.LocalStack;
using Ledger.LocalStack.Servers.Tryton;

namespace Ledger.TestKit;

/// <summary>
/// A Tryton that is set up once (ten seconds), to be copied: a company in euro, dollars and yen beside it, the chart of accounts that
/// comes with the module, the fiscal years 2026 and 2027 with twelve periods each, a journal for the ledger, and a user who may
/// keep accounts and nothing more.
/// </summary>
public static class TrytonTemplate
{
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

    /// <summary>What it is set up with.</summary>
    public static TrytonCompany Setup { get; } = new()
    {
        Name = Company,
        Currencies = [new("EUR", "978", "Euro", 2, "1"), new("USD", "840", "US Dollar", 2, "1.10"), new("JPY", "392", "Yen", 0, "160")],
        Years = [2026, 2027],
        Journal = Journal,
        User = User,
        Password = Password,
    };

    /// <summary>The folder of it, stopped; whoever comes first makes it, others wait.</summary>
    public static async Task<string> EnsureAsync()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Repository.Root, ".ledger", "test", "tryton")).FullName;
        var ready = Path.Combine(folder, "template");
        await using var held = await LockAsync(Path.Combine(folder, "lock"));
        if (!Directory.Exists(ready))
        {
            var making = Path.Combine(folder, "making");
            await LocalTryton.DeleteAsync(making, CancellationToken.None); // Left by a run that was killed.
            await MakeAsync(making);
            Directory.Move(making, ready);
        }

        return ready;
    }

    static async Task MakeAsync(string folder)
    {
        var server = await LocalTryton.StartAsync(folder, Setup, ProgressWriter.Silent, CancellationToken.None);
        try
        {
            using var admin = await server.LoginAsync(CancellationToken.None);
            await admin.CreateAsync("party.party", $$"""{"name": "{{Customer}}"}""");
            await SetCodeAsync(admin, "Main Cash", CashAccount);
            await SetCodeAsync(admin, "Main Receivable", ReceivableAccount);
        }
        finally
        {
            await server.StopAsync(CancellationToken.None);
        }
    }

    static async Task SetCodeAsync(TrytonClient admin, string name, string code)
    {
        var account = (await admin.SearchAsync("account.account", $$"""[["name", "=", "{{name}}"]]""")).Single();
        await admin.CallAsync("model.account.account.write", $$"""[[{{account}}], {"code": "{{code}}"}, {}]""");
    }

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
