using System.Text.Json;
using Ledger.Acceptance.Tests.Stock;
using Ledger.MessageBus;
using RabbitMQ.Client;
using Xunit;

namespace Ledger.Acceptance.Tests.Erp;

/// <summary>
/// R-ERP-26 to R-ERP-28, as a user goes through it: the export is switched on over a ledger that has posted before, or entries are lost on
/// the way to it; <c>ledger erp status</c> says what to do, and doing that exports each entry exactly once.
/// </summary>
public sealed class When_the_export_begins_late_or_misses_entries : IAsyncLifetime
{
    const string Targets =
        """
        targets:
          - {name: books, kind: outside, prefix: LDG, mode: detail, mapping: mapping.yaml}
          - {name: files, kind: csv, prefix: CSV, mode: detail, mapping: mapping.yaml, cutSeconds: 0, confirmSeconds: 1,
             settings: {folder: out} }
        """;

    const string PostedEntries = "select count(*) from journal.mt_events where type = 'journal_entry_posted'";
    const string ArrivedEntries = "select count(*) from erp_export.entry";

    readonly RunningShop _shop = new();
    int _orders;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _shop.InitializeAsync();

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Fact]
    public async Task What_was_posted_before_is_exported_once_by_a_replay_from_the_beginning()
    {
        var posted = await PostAsync(6);
        var (off, refused) = await _shop.LedgerAsync("erp", "replay", "--from", "0");
        Assert.Equal((3, "ERP_QUEUE_NOT_FOUND"), (off, refused.GetProperty("error").GetProperty("name").GetString()));

        await _shop.RestartWorkerAsync(options => _shop.Exporting(options, WriteFiles));
        posted = await PostAsync(2, before: posted);
        await _shop.WaitForAsync(ArrivedEntries, posted - 6);
        Assert.Equal("ledger erp replay --from 0", await ToldReplayAsync());
        Assert.Equal(0, await _shop.CountAsync("select count(*) from erp_export.run"));

        await ReplayAsync(0);
        await ExportedOnceAsync(posted);
        await ReplayAsync(0);
        await PostAsync(1, before: posted);
        await ExportedOnceAsync(posted + 1);
    }

    [Fact]
    public async Task Runs_end_before_the_first_entry_that_was_lost_and_a_replay_fills_the_gap()
    {
        await _shop.RestartWorkerAsync(options => _shop.Exporting(options, WriteFiles));
        var posted = await PostAsync(2);
        await ExportedOnceAsync(posted);
        var lastBefore = await _shop.CountAsync("select max(position) from erp_export.entry");

        await _shop.RestartWorkerAsync(options => options with
        {
            Consumers = [.. options.Consumers.Where(name => name != ConsumerQueues.ErpExport.Name)],
        });
        posted = await PostAsync(3, before: posted);
        await LoseAsync();
        await _shop.RestartWorkerAsync(options => options with { Consumers = Worker.WorkerOptions.AllConsumers });
        posted = await PostAsync(2, before: posted);
        await _shop.WaitForAsync(ArrivedEntries, posted - 3);

        var replay = await ToldReplayAsync();
        Assert.Equal($"ledger erp replay --from {lastBefore}", replay);
        Assert.Equal(lastBefore, await _shop.CountAsync("select max(cut_to) from erp_export.run"));
        Assert.Equal(0, await _shop.CountAsync($"select count(*) from erp_export.document where positions && array(select position from erp_export.entry where position > {lastBefore})"));

        await ReplayAsync(lastBefore);
        await ExportedOnceAsync(posted);
    }

    /// <summary>Posts charges; gives how many entries there are then.</summary>
    async Task<long> PostAsync(int charges, long before = 0)
    {
        for (var n = 0; n < charges; n++)
        {
            await _shop.SendAsync(Payments.Charge($"late-{++_orders}", null));
        }

        await _shop.WaitForAsync(PostedEntries, before + charges);
        return before + charges;
    }

    /// <summary>What waits for the export is thrown away by the broker, once all that was posted has been published.</summary>
    async Task LoseAsync()
    {
        await _shop.WaitForAsync(
            "select (select max(seq_id) from journal.mt_events) - position from journal.relay_position where name = 'journal-topic'", 0);
        await using var connection = await new ConnectionFactory { Uri = _shop.Broker }.CreateConnectionAsync(Ct);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Ct);
        Assert.NotEqual(0u, await channel.QueuePurgeAsync(ConsumerQueues.ErpExport.Name, Ct));
    }

    /// <summary>The command that <c>ledger erp status</c> tells for each target, once it tells one.</summary>
    async Task<string> ToldReplayAsync()
    {
        for (var n = 0; n < 60; n++)
        {
            var (code, status) = await _shop.LedgerAsync("erp", "status");
            var told = status.GetProperty("targets").EnumerateArray()
                .Select(target => string.Join("; ", target.GetProperty("needsPerson").EnumerateArray())).ToList();
            if (told.TrueForAll(text => text.Contains("have not arrived; 'ledger erp replay", StringComparison.Ordinal)))
            {
                Assert.Equal((1, 2), (code, told.Count));
                return Assert.Single(told.Select(text => text.Split('\'')[1]).Distinct());
            }

            await Task.Delay(500, Ct);
        }

        Assert.Fail("The missing entries were not told within 30 s.");
        return "";
    }

    async Task ReplayAsync(long from)
    {
        var (code, json) = await _shop.LedgerAsync("erp", "replay", "--from", $"{from}");
        Assert.True(code == 0, json.ToString());
    }

    /// <summary>Each posted entry is in one document of each target, and that once in the files; nothing needs a person then.</summary>
    async Task ExportedOnceAsync(long entries)
    {
        foreach (var (target, state) in new[] { ("books", "accepted"), ("files", "confirmed") })
        {
            await _shop.WaitForAsync($"select count(*) from erp_export.document where target = '{target}' and state = '{state}'", entries);
            Assert.Equal(entries, await _shop.CountAsync($"select count(*) from erp_export.document where target = '{target}'"));
            Assert.Equal(entries, await _shop.CountAsync(
                $"select count(distinct p) from erp_export.document, unnest(positions) p where target = '{target}' and p in (select seq_id from journal.mt_events where type = 'journal_entry_posted')"));
        }

        var rows = Directory.EnumerateFiles(Path.Combine(_shop.Folder, "out"), "gl_*.csv").SelectMany(file => File.ReadLines(file).Skip(1))
            .Select(row => row.Split(',')).Where(row => row[1] == "1").Select(row => row[0]).ToList();
        Assert.Equal((entries, entries), (rows.Count, rows.Distinct().Count()));
        var (code, status) = await StatusAsync();
        Assert.True(code == 0, status.ToString());
        var (verified, report) = await _shop.LedgerAsync("verify");
        Assert.True(verified == 0, report.ToString());
    }

    /// <summary>The status, once no gap is told any more: the next look takes that back.</summary>
    async Task<(int Code, JsonElement Status)> StatusAsync()
    {
        for (var n = 0; ; n++)
        {
            var (code, status) = await _shop.LedgerAsync("erp", "status");
            if (code == 0 || n == 10)
            {
                return (code, status);
            }

            await Task.Delay(200, Ct);
        }
    }

    static string WriteFiles(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "mapping.yaml"), ExportingShop.Mapping);
        File.WriteAllText(Path.Combine(folder, "targets.yaml"), Targets);
        return Path.Combine(folder, "targets.yaml");
    }
}
