using System.Net;
using System.Net.Sockets;
using Ledger.Bench.Reporting;
using Ledger.Bench.Scenarios;

namespace Ledger.Bench.Erp;

/// <summary>
/// The whole pipeline exporting to files and to an ERP that takes connections and never answers, beside the same with a second target of
/// files in its place: what hangs must not slow posting. Each round has processes of its own.
/// </summary>
public sealed class ErpHangingScenario : IScenario
{
    /// <inheritdoc/>
    public string Name => "erp-hanging";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Measurement>> RunAsync(BenchRun run, CancellationToken ct)
    {
        var folder = run.FolderOf(Name);
        var key = Path.Combine(folder, "key");
        await File.WriteAllTextAsync(key, "never-asked-for", ct);
        using var deaf = new TcpListener(IPAddress.Loopback, 0);
        deaf.Start();
        var address = new Uri($"http://127.0.0.1:{((IPEndPoint)deaf.LocalEndpoint).Port}/");
        var events = run.Options.EventsOr(20_000);
        var (hanging, normal) = (new List<double>(), new List<double>());
        for (var round = 1; round <= run.Options.Rounds; round++)
        {
            // Whoever comes second meets what the first has left to the database: each is second in every other round.
            foreach (var hangs in round % 2 == 0 ? (bool[])[true, false] : [false, true])
            {
                var second = hangs ? ErpSettings.Odoo(address, key, "summary") : ErpSettings.Files("two");
                (hangs ? hanging : normal).Add(
                    await OneSideAsync(run, ErpSettings.Of(folder, ErpSettings.Files("one"), second), events, ct));
            }

            run.Progress.Report($"{Name} {round}/{run.Options.Rounds}: hanging {hanging[^1]:N0}/s, normal {normal[^1]:N0}/s");
        }

        return [Measurement.Beside(Name, "webhooks/s", hanging, normal, atLeastRatio: 0.95)];
    }

    static async Task<double> OneSideAsync(
        BenchRun run, IReadOnlyDictionary<string, string> settings, int events, CancellationToken ct)
    {
        foreach (var files in (string[])["one", "two"])
        {
            var written = Path.Combine(run.FolderOf("erp-hanging"), files);
            if (Directory.Exists(written))
            {
                Directory.Delete(written, recursive: true);
            }
        }

        await using var processes = await run.PipelineAsync(settings, ct);
        await PipelineScenario.OneRoundAsync(processes.Product, events, ct);
        return await PipelineScenario.OneRoundAsync(processes.Product, events, ct);
    }
}
