using System.Security.Cryptography;
using System.Text;
using Ledger.LocalStack.Processes;
using Ledger.LocalStack.Servers.Tryton;

namespace Ledger.LocalStack.Product;

/// <summary>
/// The targets of a local stack, written anew at each start: files that plain-text accounting tools and spreadsheets read, and the ERPs
/// that the stack runs itself.
/// </summary>
/// <param name="QuickBooks">Where the simulated QuickBooks listens.</param>
/// <param name="Odoo">Where the simulated Odoo listens.</param>
/// <param name="Tryton">Where the real Tryton listens; null where there is none.</param>
sealed record DemoTargets(Uri QuickBooks, Uri Odoo, Uri? Tryton)
{
    /// <summary>Writes the files.</summary>
    /// <returns>The file of targets.</returns>
    public string Write(string folder)
    {
        Directory.CreateDirectory(folder);
        PrivateFile.Write(Path.Combine(folder, "mapping-hledger.yaml"), Mapping("demo", "ledger:{code}"));
        PrivateFile.Write(Path.Combine(folder, "mapping-csv.yaml"), Mapping("demo", "{code}"));
        PrivateFile.Write(Path.Combine(folder, "mapping-quickbooks.yaml"), ErpMapping(DemoErps.Realm));
        PrivateFile.Write(Path.Combine(folder, "mapping-books.yaml"), ErpMapping(DemoErps.Company));
        var targets = Path.Combine(folder, "targets.yaml");
        PrivateFile.Write(targets, Targets);
        return targets;
    }

    /// <summary>Of everything that the worker must be started again for when it changes.</summary>
    public string Sha256() => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes(string.Concat(Targets, ErpMapping(DemoErps.Realm), Mapping("demo", "{code}")))));

    string Targets =>
        $$"""
        # Where posted entries go; docs/erp.md says what may stand here. Runs are cut every ten minutes, or by 'ledger erp cut'. This file
        # and the mappings beside it are written anew at each start: to change them, name a copy in LEDGER_ERP_TARGETS.
        targets:
          - {name: hledger, kind: hledger, prefix: LDG, mode: summary, cutSeconds: 600, confirmSeconds: 2, mapping: mapping-hledger.yaml,
             settings: {folder: hledger} }
          - {name: csv, kind: csv, prefix: LDG, mode: detail, cutSeconds: 600, confirmSeconds: 2, mapping: mapping-csv.yaml,
             settings: {folder: csv} }

          # Simulated, by 'ledger erp simulate'.
          - name: quickbooks
            kind: quickbooks
            prefix: LDG
            mode: summary
            cutSeconds: 600
            confirmSeconds: 2
            mapping: mapping-quickbooks.yaml
            settings:
              url: "{{QuickBooks}}"
              tokenUrl: "{{new Uri(QuickBooks, "/oauth2/v1/tokens/bearer")}}"
              realm: "{{DemoErps.Realm}}"
              clientId: "{{DemoErps.ClientId}}"
              clientSecret: "file:simulators/quickbooks/client-secret"
              refreshToken: "file:simulators/quickbooks/refresh-token"

          # Simulated too, as a server of one's own: not held to the one call a second of Odoo Online.
          - name: odoo
            kind: odoo
            prefix: LDG
            mode: summary
            cutSeconds: 600
            confirmSeconds: 2
            mapping: mapping-books.yaml
            settings:
              url: "{{Odoo}}"
              database: "{{DemoErps.Database}}"
              apiKey: "file:simulators/odoo/api-key"
              callsPerSecond: 50
              concurrency: 4

        """ + (Tryton is null ? "" : TrytonTarget);

    string TrytonTarget =>
        $$"""
          # A real one.
          - name: tryton
            kind: tryton
            prefix: LDG
            mode: summary
            cutSeconds: 600
            confirmSeconds: 2
            mapping: mapping-books.yaml
            settings: {url: "{{Tryton}}", database: "{{LocalTryton.Database}}", user: "{{DemoErps.User}}", password: "file:tryton-password"}

        """;

    static string Rates => string.Join('\n', DemoErps.Others.Select(
        other => $"  - {{currency: {other.Code}, home: {DemoErps.Home}, rate: {other.Rate}}}"));

    static string Head(string company) =>
        $$"""
        version: local
        companies:
          - {company: "{{company}}", home: {{DemoErps.Home}} }
        journals:
          - {journal: {{DemoErps.Journal}} }

        """;

    static string Mapping(string company, string account) => Head(company) +
        $$"""
        accounts:
          - {ledger: "*", account: "{{account}}"}
        currencies:
          - {currency: "*"}

        """;

    static string ErpMapping(string company) => Head(company) +
        $$"""
        accounts:
          # Authorizations are no bookings: they stay in the ledger.
          - {ledger: "9000", exclude: true}
          - {ledger: "9001", exclude: true}
          - {ledger: "*", account: "{code}", owned: true}
        currencies:
        {{Rates}}
        rounding: {account: "6900", cap: 100}

        """;
}
