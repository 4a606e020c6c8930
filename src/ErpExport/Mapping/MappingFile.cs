using Ledger.Accounting;

namespace Ledger.ErpExport.Mapping;

/// <summary>A mapping as its file says it, checked.</summary>
sealed record MappingFile(
    string Version, IReadOnlyList<CompanyRow> Companies, IReadOnlyList<JournalRow> Journals, IReadOnlyList<AccountRow> Accounts,
    IReadOnlyList<CurrencyRow> Currencies, IReadOnlyList<DimensionRow> Dimensions, RoundingRow? Rounding);

/// <summary>A row that holds from a booking date on; from the beginning when it does not say.</summary>
abstract record DatedRow(DateOnly From);

sealed record CompanyRow(string Provider, string Account, string Company, Currency Home, DateOnly From) : DatedRow(From);

sealed record JournalRow(string Class, string Journal, DateOnly From) : DatedRow(From);

/// <summary>What an account is there; without an account of the ERP it is excluded.</summary>
sealed record AccountRow(string Ledger, string? Account, string? Party, bool Owned, bool Exclude, DateOnly From) : DatedRow(From);

sealed record CurrencyRow(string Currency, string? Home, decimal? Rate, DateOnly From) : DatedRow(From);

sealed record DimensionRow(
    string Name, string Field, IReadOnlyList<string> Accounts, IReadOnlyDictionary<string, string> Values, string? Default, DateOnly From)
    : DatedRow(From);

sealed record RoundingRow(string Account, long Cap);
