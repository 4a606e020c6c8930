using Ledger.Acceptance.Tests.Stock;
using Xunit;

namespace Ledger.Acceptance.Tests.Erp;

/// <summary>
/// What bus and API refuse the command line refuses too: documents of a target whose adapter is the export's own are acknowledged by nobody
/// else (R-ERP-27).
/// </summary>
public sealed class When_others_speak_for_an_adapter_of_ours : IAsyncLifetime
{
    readonly RunningShop _shop = new() { ErpTargets = WriteFiles };

    public ValueTask InitializeAsync() => _shop.InitializeAsync();

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Fact]
    public async Task Nobody_posts_or_rejects_it_by_hand()
    {
        await _shop.SendAsync(Payments.Charge("own-1", null));
        await _shop.WaitForAsync("select count(*) from erp_export.document where state = 'accepted'", 1);
        var (_, listed) = await _shop.LedgerAsync("erp", "documents", "files");
        var reference = listed.GetProperty("documents")[0].GetProperty("reference").GetString()!;

        foreach (var status in new[] { "posted", "rejected", "confirmed" })
        {
            var (code, answer) = await _shop.LedgerAsync("erp", "acknowledge", "files", reference, "--status", status, "--number", "9");

            Assert.Equal((1, "TARGET_NOT_OUTSIDE"), (code, answer.GetProperty("error").GetProperty("name").GetString()));
        }

        Assert.Equal(1, await _shop.CountAsync("select count(*) from erp_export.document where state = 'accepted'"));
    }

    // With acknowledgements its documents wait: what is told of them could become true.
    static string WriteFiles(string folder)
    {
        File.WriteAllText(
            Path.Combine(folder, "mapping.yaml"),
            """
            version: "1"
            companies: [{company: "1", home: EUR}]
            journals: [{journal: LDG}]
            accounts: [{ledger: "*", account: "{code}"}]
            currencies: [{currency: "*"}]
            """);
        var targets = Path.Combine(folder, "targets.yaml");
        File.WriteAllText(
            targets,
            """
            targets:
              - {name: files, kind: csv, prefix: CSV, mode: detail, cutSeconds: 0, mapping: mapping.yaml, settings: {folder: out, acknowledgements: in}}
            """);
        return targets;
    }
}
