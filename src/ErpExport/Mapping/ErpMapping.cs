using Ledger.Accounting;

namespace Ledger.ErpExport.Mapping;

/// <summary>
/// What our codes are called in one ERP. Every row is effective-dated: of the rows for one key the last whose <c>from</c> is not behind
/// the booking date counts. Immutable; the run that used it keeps its version.
/// </summary>
public sealed class ErpMapping
{
    const string AnyAccount = "*";
    const string CodePlace = "{code}";

    readonly MappingFile _file;
    readonly ILookup<string, AccountRow> _accounts;

    internal ErpMapping(MappingFile file)
    {
        _file = file;
        _accounts = file.Accounts.ToLookup(row => row.Ledger, StringComparer.Ordinal);
    }

    /// <summary>Version, as the file says it.</summary>
    public string Version => _file.Version;

    /// <summary>
    /// Most that amounts at our rates may differ in one document before it is refused, in minor units of the home
    /// currency.
    /// </summary>
    public long RoundingCap => _file.Rounding?.Cap ?? 0;

    /// <summary>The ERP's account for such differences; null when there is none.</summary>
    public string? RoundingAccount => _file.Rounding?.Account;

    /// <summary>
    /// Whether nobody but us may move an account of the ERP: a row that is <c>owned</c> leads to it, on whatever day. Where a row for all
    /// accounts writes our code into it, the account is ours if the code in it is one that the row is used for: not one with a row of
    /// its own from no later day on.
    /// </summary>
    public bool Owns(string account) => _file.Accounts.Any(row => row is { Owned: true, Account: { } pattern } && (row.Ledger == AnyAccount
        ? pattern == account || (CodeIn(pattern, account) is { } code && !_accounts[code].Any(own => own.From <= row.From))
        : WithCode(pattern, row.Ledger) == account));

    /// <summary>The company that an entry belongs to; null when no row fits.</summary>
    public MappedCompany? CompanyOf(string provider, string account, DateOnly date) =>
        Last(_file.Companies.Where(row => Fits(row.Provider, provider) && Fits(row.Account, account)), date) is { } row
            ? new MappedCompany(row.Company, row.Home)
            : null;

    /// <summary>The ERP's journal for a class of events; null when no row fits.</summary>
    public string? JournalOf(string eventClass, DateOnly date) =>
        Last(_file.Journals.Where(row => Fits(row.Class, eventClass)), date)?.Journal;

    /// <summary>What an account of ours is there; null when no row fits.</summary>
    public MappedAccount? AccountOf(string ledgerAccount, DateOnly date)
    {
        var row = Last(_accounts[ledgerAccount], date) ?? Last(_accounts[AnyAccount], date);
        return row switch
        {
            null => null,
            { Exclude: true } => MappedAccount.Excluded,
            _ => new MappedAccount(WithCode(row.Account!, ledgerAccount), row.Party),
        };
    }

    /// <summary>
    /// Whether a currency goes to the ERP; null when no row fits. Without a rate there are no amounts in the home
    /// currency.
    /// </summary>
    public MappedCurrency? CurrencyOf(Currency currency, Currency home, DateOnly date)
    {
        CurrencyRow? Row(string code) => Last(
            _file.Currencies.Where(row => row.Currency == code && (row.Home is null || row.Home == home.Code)), date);
        return (Row(currency.Code) ?? Row("*")) is { } row
            ? new MappedCurrency(row.Rate)
            : currency == home ? new MappedCurrency(null) : null;
    }

    /// <summary>
    /// The dimensions of a line. A field without a value of its own takes the row's default; without one the key is missing.
    /// </summary>
    /// <param name="ledgerAccount">Our account.</param>
    /// <param name="field">Finds a field of the entry: <c>provider</c>, <c>account</c>, <c>class</c> or <c>row</c>.</param>
    /// <param name="date">Booking date.</param>
    /// <param name="missing">Told each key that is missing.</param>
    public IReadOnlyDictionary<string, string> DimensionsOf(
        string ledgerAccount, Func<string, string> field, DateOnly date, Action<string> missing)
    {
        SortedDictionary<string, string>? dimensions = null;
        foreach (var group in _file.Dimensions.Where(row => row.Accounts.Count == 0 || row.Accounts.Contains(ledgerAccount))
            .GroupBy(row => row.Name, StringComparer.Ordinal))
        {
            if (Last(group, date) is not { } row)
            {
                continue;
            }

            var value = field(row.Field);
            if (row.Values.GetValueOrDefault(value) is { } mapped || (mapped = row.Default) is not null)
            {
                (dimensions ??= new(StringComparer.Ordinal))[row.Name] = mapped;
            }
            else
            {
                missing($"dimension {row.Name} for {row.Field} {value}");
            }
        }

        return dimensions ?? None;
    }

    static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>(StringComparer.Ordinal);

    static string WithCode(string pattern, string code) => pattern.Replace(CodePlace, code, StringComparison.Ordinal);

    /// <summary>Our code that makes an account of a pattern; null when none does, or the pattern takes none.</summary>
    static string? CodeIn(string pattern, string account)
    {
        var parts = pattern.Split(CodePlace);
        var (places, length) = (parts.Length - 1, account.Length - parts.Sum(part => part.Length));
        if (places == 0 || length < places || length % places != 0)
        {
            return null;
        }

        var code = account.Substring(parts[0].Length, length / places);
        return WithCode(pattern, code) == account ? code : null;
    }

    static bool Fits(string pattern, string value) => pattern == "*" || pattern == value;

    // Among rows that hold on the day, the one that began last; among those of one day, the one that stands first: it is the more exact.
    static T? Last<T>(IEnumerable<T> rows, DateOnly date)
        where T : DatedRow =>
        rows.Where(row => row.From <= date).MaxBy(row => row.From);
}

/// <summary>A company of the ERP.</summary>
/// <param name="Code">Its code there.</param>
/// <param name="Home">Its own currency.</param>
public sealed record MappedCompany(string Code, Currency Home);

/// <summary>An account of the ERP.</summary>
/// <param name="Code">Its code there; empty for <see cref="Excluded"/> alone.</param>
/// <param name="Party">Customer or vendor of each line on it; null for none.</param>
public sealed record MappedAccount(string Code, string? Party)
{
    /// <summary>Lines of this account are not exported, such as memo accounts.</summary>
    public static MappedAccount Excluded { get; } = new("", null);
}

/// <summary>A currency that goes to the ERP.</summary>
/// <param name="Rate">Units of the home currency for one unit; null when no amount at a rate is wanted.</param>
public readonly record struct MappedCurrency(decimal? Rate);
