using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ledger.Bench.Reporting;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Runs;
using Ledger.ErpExport.Targets;

namespace Ledger.Bench.Erp;

/// <summary>
/// A run of documents becomes CSV files with their manifest, durable; beside lines of the same length that are only written, hashed and
/// flushed.
/// </summary>
public sealed class ErpCsvScenario : IScenario
{
    const int Usual = 100_000;

    /// <inheritdoc/>
    public string Name => "erp-csv";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Measurement>> RunAsync(BenchRun run, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("ledger-bench-csv");
        try
        {
            var target = ErpLoad.Target(
                "csv", ExportMode.Detail,
                new TargetSettings(new Dictionary<string, string>(StringComparer.Ordinal) { ["folder"] = folder.FullName }));
            await using var adapter = AllErpAdapters.ByKind["csv"].Make(ErpLoad.Context(target, null));
            var builder = new DocumentBuilder(target, ErpLoad.Mapping, adapter.Capabilities);
            var (product, plain) = (new List<double>(), new List<double>());
            for (var round = 0; round <= run.Options.Rounds; round++)
            {
                var (lines, written) = await OneRoundAsync(adapter, builder, round + 1, run.Options.EventsOr(Usual), ct);
                var reference = await PlainAsync(Path.Combine(folder.FullName, $"plain-{round}.csv"), lines, ct);
                if (round > 0)
                {
                    product.Add(lines / written.TotalSeconds);
                    plain.Add(lines / reference.TotalSeconds);
                    run.Progress.Report($"{Name} {round}/{run.Options.Rounds}: {product[^1]:N0} lines/s, plain {plain[^1]:N0}/s");
                }
            }

            return [Measurement.Beside(Name, "lines/s", product, plain, atLeastRatio: 0, atLeast: 50_000)];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static async Task<(int Lines, TimeSpan Written)> OneRoundAsync(
        IErpAdapter adapter, DocumentBuilder builder, int round, int atLeastLines, CancellationToken ct)
    {
        var head = new RunHead(Guid.CreateVersion7(), round, ExportMode.Detail);
        var entries = ErpLoad.Entries(1, atLeastLines / 2).ToList();
        var built = builder.Build(head, entries);
        var batch = new SubmitBatch(
            head.RunId, head.Number, "detail", 0, entries.Count, [.. built.Documents.Select(one => new Submission(one.Document, 1))]);
        var began = Stopwatch.GetTimestamp();
        var results = await adapter.SubmitAsync(batch, ct);
        var written = Stopwatch.GetElapsedTime(began);
        return results.All(result => result is SubmitResult.Posted)
            ? (built.Documents.Sum(one => one.Document.Lines.Count), written)
            : throw new InvalidOperationException($"Not written: {results.First(result => result is not SubmitResult.Posted)}");
    }

    static async Task<TimeSpan> PlainAsync(string path, int lines, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        await using var file = new FileStream(path, FileMode.CreateNew);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var n = 0; n < lines; n++)
        {
            var text = string.Create(
                CultureInfo.InvariantCulture,
                $"LDG00000F-{n:00000},1,C1,LDG,2026-03-15,1150,{n}.00,,EUR,,,EUR,,Channel=S,,capture-succeeded pi_{n:000000000000},1150,{n},{n},1\r\n");
            var line = Encoding.UTF8.GetBytes(text);
            hash.AppendData(line);
            await file.WriteAsync(line, ct);
        }

        file.Flush(flushToDisk: true);
        return Stopwatch.GetElapsedTime(began);
    }
}
