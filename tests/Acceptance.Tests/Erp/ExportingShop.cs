using System.Text.Json;
using Ledger.Acceptance.Tests.Stock;
using Xunit;

namespace Ledger.Acceptance.Tests.Erp;

/// <summary>
/// Gateway and worker as they run in production, exporting each entry as a document to an outside adapter that nobody plays.
/// </summary>
public sealed class ExportingShop : IAsyncLifetime
{
    /// <summary>Maps what charges in the company's own currency and pounds move.</summary>
    internal const string Mapping =
        """
        version: "1"
        companies: [{company: "1", home: EUR}]
        journals: [{journal: LDG}]
        accounts:
          - {ledger: "1150", account: "1400", owned: true}
          - {ledger: "1100", account: "1200"}
          - {ledger: "4000", account: "8400"}
        currencies: [{currency: GBP}]
        """;

    const string Targets =
        """
        targets:
          - {name: books, kind: outside, prefix: LDG, mode: detail, mapping: mapping.yaml}
        """;

    public RunningShop Shop { get; } = new() { ErpTargets = WriteFiles };

    string MappingFile => Path.Combine(Shop.Folder, "mapping.yaml");

    public ValueTask InitializeAsync() => Shop.InitializeAsync();

    public ValueTask DisposeAsync() => Shop.DisposeAsync();

    /// <summary>Runs <c>ledger erp … --json</c>.</summary>
    public Task<(int Code, JsonElement Json)> ErpAsync(params string[] arguments) => Shop.LedgerAsync(["erp", .. arguments]);

    /// <summary>A command that must be done.</summary>
    public async Task<JsonElement> DoneAsync(params string[] arguments)
    {
        var (code, json) = await ErpAsync(arguments);
        Assert.True(code == 0, json.ToString());
        return json;
    }

    /// <summary>A command that must be refused by a name.</summary>
    public async Task RefusedAsync(string name, int code, params string[] arguments)
    {
        var (seen, json) = await ErpAsync(arguments);
        Assert.True(json.TryGetProperty("error", out var error), json.ToString());
        Assert.Equal((code, name), (seen, error.GetProperty("name").GetString()));
    }

    /// <summary>Has a charge posted; gives its payment and the reference of its document once that is in a state.</summary>
    public async Task<(string Payment, string Reference)> ChargeAsync(string order, string currency, string state)
    {
        var payment = $"pi_{order}";
        await Shop.SendAsync(Payments.Charge(order, null, change: body => body["data"]!["object"]!["currency"] = currency));
        await WaitForAsync(payment, state);
        return (payment, await TextAsync($"select reference from {Documents(payment)}"));
    }

    /// <summary>Waits until the document of a payment is in a state.</summary>
    public Task WaitForAsync(string payment, string state) =>
        Shop.WaitForAsync($"select count(*) from {Documents(payment)} and d.state = '{state}'", 1);

    /// <summary>Adds a line to the mapping.</summary>
    public void Map(string from, string to) =>
        File.WriteAllText(MappingFile, File.ReadAllText(MappingFile).Replace(from, to, StringComparison.Ordinal));

    public async Task<string> TextAsync(string sql)
    {
        await using var command = Shop.Databases.ErpExport.CreateCommand(sql);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    static string Documents(string payment) =>
        $"erp_export.document d join erp_export.entry e on e.position = any(d.positions) where e.stream_id = '{payment}' and d.state <> 'superseded'";

    static string WriteFiles(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "mapping.yaml"), Mapping);
        File.WriteAllText(Path.Combine(folder, "targets.yaml"), Targets);
        return Path.Combine(folder, "targets.yaml");
    }
}
