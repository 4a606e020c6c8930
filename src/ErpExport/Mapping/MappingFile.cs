namespace Ledger.ErpExport.Mapping;

/// <summary>The file of a mapping, as YAML has it.</summary>
sealed class MappingFile
{
    public string Version { get; set; } = "";

    public List<CompanyRow> Companies { get; set; } = [];

    public List<JournalRow> Journals { get; set; } = [];

    public List<AccountRow> Accounts { get; set; } = [];

    public List<CurrencyRow> Currencies { get; set; } = [];

    public List<DimensionRow> Dimensions { get; set; } = [];

    public RoundingRow? Rounding { get; set; }
}

/// <summary>A row that holds from a booking date on; from the beginning when it does not say.</summary>
abstract class DatedRow
{
    public DateOnly From { get; set; } = DateOnly.MinValue;
}

sealed class CompanyRow : DatedRow
{
    public string Provider { get; set; } = "*";

    public string Account { get; set; } = "*";

    public string Company { get; set; } = "";

    public string Home { get; set; } = "";
}

sealed class JournalRow : DatedRow
{
    public string Class { get; set; } = "*";

    public string Journal { get; set; } = "";
}

sealed class AccountRow : DatedRow
{
    public string Ledger { get; set; } = "";

    public string? Account { get; set; }

    public string? Party { get; set; }

    public bool Exclude { get; set; }

    public bool Owned { get; set; }
}

sealed class CurrencyRow : DatedRow
{
    public string Currency { get; set; } = "";

    public string? Home { get; set; }

    public decimal? Rate { get; set; }
}

sealed class DimensionRow : DatedRow
{
    public string Name { get; set; } = "";

    public string Field { get; set; } = "";

    public List<string> Accounts { get; set; } = [];

    public Dictionary<string, string> Values { get; set; } = new(StringComparer.Ordinal);

    public string? Default { get; set; }
}

sealed class RoundingRow
{
    public string Account { get; set; } = "";

    public long Cap { get; set; }
}
