using Ledger.Accounting;
using Ledger.ErpExport.Mapping;
using Ledger.MessageBus.Messages;

namespace Ledger.ErpExport.Runs;

/// <summary>Puts entries into the ERP's words.</summary>
/// <param name="mapping">The words.</param>
/// <param name="byCurrency">True when each currency goes by itself.</param>
sealed class EntryMapping(ErpMapping mapping, bool byCurrency)
{
    static readonly Dimensions NoDimensions = new(new Dictionary<string, string>(StringComparer.Ordinal));

    /// <summary>Maps an entry; what is missing is told, all of it.</summary>
    public MappedEntry Map(JournalEntryMessage entry)
    {
        var missing = new List<string>();
        var company = mapping.CompanyOf(entry.Provider, entry.Account, entry.BookingDate);
        var journal = mapping.JournalOf(entry.Class, entry.BookingDate);
        if (company is null)
        {
            missing.Add($"company for {entry.Provider}/{entry.Account}");
        }

        if (journal is null)
        {
            missing.Add($"journal for class {entry.Class}");
        }

        var lines = new List<MappedLine>(entry.Lines.Count);
        var excluded = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var line in entry.Lines)
        {
            if (Map(entry, line, company, missing) is { } mapped)
            {
                lines.Add(mapped);
            }
            else
            {
                excluded.Add(line.Account);
            }
        }

        if (lines.Count < entry.Lines.Count && !Balances(lines))
        {
            missing.Add($"account for what row {entry.Row} books beside excluded accounts: without those it does not balance");
        }

        return new MappedEntry(entry, company, journal, Parts(lines), missing) { ExcludedAccounts = excluded };
    }

    MappedLine? Map(JournalEntryMessage entry, JournalLine line, MappedCompany? company, List<string> missing)
    {
        var account = mapping.AccountOf(line.Account, entry.BookingDate);
        if (account == MappedAccount.Excluded)
        {
            return null;
        }

        if (account is null)
        {
            missing.Add($"account {line.Account}");
        }

        var currency = line.Amount.Currency;
        if (company is not null && mapping.CurrencyOf(currency, company.Home, entry.BookingDate) is null)
        {
            missing.Add($"currency {currency.Code} for a company in {company.Home.Code}");
        }

        var dimensions = mapping.DimensionsOf(line.Account, name => Field(entry, name), entry.BookingDate, missing.Add);
        return new MappedLine(
            new LineKey(
                line.Account, account?.Code ?? "", account?.Party, dimensions.Count == 0 ? NoDimensions : new Dimensions(dimensions),
                line.Side, currency),
            line.Amount);
    }

    IReadOnlyList<MappedPart> Parts(List<MappedLine> lines) => lines.Count == 0
        ? []
        : byCurrency
            ? [.. lines.GroupBy(line => line.Amount.Currency).OrderBy(group => group.Key.Code, StringComparer.Ordinal)
                .Select(group => new MappedPart(group.Key, [.. group]))]
            : [new MappedPart(null, lines)];

    static string Field(JournalEntryMessage entry, string name) => name switch
    {
        "provider" => entry.Provider,
        "account" => entry.Account,
        "class" => entry.Class,
        "row" => entry.Row,
        _ => throw new InvalidOperationException($"'{name}' is no field that a dimension is taken from."),
    };

    static bool Balances(IEnumerable<MappedLine> lines) => lines.GroupBy(line => line.Amount.Currency).All(group =>
        group.Aggregate(Int128.Zero, (sum, line) => sum + (line.Key.Side == Side.Debit ? line.Amount.MinorUnits : -line.Amount.MinorUnits))
            == 0);
}
