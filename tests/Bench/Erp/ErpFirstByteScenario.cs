using Ledger.Bench.Load;
using Ledger.Bench.Reporting;
using Ledger.Bench.Scenarios;
using Ledger.ErpSimulators.Odoo;

namespace Ledger.Bench.Erp;

/// <summary>
/// From the posting of an entry to its document in an idle ERP, one document for each entry. What is measured ends when the ERP has
/// posted it, some calls behind its first byte.
/// </summary>
public sealed class ErpFirstByteScenario : IScenario
{
    const double RatePerSecond = 10;
    const int Usual = 150;
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public string Name => "erp-first-byte";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Measurement>> RunAsync(BenchRun run, CancellationToken ct)
    {
        await using var odoo = await OdooSimulator.StartAsync(new OdooSimulatorOptions(), ct);
        var euro = odoo.Office.AddCurrency("EUR", 2);
        var company = odoo.Office.AddCompany("Bench", euro);
        odoo.Office.AddJournal(company, "LDG", "general");
        foreach (var account in (string[])["1000", "1050", "1100", "1150", "1155", "1160", "2100", "4000", "6100", "9000", "9001"])
        {
            odoo.Office.AddAccount(company, account, account);
        }

        var folder = run.FolderOf(Name);
        var key = Path.Combine(folder, "key");
        await File.WriteAllTextAsync(key, odoo.IssueKey(TimeSpan.FromDays(1)), ct);
        await using var processes = await run.PipelineAsync(ErpSettings.Of(folder, ErpSettings.Odoo(odoo.Address, key, "detail")), ct);
        var (p50, p99) = (new List<double>(), new List<double>());
        for (var round = 0; round <= run.Options.Rounds; round++)
        {
            var milliseconds = await OneRoundAsync(processes.Product, odoo.Office, run.Options.EventsOr(Usual), ct);
            if (round > 0)
            {
                p50.Add(milliseconds[milliseconds.Count / 2]);
                p99.Add(milliseconds[milliseconds.Count * 99 / 100]);
                run.Progress.Report($"{Name} {round}/{run.Options.Rounds}: p50 {p50[^1]:0} ms, p99 {p99[^1]:0} ms");
            }
        }

        return
        [
            Measurement.AtMost(Name, "p99", "ms", p99, 1_000) with { Parts = new Dictionary<string, double> { ["p50"] = Median.Of(p50) } },
        ];
    }

    static async Task<List<double>> OneRoundAsync(Pipeline pipeline, OdooOffice office, int events, CancellationToken ct)
    {
        var before = office.Entries.Count(entry => entry.State == "posted");
        var sent = await LoadRun.AtRateAsync(pipeline.Target, PipelineScenario.Requests(pipeline, events), 4, RatePerSecond, ct);
        sent.RequireNoFailure(events);
        var began = TimeProvider.System.GetTimestamp();
        while (office.Entries.Count(entry => entry.State == "posted") < before + events)
        {
            if (TimeProvider.System.GetElapsedTime(began) > Patience)
            {
                throw new TimeoutException(
                    $"{office.Entries.Count(entry => entry.State == "posted") - before} of {events} documents arrived.");
            }

            await Task.Delay(50, ct);
        }

        var posted = await PostedAtAsync(pipeline, ct);
        return [.. office.Entries.Where(entry => entry.State == "posted").Skip(before)
            .Select(entry => (entry.WrittenAt - posted[entry.Reference]).TotalMilliseconds).Order()];
    }

    static async Task<Dictionary<string, DateTimeOffset>> PostedAtAsync(Pipeline pipeline, CancellationToken ct)
    {
        await using var command = pipeline.Database.CreateCommand(
            "select d.reference, e.timestamp from erp_export.document d join journal.mt_events e on e.seq_id = d.positions[1]");
        await using var reader = await command.ExecuteReaderAsync(ct);
        var posted = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct))
        {
            posted[reader.GetString(0)] = reader.GetFieldValue<DateTimeOffset>(1);
        }

        return posted;
    }
}
