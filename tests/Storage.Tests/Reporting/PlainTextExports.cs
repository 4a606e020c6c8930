using System.Diagnostics;
using Ledger.Accounting;
using Ledger.Reporting.Balances;
using Ledger.Reporting.Exporting;
using Xunit;

namespace Ledger.Storage.Tests.Reporting;

/// <summary>R-RP-09: hledger and beancount themselves read the export, without complaint, and show our balances.</summary>
public sealed class PlainTextExports : IAsyncLifetime
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ledger-export-");

    ReportingDatabase _database = null!;
    SampleDay _day = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await ReportingDatabase.CreateAsync();
        _day = await SampleDay.WriteAsync(_database);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Hledger_reads_the_export_strictly_and_shows_the_same_balances()
    {
        var file = await ExportAsync("hledger");

        var check = await RunAsync("hledger", "-f", file, "check", "--strict", "ordereddates", "uniqueleafnames");
        var balances = await RunAsync("hledger", "-f", file, "bal", "--flat", "-N", "--layout=bare", "-O", "csv");

        Assert.Equal((0, "", ""), check);
        var lines = balances.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(line => line.Trim('"').Split("\",\""))
            .Select(cells => $"{cells[0]} {cells[2]} {cells[1]}");
        Assert.Equal(await ExpectedAsync("hledger"), lines.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Beancount_reads_the_export_and_shows_the_same_balances()
    {
        var file = await ExportAsync("beancount");

        var check = await RunAsync("bean-check", file);
        var balances = await RunAsync(
            "bean-query", "-q", "-f", "csv", file, "select account, sum(position) as s group by account, currency");

        Assert.Equal((0, "", ""), check);
        var lines = balances.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(line => string.Join(' ', line.Split([',', ' ', '\r'], StringSplitOptions.RemoveEmptyEntries)))
            .Where(line => line.Contains(' ', StringComparison.Ordinal));
        Assert.Equal(await ExpectedAsync("beancount"), lines.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_tools_find_it_when_the_read_model_differs_from_the_entries()
    {
        await _database.JournalAsync("update journal.account_balance set debits = debits + 1 where account = '6100'");

        var hledger = await RunAsync("hledger", "-f", await ExportAsync("hledger"), "check");
        var beancount = await RunAsync("bean-check", await ExportAsync("beancount"));

        Assert.Contains("balance assertion", hledger.Errors, StringComparison.Ordinal);
        Assert.Contains("Balance failed for 'Expenses:6100-Payment-processing-fees': expected 0.36 EUR", beancount.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entry_carries_its_references_into_both_tools()
    {
        var hledger = await RunAsync(
            "hledger", "-f", await ExportAsync("hledger"), "print", $"tag:entry-id={_day.CaptureEntry}", "tag:provider-event-id=evt_capture");
        var beancount = await RunAsync(
            "bean-query", "-q", "-f", "csv", await ExportAsync("beancount"),
            $"select any_meta('order-ref') as o, any_meta('body-sha256') as s where any_meta('entry-id') = '{_day.CaptureEntry}' limit 1");

        Assert.Contains($"2026-11-20 * ({_day.CaptureEntry}) capture-succeeded | pi_eur", hledger.Output, StringComparison.Ordinal);
        Assert.Contains("order-ref: order%2C \"7\" 50%25", hledger.Output, StringComparison.Ordinal);
        Assert.Contains("""
            "order, ""7"" 50%"
            """, beancount.Output, StringComparison.Ordinal);
        Assert.Contains(_day.Capture.BodySha256, beancount.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Entries_stand_in_order_of_their_booking_dates()
    {
        var lines = await File.ReadAllLinesAsync(await ExportAsync("hledger"));

        Assert.Equal(
            ["2026-11-19", "2026-11-20", "2026-11-20", "2026-11-20", "2026-11-21", "2026-11-21"],
            lines.Where(line => line.StartsWith("2026", StringComparison.Ordinal)).Select(line => line[..10]));
    }

    [Fact]
    public async Task An_empty_journal_is_a_valid_file()
    {
        await using var empty = await ReportingDatabase.CreateAsync();

        Assert.Equal(0, (await RunAsync("hledger", "-f", await ExportAsync("hledger", empty), "check", "--strict")).ExitCode);
        Assert.Equal((0, "", ""), await RunAsync("bean-check", await ExportAsync("beancount", empty)));
    }

    async Task<string> ExportAsync(string format, ReportingDatabase? from = null)
    {
        var path = Path.Combine(_folder.FullName, $"journal.{format}");
        await using var file = File.CreateText(path);
        await new PlainTextExport((from ?? _database).Journal, ReportingDatabase.Chart)
            .WriteAsync(format, file, CancellationToken.None);
        return path;
    }

    /// <summary>The trial balance, in the tool's account names, debits positive; zero balances are not shown by the tools.</summary>
    async Task<IEnumerable<string>> ExpectedAsync(string format)
    {
        var export = new PlainTextExport(_database.Journal, ReportingDatabase.Chart);
        var report = await new TrialBalance(_database.Journal, ReportingDatabase.Chart)
            .QueryAsync(new(), CancellationToken.None);
        return report.Currencies
            .SelectMany(currency => currency.Accounts)
            .Where(line => line.Debits != line.Credits)
            .Select(line => $"{export.NameOf(format, line.Account)} "
                + $"{Money.Format(line.Debits - line.Credits, line.Currency.Exponent)} {line.Currency}")
            .Order(StringComparer.Ordinal);
    }

    static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string program, params string[] arguments)
    {
        Assert.SkipUnless(
            (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program))),
            $"{program} is not installed.");
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["LANG"] = "C.UTF-8", ["LC_ALL"] = "C.UTF-8" },
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }
}
