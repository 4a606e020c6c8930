using Ledger.LocalStack.Processes;

namespace Ledger.LocalStack.Product;

/// <summary>
/// The targets of a local stack, made once: every entry goes into files that plain-text accounting tools and spreadsheets read, so that
/// the export can be seen without an ERP.
/// </summary>
static class DemoTargets
{
    /// <summary>Makes the files unless they are there.</summary>
    /// <returns>The file of targets.</returns>
    public static string Ensure(string folder)
    {
        Directory.CreateDirectory(folder);
        var targets = Path.Combine(folder, "targets.yaml");
        if (!File.Exists(targets))
        {
            PrivateFile.Write(Path.Combine(folder, "mapping-hledger.yaml"), Mapping("ledger:{code}"));
            PrivateFile.Write(Path.Combine(folder, "mapping-csv.yaml"), Mapping("{code}"));
            PrivateFile.Write(targets, Targets);
        }

        return targets;
    }

    const string Targets =
        """
        # Where posted entries go; docs/erp.md says what may stand here. Runs are cut every ten minutes, or by 'ledger erp cut'.
        targets:
          - {name: hledger, kind: hledger, prefix: LDG, mode: summary, cutSeconds: 600, confirmSeconds: 2, mapping: mapping-hledger.yaml,
             settings: {folder: hledger}}
          - {name: csv, kind: csv, prefix: LDG, mode: detail, cutSeconds: 600, confirmSeconds: 2, mapping: mapping-csv.yaml,
             settings: {folder: csv}}

        """;

    static string Mapping(string account) =>
        $$"""
        version: local
        companies: [{company: demo, home: EUR}]
        journals: [{journal: LDG}]
        accounts: [{ledger: "*", account: "{{account}}"}]
        currencies: [{currency: "*"}]

        """;
}
