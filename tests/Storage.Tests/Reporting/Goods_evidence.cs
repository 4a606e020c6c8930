using System.Security.Cryptography;
using System.Text;
using Ledger.EventStore;
using Ledger.JournalPosting;
using Ledger.PaymentEvents;
using Ledger.Reporting;
using Ledger.Reporting.Tracing;
using Ledger.Reporting.Verifying;
using Ledger.Storage.Tests.Evidence;
using Ledger.Storage.Tests.JournalPosting;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;
using static Ledger.Fast.Tests.JournalPosting.PaymentSample;

namespace Ledger.Storage.Tests.Reporting;

/// <summary>
/// R-AU-01: what stands behind a goods event is the shop's command in the inventory, not a delivery in the archive.
/// Journal and archive lie on one database, the inventory on another; beside payments with deliveries of their own.
/// </summary>
public sealed class Goods_evidence : IAsyncLifetime
{
    // What the inventory keeps of its commands.
    const string Commands =
        """
        create schema inventory;
        create table inventory.stock_command (
            command_id uuid primary key, body bytea not null, body_sha256 bytea not null check (length(body_sha256) = 32),
            received_at timestamptz not null, actor text not null, kind text not null, stored_sha256 bytea null)
        """;

    const string Evidence = "entry-evidence";

    static readonly PaymentEvent Shipment = WithCommand(Goods(EventClass.ShipmentSent, 3000, "mv-1"));
    static readonly PaymentEvent Return = WithCommand(Goods(EventClass.ReturnReceived, 2000, "mv-2", minute: 1));
    static readonly PaymentEvent Correction = WithCommand(Goods(EventClass.StockCorrected, 700, "mv-3", reason: "count", minute: 2));

    ReportingDatabase _database = null!;
    ReportingDatabase _apart = null!;
    SampleDay _day = null!;

    SchemaSource Inventory => new(_apart.Journal.Source, "inventory");

    public async ValueTask InitializeAsync()
    {
        _database = await ReportingDatabase.CreateAsync();
        _apart = await ReportingDatabase.CreateAsync();
        _day = await SampleDay.WriteAsync(_database);
        await _apart.JournalAsync(Commands);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await _apart.DisposeAsync();
    }

    [Fact]
    public async Task Commands_that_are_kept_prove_goods_beside_payments()
    {
        await KeepAndPostAsync();

        var report = await VerifyAsync(Inventory);

        Assert.True(report.Ok, report.FirstDifference?.ToString());
        Assert.Equal(9, report.Checks.Single(check => check.Name == Evidence).Count);
    }

    [Theory]
    [InlineData("body = 'other'", "in the inventory", "(its row says ")]
    [InlineData("body_sha256 = sha256('other')", "in the inventory", "(its row says ")]
    [InlineData("body = 'other', body_sha256 = sha256('other')", "in the inventory", "SHA-256 ")]
    public async Task A_changed_command_is_found(string damage, params string[] found)
    {
        await KeepAndPostAsync();
        await _apart.JournalAsync(
            $"update inventory.stock_command set {damage} where command_id = '{Return.DeliveryId}'");

        var difference = (await FindAsync(Inventory)).FirstDifference!;

        Assert.Equal("hash of the command's body", difference.What);
        Assert.EndsWith($"command {Return.DeliveryId}", difference.Where, StringComparison.Ordinal);
        Assert.Equal($"SHA-256 {Return.BodySha256}", difference.Expected);
        Assert.All(found, part => Assert.Contains(part, difference.Found, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_command_that_is_missing_is_found_however_many_deliveries_may_be_on_their_way()
    {
        await KeepAndPostAsync();
        await _apart.JournalAsync($"delete from inventory.stock_command where command_id = '{Shipment.DeliveryId}'");

        AssertMissing(await FindAsync(Inventory, new(InFlight: 10)), Shipment, "no such command in stock_command");
    }

    [Fact]
    public async Task Goods_without_an_inventory_are_found()
    {
        await KeepAndPostAsync(Shipment);

        AssertMissing(await FindAsync(null), Shipment, "no inventory is named to look in");
        await _apart.JournalAsync("drop table inventory.stock_command");
        AssertMissing(await FindAsync(Inventory), Shipment, "no table stock_command in schema inventory");
        await _apart.JournalAsync("drop schema inventory");
        AssertMissing(await FindAsync(Inventory), Shipment, "no table stock_command in schema inventory");
    }

    [Fact]
    public async Task A_ledger_without_goods_needs_no_inventory_but_one_that_is_named_must_answer()
    {
        await using var nowhere = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=nobody");

        Assert.True((await FindAsync(null)).Ok);
        Assert.True((await FindAsync(Inventory with { Schema = "never_made" })).Ok);
        await Assert.ThrowsAsync<NpgsqlException>(() => FindAsync(new SchemaSource(nowhere, "inventory")));
    }

    [Fact]
    public async Task A_delivery_does_not_prove_goods_and_a_command_does_not_prove_a_payment()
    {
        await KeepAndPostAsync(Shipment);
        await _apart.JournalAsync(
            $"""
            insert into inventory.stock_command
            values ('{_day.Capture.DeliveryId}', 'x', '\x{_day.Capture.BodySha256}', now(), 'shop', 'stock.ship')
            """);
        await _database.EvidenceAsync($"delete from evidence.raw_delivery where delivery_id = '{_day.Capture.DeliveryId}'");
        Assert.Equal("not in the archive", (await FindAsync(Inventory)).FirstDifference!.Found);

        await _apart.JournalAsync($"delete from inventory.stock_command where command_id = '{Shipment.DeliveryId}'");
        await _database.EvidenceAsync(
            $"update evidence.raw_delivery set delivery_id = '{Shipment.DeliveryId}' where provider_event_id = 'evt_forged'");
        AssertMissing(await FindAsync(Inventory), Shipment, "no such command in stock_command");
    }

    [Fact]
    public async Task A_trace_of_the_order_shows_the_commands_behind_its_goods()
    {
        await KeepAndPostAsync();

        var stream = Assert.Single((await TraceAsync("order-7"))!.Streams);

        Assert.Equal(("goods/inventory/ZRH/order-7", "RETURNED"), (stream.StreamId, stream.Status));
        Assert.Empty(stream.Deliveries);
        Assert.Equal(
            [
                new TracedCommand(Shipment.DeliveryId, true, "stock.move", "ann", Shipment.ReceivedAt, Shipment.BodySha256),
                new TracedCommand(Return.DeliveryId, true, "stock.move", "ann", Return.ReceivedAt, Return.BodySha256),
            ],
            stream.Commands);
        Assert.Equal(["M-31", "M-29"], stream.Facts.Select(fact => Assert.Single(fact.Records).Row));
    }

    [Fact]
    public async Task A_trace_leads_from_a_command_and_says_when_it_is_not_kept()
    {
        await KeepAndPostAsync();
        await _apart.JournalAsync("delete from inventory.stock_command");

        var report = (await TraceAsync($"{Correction.DeliveryId}"))!;

        Assert.Equal(["command id"], report.FoundAs);
        var stream = Assert.Single(report.Streams);
        Assert.Equal("goods/inventory/ZRH/TEA-1", stream.StreamId);
        Assert.Equal(
            [new TracedCommand(Correction.DeliveryId, false, "stock.move", null, Correction.ReceivedAt, Correction.BodySha256)],
            stream.Commands);
    }

    [Fact]
    public async Task A_trace_of_a_payment_shows_its_deliveries_and_no_commands()
    {
        await KeepAndPostAsync();

        var stream = Assert.Single((await TraceAsync("pi_eur"))!.Streams);

        Assert.Equal(3, stream.Deliveries.Count);
        Assert.Empty(stream.Commands);
    }

    static PaymentEvent WithCommand(PaymentEvent e) =>
        e with { BodySha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(e.ProviderEventId))) };

    async Task KeepAndPostAsync(params PaymentEvent[] events)
    {
        await using var writer = new JournalWriter(
            _database.Journal.Source, "journal", JournalDatabase.Rules, new BatchQueueOptions(), TimeProvider.System,
            NullLogger<JournalWriter>.Instance);
        foreach (var e in events is [] ? [Shipment, Return, Correction] : events)
        {
            await using var keep = _apart.Journal.Source.CreateCommand(
                "insert into inventory.stock_command values ($1, $2, sha256($2), $3, 'ann', $4)");
            keep.Parameters.Add(new() { Value = e.DeliveryId });
            keep.Parameters.Add(new() { Value = Encoding.UTF8.GetBytes(e.ProviderEventId) });
            keep.Parameters.Add(new() { Value = e.ReceivedAt });
            keep.Parameters.Add(new() { Value = e.ProviderEventType });
            await keep.ExecuteNonQueryAsync();
            Assert.Equal(Disposition.Posted, (await writer.PostAsync(e, CancellationToken.None)).Disposition);
        }
    }

    async Task<CheckResult> FindAsync(SchemaSource? inventory, VerificationOptions? options = null) =>
        (await VerifyAsync(inventory, options)).Checks.Single(check => check.Name == Evidence);

    Task<VerificationReport> VerifyAsync(SchemaSource? inventory, VerificationOptions? options = null) =>
        new Verification(_database.Journal, _database.Evidence, TimeProvider.System) { Inventory = inventory, ArchiveKey = EvidenceDatabase.KeyOf }
            .RunAsync(options ?? new(), null, CancellationToken.None);

    Task<TraceReport?> TraceAsync(string id) =>
        new Trace(_database.Journal, _database.Evidence, ReportingDatabase.Chart) { Inventory = Inventory }
            .FindAsync(id, CancellationToken.None);

    static void AssertMissing(CheckResult result, PaymentEvent e, string found)
    {
        Assert.False(result.Ok);
        Assert.Equal("command of an event", result.FirstDifference!.What);
        Assert.EndsWith($"command {e.DeliveryId}", result.FirstDifference.Where, StringComparison.Ordinal);
        Assert.Equal($"in the inventory with SHA-256 {e.BodySha256}", result.FirstDifference.Expected);
        Assert.Equal(found, result.FirstDifference.Found);
    }
}
