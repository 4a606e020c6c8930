using System.Collections.Concurrent;
using System.Globalization;
using Ledger.Accounting;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;

namespace Ledger.ErpExport.Odoo;

/// <summary>
/// Finds the records that a document names by codes, and the codes of records. What was found is kept while the adapter lives; what
/// was not is asked for again.
/// </summary>
sealed class OdooMasterRecords(OdooClient client)
{
    readonly ConcurrentDictionary<(long Company, string Model, string Code), OdooRecord> _byCode = new();
    readonly ConcurrentDictionary<(long Company, long Account), string> _accountCodes = new();
    readonly ConcurrentDictionary<long, string> _askedFor = new();
    IReadOnlyList<(long Id, string Name, Currency? Home)> _companies = [];
    Dictionary<long, (string Code, bool IsActive)> _currencies = [];

    /// <summary>Forgets all: Odoo does not know something that it knew.</summary>
    public void Forget()
    {
        _byCode.Clear();
        _accountCodes.Clear();
        _companies = [];
    }

    /// <summary>The company of a name or an id; null when the user sees none, or not one.</summary>
    public async Task<OdooCompany?> CompanyAsync(string code, CancellationToken ct)
    {
        if (Pick() is not { } found)
        {
            await ReadCompaniesAsync(ct);
            found = Pick();
        }

        if (found is null)
        {
            return null;
        }

        _askedFor[found.Id] = code;
        return found;

        OdooCompany? Pick()
        {
            var named = _companies.Where(company => company.Name == code).ToList();
            var meant = named.Count > 0 || !IsId(code, out var id) ? named : _companies.Where(company => company.Id == id).ToList();
            return meant is [{ Home: { } home } one] ? new OdooCompany(one.Id, code, home) : null;
        }
    }

    /// <summary>The currency of a company.</summary>
    /// <exception cref="ErpAwayException">Odoo does not tell it.</exception>
    public async Task<Currency> HomeAsync(long company, CancellationToken ct)
    {
        if (_companies.All(known => known.Id != company))
        {
            await ReadCompaniesAsync(ct);
        }

        return _companies.FirstOrDefault(known => known.Id == company).Home
            ?? throw new ErpAwayException(ErpReason.AnswerUnreadable, $"Odoo does not tell the currency of company {company}.");
    }

    /// <summary>The code by which a company was asked for, or else its name.</summary>
    public string CompanyCode(long id, string name) => _askedFor.GetValueOrDefault(id, name);

    /// <summary>Finds everything that a document names, or lists all that is missing.</summary>
    public async Task<(OdooNames? Names, IReadOnlyList<string> Missing)> ResolveAsync(
        PostingDocument document, OdooCompany company, CancellationToken ct)
    {
        var lines = document.Lines;
        var journals = await FindAsync(company.Id, Journals, [document.Journal], ct);
        var accounts = await FindAsync(company.Id, Accounts, lines.Select(line => line.Account), ct);
        var partners = await FindAsync(company.Id, Partners, lines.Select(line => line.Party).OfType<string>(), ct);
        var analytics = await FindAsync(company.Id, Analytics, lines.SelectMany(line => line.Dimensions.Values), ct);
        var currencies = await CurrencyIdsAsync(document.Currencies.Append(document.HomeCurrency), ct);
        string[] missing =
        [
            .. journals.Missing, .. accounts.Missing, .. partners.Missing, .. analytics.Missing,
            .. currencies.Where(pair => pair.Value is null).Select(pair => $"an active currency '{pair.Key}'"),
        ];
        return missing.Length > 0
            ? (null, missing)
            : (new OdooNames(
                company, journals.Found[document.Journal], accounts.Found, partners.Found, analytics.Found,
                currencies.ToDictionary(pair => pair.Key, pair => pair.Value!.Value)), []);
    }

    /// <summary>The ids of accounts that exist, by their codes.</summary>
    public async Task<IReadOnlyDictionary<string, OdooRecord>> AccountsAsync(
        long company, IEnumerable<string> codes, CancellationToken ct) =>
        (await FindAsync(company, Accounts, codes, ct)).Found;

    /// <summary>The codes of accounts, by their ids; an account without a code in that company is told as <c>#id</c>.</summary>
    public async Task<IReadOnlyDictionary<long, string>> AccountCodesAsync(long company, IEnumerable<long> ids, CancellationToken ct)
    {
        var wanted = ids.Distinct().ToList();
        var unknown = wanted.FindAll(id => !_accountCodes.ContainsKey((company, id)));
        if (unknown.Count > 0)
        {
            var answer = await client.AskAsync("account.account/search_read", OdooArguments.Search(
                company, json => json.Where("id", "in", unknown), ["code"], archivedToo: true), ct);
            foreach (var row in answer.Rows().Where(row => row.Text("code") is not null))
            {
                _accountCodes[(company, row.Id())] = row.Text("code")!;
            }
        }

        return wanted.ToDictionary(
            id => id, id => _accountCodes.GetValueOrDefault((company, id), string.Create(CultureInfo.InvariantCulture, $"#{id}")));
    }

    /// <summary>The ISO code of a currency's id; null when there is none of the id.</summary>
    public async Task<string?> CurrencyCodeAsync(long id, CancellationToken ct)
    {
        if (!_currencies.ContainsKey(id))
        {
            await ReadCurrenciesAsync(ct);
        }

        return _currencies.TryGetValue(id, out var currency) ? currency.Code : null;
    }

    async Task<Dictionary<Currency, long?>> CurrencyIdsAsync(IEnumerable<Currency> currencies, CancellationToken ct)
    {
        var wanted = currencies.Distinct().ToList();
        if (!wanted.TrueForAll(currency => IdOf(currency) is not null))
        {
            await ReadCurrenciesAsync(ct);
        }

        return wanted.ToDictionary(currency => currency, IdOf);

        long? IdOf(Currency currency) => _currencies
            .Where(pair => pair.Value.Code == currency.Code && pair.Value.IsActive).Select(pair => (long?)pair.Key).FirstOrDefault();
    }

    async Task ReadCompaniesAsync(CancellationToken ct)
    {
        var answer = await client.AskAsync(
            "res.company/search_read", OdooArguments.Search(null, _ => { }, ["name", "currency_id"], "id"), ct);
        var companies = new List<(long, string, Currency?)>();
        foreach (var row in answer.Rows())
        {
            var code = row.Link("currency_id") is { } currency ? await CurrencyCodeAsync(currency.Id, ct) : null;
            companies.Add((row.Id(), row.Text("name") ?? "", Currency.TryParse(code, out var home) ? home : null));
        }

        _companies = companies;
    }

    // Inactive ones too: others' documents may be in them.
    async Task ReadCurrenciesAsync(CancellationToken ct)
    {
        var answer = await client.AskAsync("res.currency/search_read", OdooArguments.Search(
            null, _ => { }, ["name", "active"], archivedToo: true), ct);
        _currencies = answer.Rows().ToDictionary(row => row.Id(), row => (row.Text("name") ?? "", row.Flag("active")));
    }

    async Task<(IReadOnlyDictionary<string, OdooRecord> Found, IEnumerable<string> Missing)> FindAsync(
        long company, OdooLookup lookup, IEnumerable<string> codes, CancellationToken ct)
    {
        var wanted = codes.Distinct(StringComparer.Ordinal).ToList();
        var unknown = wanted.FindAll(code => !_byCode.ContainsKey((company, lookup.Model, code)));
        if (unknown.Count > 0)
        {
            var answer = await client.AskAsync(
                $"{lookup.Model}/search_read", OdooArguments.Search(company, lookup.Domain(company, unknown), lookup.Fields), ct);
            var rows = answer.Rows().ToList();
            foreach (var code in unknown)
            {
                if (lookup.Pick(rows, code) is { } record)
                {
                    _byCode[(company, lookup.Model, code)] = record;
                }
            }
        }

        var found = wanted.Where(code => _byCode.ContainsKey((company, lookup.Model, code)))
            .ToDictionary(code => code, code => _byCode[(company, lookup.Model, code)], StringComparer.Ordinal);
        return (found, wanted.Where(code => !found.ContainsKey(code)).Select(code => $"{lookup.Word} '{code}'"));
    }

    static bool IsId(string code, out long id) => long.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out id);

    static readonly OdooLookup Accounts = new("account.account", "an account", ["code"], OwnCompany: false);

    static readonly OdooLookup Journals = new("account.journal", "a journal", ["code", "type"], OwnCompany: true);

    static readonly OdooLookup Partners = new("res.partner", "one partner", ["ref"], OwnCompany: false) { ById = true };

    static readonly OdooLookup Analytics = new("account.analytic.account", "one analytic account", ["code", "name"], OwnCompany: false);
}
