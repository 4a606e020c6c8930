using Ledger.LocalStack.Servers.Tryton;

namespace Ledger.LocalStack.Product;

/// <summary>
/// What the ERPs of a local stack are set up with and its targets are told: companies, currencies with their rates, keys. One
/// place, so that both sides say the same.
/// </summary>
public static class DemoErps
{
    /// <summary>Name of the company in Odoo and Tryton.</summary>
    public const string Company = "Ledger Demo";

    /// <summary>Number of the company in QuickBooks.</summary>
    public const string Realm = "9130350000000001";

    /// <summary>Id of the app in QuickBooks.</summary>
    public const string ClientId = "ledger-demo";

    /// <summary>Name of the database in Odoo.</summary>
    public const string Database = "ledger";

    /// <summary>Code of the journal in Odoo and Tryton.</summary>
    public const string Journal = "LDG";

    /// <summary>The company's own currency.</summary>
    public const string Home = "EUR";

    /// <summary>Login in Tryton.</summary>
    public const string User = "ledger";

    const string Yen = "JPY", Dinar = "KWD";

    /// <summary>The currencies beside the company's own, with decimal places and our rate in it: round, so that a cent is a cent.</summary>
    public static IReadOnlyList<(string Code, int Decimals, string Rate)> Others { get; } = [(Yen, 0, "0.01"), (Dinar, 3, "3")];

    /// <summary>The file with the secret of the app in QuickBooks, in its simulator's folder; made if need be.</summary>
    public static string ClientSecret(string folder) => DemoSecrets.EnsurePassword(Path.Combine(folder, "client-secret"));

    /// <summary>The first refresh token in QuickBooks, from its simulator's folder; made if need be.</summary>
    public static string RefreshToken(string folder) => DemoSecrets.EnsurePassword(Path.Combine(folder, "refresh-token"));

    /// <summary>The API key in Odoo, from its simulator's folder; made if need be.</summary>
    public static string ApiKey(string folder) => DemoSecrets.EnsurePassword(Path.Combine(folder, "api-key"));

    /// <summary>How a private Tryton is set up.</summary>
    /// <param name="password">Password of the user as whom the export comes.</param>
    /// <param name="accounts">Accounts beside those of Tryton's own chart.</param>
    /// <param name="today">Its year is open, the one before, and five behind it.</param>
    internal static TrytonCompany Tryton(string password, IReadOnlyList<TrytonAccount> accounts, DateOnly today) => new()
    {
        Name = Company,
        Currencies =
        [
            new TrytonCurrency(Home, "978", "Euro", 2, "1"), new TrytonCurrency(Yen, "392", "Yen", 0, "100"),
            new TrytonCurrency(Dinar, "414", "Kuwaiti Dinar", 3, "0.333333"),
        ],
        Years = [.. Enumerable.Range(today.Year - 1, 7)],
        Journal = Journal,
        User = User,
        Password = password,
        Accounts = accounts,
    };
}
