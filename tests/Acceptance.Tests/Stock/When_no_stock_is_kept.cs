using System.Net;
using Ledger.MessageBus;
using Ledger.MessageBus.Monitoring;
using Ledger.TestKit;
using Ledger.Worker;
using Npgsql;
using Xunit;

namespace Ledger.Acceptance.Tests.Stock;

/// <summary>A worker with <c>LEDGER_INVENTORY=off</c>: it runs, and has nothing to do with stock.</summary>
public sealed class When_no_stock_is_kept
{
    [Fact]
    public async Task It_is_ready_without_queue_schema_and_api_of_the_inventory()
    {
        await using var vhost = await TestVhost.CreateAsync();
        await using var database = await TestDatabase.CreateAsync();
        var options = Read(vhost.Broker, database.ConnectionString, ("LEDGER_INVENTORY", "off"));
        await using var databases = Databases.Of(options);
        await databases.MigrateAsync(CancellationToken.None);
        await using var worker = WorkerHost.Build(options, databases);
        await worker.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(worker.Urls.Single()) };

        await ReadyAsync(http);
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("/v1/stock/TEA-1")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await http.PostAsync("/v1/stock/commands", new StringContent("{}"))).StatusCode);
        var queues = await QueueDepths.ReadAsync(new BusOptions { Broker = vhost.Broker, Queues = ConsumerQueues.Standard }, CancellationToken.None);
        Assert.Equal(
            ["journal", "journal.dead-letter", "journal.skipped", "evidence", "evidence.dead-letter", "evidence.skipped"],
            queues.Where(queue => queue.Exists).Select(queue => queue.Queue));
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var schema = source.CreateCommand("select count(*) from pg_namespace where nspname = 'inventory'");
        Assert.Equal(0L, await schema.ExecuteScalarAsync());
        await worker.StopAsync();
    }

    [Fact]
    public void A_worker_that_would_run_nothing_is_refused()
    {
        var broker = new Uri("amqp://localhost");
        var refused = Assert.Throws<SettingsRefusedException>(
            () => Read(broker, "Host=x", ("LEDGER_INVENTORY", "off"), ("LEDGER_CONSUMERS", "inventory")));
        Assert.Contains("LEDGER_INVENTORY is off: nothing would run", refused.Message, StringComparison.Ordinal);

        Assert.True(Read(broker, "Host=x", ("LEDGER_CONSUMERS", "inventory")).Runs(ConsumerQueues.Inventory));
        var others = Read(broker, "Host=x", ("LEDGER_INVENTORY", "off"), ("LEDGER_CONSUMERS", "journal,inventory"));
        Assert.Equal([ConsumerQueues.Journal], ConsumerQueues.Standard.Where(others.Runs));
    }

    [Fact]
    public void A_worker_names_the_setting_that_is_no_connection_string()
    {
        var broker = new Uri("amqp://localhost");
        var shared = Assert.Throws<SettingsRefusedException>(() => Read(broker, "nonsense"));
        Assert.Contains("LEDGER_POSTGRES is no connection string", shared.Message, StringComparison.Ordinal);

        var own = Assert.Throws<SettingsRefusedException>(() => Read(broker, "Host=x", ("LEDGER_POSTGRES_INVENTORY", "Prot=5432")));
        Assert.Contains("LEDGER_POSTGRES_INVENTORY is no connection string", own.Message, StringComparison.Ordinal);
    }

    static WorkerOptions Read(Uri broker, string database, params (string Name, string Value)[] settings)
    {
        var all = settings.Append(("LEDGER_WORKER_URL", "http://127.0.0.1:0")).Append(("LEDGER_RABBITMQ", broker.ToString()))
            .Append(("LEDGER_POSTGRES", database)).Append((TestArchiveKeys.Setting, TestArchiveKeys.Text)).ToDictionary();
        return WorkerSettings.Read(all.GetValueOrDefault);
    }

    static async Task ReadyAsync(HttpClient http)
    {
        for (var began = TimeProvider.System.GetTimestamp(); ;)
        {
            using var answer = await http.GetAsync("/health/ready");
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                return;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(30), await answer.Content.ReadAsStringAsync());
            await Task.Delay(100);
        }
    }
}
