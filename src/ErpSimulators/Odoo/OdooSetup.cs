namespace Ledger.ErpSimulators.Odoo;

/// <summary>A company as it is set up before anybody posts in it.</summary>
/// <param name="Company">Its name.</param>
/// <param name="HomeCurrency">Code of its own currency, one of <paramref name="Currencies"/>.</param>
/// <param name="Currencies">Codes with their decimal places.</param>
/// <param name="Journals">Codes of general journals.</param>
/// <param name="Accounts">Codes and names of the chart.</param>
public sealed record OdooSetup(
    string Company, string HomeCurrency, IReadOnlyList<(string Code, int Decimals)> Currencies, IReadOnlyList<string> Journals,
    IReadOnlyList<(string Code, string Name)> Accounts);
