using System.Globalization;
using System.Text.Json;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;

namespace Ledger.ErpExport.Tryton;

/// <summary>
/// Tryton's ids of what documents of one company name by codes. It is read anew for each call: a chart of accounts that was renumbered
/// meanwhile would else be posted to by its old numbers.
/// </summary>
sealed class TrytonDirectory
{
    readonly Dictionary<string, long> _ids = new(StringComparer.Ordinal);
    readonly Dictionary<string, string> _faults = new(StringComparer.Ordinal);

    TrytonDirectory(long? company) => Company = company;

    /// <summary>Id of the company; null when there is none of that name.</summary>
    public long? Company { get; }

    /// <summary>Codes of journals that number moves by themselves.</summary>
    public HashSet<string> NumberingJournals { get; } = new(StringComparer.Ordinal);

    /// <summary>The id of something; it must not be <see cref="Missing"/>.</summary>
    public long Id(string kind, string code) => _ids[$"{kind} {code}"];

    /// <summary>Everything that a document names and Tryton does not have, or does not let be posted to, in words.</summary>
    public IReadOnlyList<string> Missing(PostingDocument document) => Company is null
        ? [$"company '{document.Company}'"]
        : [.. Named(document).Distinct().Where(each => !_ids.ContainsKey(each)).Select(each => _faults.GetValueOrDefault(each, each))];

    /// <summary>Id of a company by its party's name, or by the id itself; null when there is none.</summary>
    /// <exception cref="ErpAwayException">Tryton cannot be asked.</exception>
    public static async Task<long?> CompanyAsync(TrytonRpc rpc, string company, CancellationToken ct)
    {
        var records = await rpc.SearchAsync("company.company", json => json.WriteCondition("party.name", "=", company), [], ct);
        if (records.Count == 0 && long.TryParse(company, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            records = await rpc.SearchAsync("company.company", json => json.WriteCondition("id", "=", id), [], ct);
        }

        return records.Count == 1 ? records[0].Id() : null;
    }

    /// <summary>Reads what documents of one company name.</summary>
    /// <exception cref="ErpAwayException">Tryton cannot be asked.</exception>
    public static async Task<TrytonDirectory> ReadAsync(
        TrytonRpc rpc, string company, IReadOnlyCollection<PostingDocument> documents, CancellationToken ct)
    {
        var directory = new TrytonDirectory(await CompanyAsync(rpc, company, ct));
        if (directory.Company is null)
        {
            return directory;
        }

        var lines = documents.SelectMany(document => document.Lines).ToList();
        await directory.ReadJournalsAsync(rpc, [.. documents.Select(document => document.Journal).Distinct()], ct);
        await directory.ReadAccountsAsync(rpc, [.. lines.Select(line => line.Account).Distinct()], ct);
        await directory.ReadCurrenciesAsync(
            rpc, [.. documents.SelectMany(document => document.Currencies).Select(currency => currency.Code).Distinct()], ct);
        await directory.ReadPartiesAsync(rpc, [.. lines.Select(line => line.Party).OfType<string>().Distinct()], ct);
        return directory;
    }

    static IEnumerable<string> Named(PostingDocument document) =>
    [
        $"journal {document.Journal}",
        .. document.Lines.Select(line => $"account {line.Account}"),
        .. document.Currencies.Select(currency => $"currency {currency.Code}"),
        .. document.Lines.Where(line => line.Party is not null).Select(line => $"party {line.Party}"),
    ];

    async Task ReadJournalsAsync(TrytonRpc rpc, string[] codes, CancellationToken ct)
    {
        var records = await rpc.SearchAsync(
            "account.journal", json => json.WriteAmong("code", codes), ["code", "name", "sequence"], ct, Company);
        Keep("journal", "code", codes, records);
        NumberingJournals.UnionWith(records.Where(each => each.GetProperty("sequence").ValueKind == JsonValueKind.Number)
            .Select(each => each.Text("code") ?? ""));
    }

    /// <summary>Accounts go by their code; by their name only when they have no code, so that each has one name.</summary>
    async Task ReadAccountsAsync(TrytonRpc rpc, string[] codes, CancellationToken ct)
    {
        var records = await rpc.SearchAsync(
            "account.account",
            json =>
            {
                json.WriteCondition("company", "=", Company!.Value);
                json.WriteStartArray();
                json.WriteStringValue("OR");
                json.WriteAmong("code", codes);
                json.WriteAmong("name", codes);
                json.WriteEndArray();
            },
            ["code", "name", "closed", "type"], ct, Company);
        foreach (var account in records.GroupBy(TrytonMove.AccountCode, StringComparer.Ordinal))
        {
            var only = account.Count() == 1 ? account.Single() : default;
            var fault = only.ValueKind == JsonValueKind.Undefined ? "there are several of it"
                : only.IsSet("closed") ? "it is closed"
                : only.GetProperty("type").ValueKind == JsonValueKind.Null ? "it has no type, so that nothing can be posted to it"
                : null;
            Keep("account", account.Key, only, fault);
        }
    }

    async Task ReadCurrenciesAsync(TrytonRpc rpc, string[] codes, CancellationToken ct) =>
        Keep("currency", "code", codes, await rpc.SearchAsync(
            "currency.currency", json => json.WriteAmong("code", codes), ["code"], ct, Company));

    /// <summary>Parties go by their code, which Tryton gives, or by their name.</summary>
    async Task ReadPartiesAsync(TrytonRpc rpc, string[] codes, CancellationToken ct)
    {
        if (codes.Length == 0)
        {
            return;
        }

        var records = await rpc.SearchAsync(
            "party.party",
            json =>
            {
                json.WriteStringValue("OR");
                json.WriteAmong("code", codes);
                json.WriteAmong("name", codes);
            },
            ["code", "name"], ct, Company);
        Keep("party", "name", codes, records);
        Keep("party", "code", codes, records);
    }

    void Keep(string kind, string field, string[] codes, IReadOnlyList<JsonElement> records)
    {
        foreach (var code in codes)
        {
            var fitting = records.Where(each => each.Text(field) == code).ToList();
            if (fitting.Count > 0)
            {
                Keep(kind, code, fitting[0], fitting.Count > 1 ? "there are several of it" : null);
            }
        }
    }

    void Keep(string kind, string code, JsonElement record, string? fault)
    {
        if (fault is null)
        {
            _ids[$"{kind} {code}"] = record.Id();
        }
        else
        {
            _faults[$"{kind} {code}"] = $"{kind} {code} ({fault})";
        }
    }
}
