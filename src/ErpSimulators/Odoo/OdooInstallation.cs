using System.Text.Json.Nodes;

namespace Ledger.ErpSimulators.Odoo;

/// <summary>
/// Sets a company up, a record at a time. Each is logged as a call: what is added to the setup later comes behind what was posted
/// meanwhile, and every id stays what it was.
/// </summary>
sealed class OdooInstallation(OdooTables tables, OdooOffice office)
{
    /// <summary>What stands in the log before the model.</summary>
    public const string Logged = "setup";

    /// <summary>The records of a setup, in the order in which they need one another.</summary>
    public static IEnumerable<(string What, JsonObject Values)> Of(OdooSetup setup) =>
    [
        .. setup.Currencies.Select(each => (
            $"{Logged}/res.currency", new JsonObject { ["name"] = each.Code, ["decimals"] = each.Decimals })),
        ($"{Logged}/res.company", new JsonObject { ["name"] = setup.Company, ["currency"] = setup.HomeCurrency }),
        .. setup.Journals.Select(code => (
            $"{Logged}/account.journal", new JsonObject { ["code"] = code, ["company"] = setup.Company })),
        .. setup.Accounts.Select(each => (
            $"{Logged}/account.account",
            new JsonObject { ["code"] = each.Code, ["name"] = each.Name, ["company"] = setup.Company })),
    ];

    /// <summary>True when the record is there.</summary>
    public bool Has(string what, JsonObject values)
    {
        var key = values.ContainsKey("code") ? "code" : "name";
        return tables.All(what[(Logged.Length + 1)..]).Exists(row => row.Text(key) == Text(values, key));
    }

    /// <summary>Adds a record of a model; its id.</summary>
    /// <exception cref="InvalidDataException">The model is none that is set up.</exception>
    public string Add(string model, JsonObject values)
    {
        var id = model switch
        {
            "res.currency" => office.AddCurrency(Text(values, "name"), values["decimals"]!.GetValue<int>()),
            "res.company" => office.AddCompany(Text(values, "name"), IdOf("res.currency", Text(values, "currency"))),
            "account.journal" => office.AddJournal(IdOf("res.company", Text(values, "company")), Text(values, "code"), "general"),
            "account.account" => office.AddAccount(
                IdOf("res.company", Text(values, "company")), Text(values, "code"), Text(values, "name")),
            _ => throw new InvalidDataException($"'{model}' is not set up."),
        };
        return $"{id}";
    }

    long IdOf(string model, string name) => tables.All(model).Find(row => row.Text("name") == name)?.Id
        ?? throw new InvalidDataException($"{model} has no '{name}'.");

    static string Text(JsonObject values, string name) => values[name]!.GetValue<string>();
}
