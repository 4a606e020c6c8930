using System.Diagnostics;
using Ledger.Accounting;
using Ledger.Bench.Reporting;
using Ledger.ErpExport;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Delivery;
using Ledger.ErpExport.Mapping;
using Ledger.ErpExport.Runs;
using Ledger.ErpExport.Storage;
using Ledger.ErpExport.Targets;
using Ledger.LocalStack.Servers.Tryton;
using Ledger.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Ledger.Bench.Erp;

/// <summary>
/// Documents delivered to a real Tryton, each step committed, until all are posted; beside a bare loop of JSON-RPC calls that creates and
/// posts the same moves, reads their numbers and keeps nothing.
/// </summary>
public sealed class ErpTrytonScenario : IScenario
{
    const int Usual = 100;

    static readonly Currency Eur = Currency.Parse("EUR");

    static readonly ErpMapping Mapping = MappingYaml.Parse(
        $$"""
        version: bench
        companies: [{company: "{{TrytonTemplate.Company}}", home: EUR}]
        journals: [{journal: LDG}]
        accounts:
          - {ledger: "1150", account: "{{TrytonTemplate.CashAccount}}"}
          - {ledger: "4000", account: "{{TrytonTemplate.RevenueAccount}}"}
        """,
        "bench.yaml");

    /// <inheritdoc/>
    public string Name => "erp-tryton";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Measurement>> RunAsync(BenchRun run, CancellationToken ct)
    {
        if (!TrytonServer.IsInstalled)
        {
            return [new Measurement { Scenario = Name, Unit = "documents/s", Target = "ratio ≥ 0.9", Skipped = TrytonServer.HowToInstall }];
        }

        await run.StopPipelineAsync();
        await using var tryton = await TrytonServer.StartAsync();
        await using var source = await run.NewDatabaseAsync("bench_tryton", ct);
        await using var writer = await ErpLoad.OpenAsync(source, ct);
        var target = Target(tryton);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var running = StartSender(target, source, writer, stop.Token);
        var (delivered, bare) = (new List<double>(), new List<double>());
        var documents = run.Options.EventsOr(Usual);
        for (var round = 0; round <= run.Options.Rounds; round++)
        {
            var product = await DeliverAsync(target, source, writer, round, documents, ct);
            var reference = await BareAsync(tryton, round, documents);
            if (round > 0)
            {
                delivered.Add(documents / product.TotalSeconds);
                bare.Add(documents / reference.TotalSeconds);
                run.Progress.Report($"{Name} {round}/{run.Options.Rounds}: {delivered[^1]:N1} documents/s, bare loop {bare[^1]:N1}/s");
            }
        }

        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return [Measurement.Beside(Name, "documents/s", delivered, bare, atLeastRatio: 0.9)];
    }

    static ErpTarget Target(TrytonServer tryton) => ErpLoad.Target(
        "tryton", ExportMode.Detail, new TargetSettings(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["url"] = $"{tryton.Address}",
            ["database"] = LocalTryton.Database,
            ["user"] = TrytonTemplate.User,
            ["password"] = TrytonTemplate.Password,
        })) with
    { ConfirmEvery = TimeSpan.FromHours(1) };

    static Task StartSender(ErpTarget target, NpgsqlDataSource source, ErpWriter writer, CancellationToken ct)
    {
        var kind = AllErpAdapters.ByKind["tryton"];
        var runner = new TargetRunner(
            target, kind, () => kind.Make(ErpLoad.Context(target, source)), Mapping, source, ErpLoad.Schema, writer, TimeProvider.System,
            NullLogger.Instance);
        writer.Committed = _ => runner.Wake();
        return runner.RunAsync(ct);
    }

    static async Task<TimeSpan> DeliverAsync(
        ErpTarget target, NpgsqlDataSource source, ErpWriter writer, int round, int count, CancellationToken ct)
    {
        var first = round * (long)count;
        var entries = Enumerable.Range(1, count).Select(n => Entry(first + n)).ToList();
        var head = new RunHead(Guid.CreateVersion7(), round + 1, ExportMode.Detail);
        var can = AllErpAdapters.ByKind["tryton"].Capabilities(target.Settings);
        var built = new DocumentBuilder(target, Mapping, can).Build(head, entries);
        var began = Stopwatch.GetTimestamp();
        await writer.CommitAsync(
            new ErpMessage.Cut(target.Name, head, first, first + count, "bench", count, built), ct);
        while (await PostedAsync(source, head.Number, ct) < count)
        {
            await Task.Delay(10, ct);
        }

        return Stopwatch.GetElapsedTime(began);
    }

    static Ledger.MessageBus.Messages.JournalEntryMessage Entry(long position) => ErpLoad.Entries(position, 1).Single() with
    {
        BookingDate = new DateOnly(2026, 3, 15),
        Lines = [new JournalLine("1150", Side.Debit, new Money(10_000, Eur)), new JournalLine("4000", Side.Credit, new Money(10_000, Eur))],
    };

    static async Task<long> PostedAsync(NpgsqlDataSource source, long run, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            $"select count(*) from {ErpLoad.Schema}.document where run_number = {run} and state in ('posted', 'confirmed')");
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    static async Task<TimeSpan> BareAsync(TrytonServer tryton, int round, int count)
    {
        var admin = tryton.Admin;
        var company = (await admin.SearchAsync("company.company", "[]"))[0];
        var journal = (await admin.SearchAsync("account.journal", """[["code", "=", "LDG"]]"""))[0];
        var date = TrytonClient.Date(new DateOnly(2026, 3, 15));
        var period = (await admin.SearchAsync("account.period", $"""[["start_date", "<=", {date}], ["end_date", ">=", {date}]]"""))[0];
        var debit = (await admin.SearchAsync("account.account", $"""[["code", "=", "{TrytonTemplate.CashAccount}"]]"""))[0];
        var credit = (await admin.SearchAsync("account.account", $"""[["name", "=", "{TrytonTemplate.RevenueAccount}"]]"""))[0];
        var (amount, none) = (TrytonClient.Number("100.00"), TrytonClient.Number("0"));
        var context = $$"""{"company": {{company}}}""";
        var began = Stopwatch.GetTimestamp();
        for (var n = 0; n < count; n++)
        {
            var move = await admin.CreateAsync(
                "account.move",
                $$"""
                {"company": {{company}}, "journal": {{journal}}, "period": {{period}}, "date": {{date}}, "number": "*",
                 "description": "bare {{round}}/{{n}}", "lines": [["create", [
                   {"account": {{debit}}, "debit": {{amount}}, "credit": {{none}}},
                   {"account": {{credit}}, "debit": {{none}}, "credit": {{amount}}}]]]}
                """,
                context);
            await admin.CallAsync("model.account.move.post", $"[[{move}], {context}]");
            await admin.CallAsync("model.account.move.read", $$"""[[{{move}}], ["state", "post_number", "date"], {{context}}]""");
        }

        return Stopwatch.GetElapsedTime(began);
    }
}
