namespace Ledger.LocalStack.Servers.Tryton;

/// <summary>A company as a private Tryton is set up for it, with the chart of accounts that comes with the module.</summary>
public sealed record TrytonCompany
{
    /// <summary>Name of the company.</summary>
    public required string Name { get; init; }

    /// <summary>Its own currency first, then others.</summary>
    public required IReadOnlyList<TrytonCurrency> Currencies { get; init; }

    /// <summary>Calendar years that are open, the first first, with twelve periods each; rates count from its first day.</summary>
    public required IReadOnlyList<int> Years { get; init; }

    /// <summary>Code of the journal of the one who exports.</summary>
    public required string Journal { get; init; }

    /// <summary>Login of that one, who may keep accounts and nothing more.</summary>
    public required string User { get; init; }

    /// <summary>That one's password.</summary>
    public required string Password { get; init; }

    /// <summary>Accounts beside those of the module's chart.</summary>
    public IReadOnlyList<TrytonAccount> Accounts { get; init; } = [];
}

/// <summary>A currency of a private Tryton.</summary>
/// <param name="Code">ISO 4217 code, three letters.</param>
/// <param name="Number">ISO 4217 code, three digits.</param>
/// <param name="Name">Its name.</param>
/// <param name="Digits">Decimal places, 0 to 3.</param>
/// <param name="Rate">Units of it for one of the company's own, as decimal text.</param>
public sealed record TrytonCurrency(string Code, string Number, string Name, int Digits, string Rate);

/// <summary>An account of a private Tryton.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Name">Its name.</param>
/// <param name="IsOfIncome">True when it stands in the income statement, false in the balance sheet.</param>
public sealed record TrytonAccount(string Code, string Name, bool IsOfIncome);
