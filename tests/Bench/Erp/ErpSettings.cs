namespace Ledger.Bench.Erp;

/// <summary>Settings of a worker that exports.</summary>
static class ErpSettings
{
    /// <summary>Writes targets and a mapping of all accounts, and names them.</summary>
    /// <param name="folder">Where they go.</param>
    /// <param name="targets">Lines of the list of targets.</param>
    public static IReadOnlyDictionary<string, string> Of(string folder, params string[] targets)
    {
        File.WriteAllText(Path.Combine(folder, "mapping.yaml"), """
            version: bench
            companies: [{company: Bench, home: EUR}]
            journals: [{journal: LDG}]
            accounts: [{ledger: "*", account: "{code}"}]
            currencies: [{currency: "*"}]
            """);
        var path = Path.Combine(folder, "targets.yaml");
        File.WriteAllText(path, $"targets:\n{string.Concat(targets.Select(target => $"  - {target}\n"))}");
        return new Dictionary<string, string>
        {
            ["LEDGER_INVENTORY"] = "off",
            ["LEDGER_ERP"] = "on",
            ["LEDGER_ERP_TARGETS"] = path,
        };
    }

    /// <summary>A target that writes files.</summary>
    public static string Files(string name) =>
        $"{{name: {name}, kind: csv, prefix: B, mode: summary, cutSeconds: 1, mapping: mapping.yaml, settings: {{folder: {name}}}}}";

    /// <summary>An Odoo of one's own.</summary>
    public static string Odoo(Uri address, string key, string mode) =>
        $"{{name: odoo, kind: odoo, prefix: O, mode: {mode}, cutSeconds: {(mode == "detail" ? 0 : 1)}, mapping: mapping.yaml, "
        + $"settings: {{url: \"{address}\", database: ledger, apiKey: \"file:{key}\", callsPerSecond: \"1000\", concurrency: \"4\"}}}}";
}
