using Ledger.Confirmation;
using Ledger.EventStore;
using Ledger.MessageBus.Messages;
using Ledger.Reporting;
using Ledger.Reporting.Tracing;
using Xunit;

namespace Ledger.Storage.Tests.Reporting;

/// <summary>R-AU-01, R-GW-33: what waits, or was stopped, at the confirmation is found by what it states.</summary>
public sealed class Traces_of_what_was_stopped : IAsyncLifetime
{
    const string Stream = "payment/stripe/acct_1/pi_8003";

    static readonly Guid Fact = SampleDay.EventId("stopped");
    static readonly RawDelivery Message = SampleJournal.Delivery("evt_8003", Stream, Fact);

    ReportingDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await ReportingDatabase.CreateAsync();
        await SchemaMigrations.ApplyAsync(_database.Journal.Source, "confirmation", ConfirmationMigrations.Scripts, CancellationToken.None);
        await _database.Archive.StoreAsync(Message, CancellationToken.None);
    }

    public async ValueTask DisposeAsync() => await _database.DisposeAsync();

    [Theory]
    [InlineData("waiting", null)]
    [InlineData("decided", "confirmed")]
    [InlineData("held", "denied")]
    [InlineData("expired", "fetch-failed")]
    [InlineData("failed", "fetch-failed")]
    [InlineData("dismissed", "denied")]
    [InlineData("released", "no-fact")]
    public async Task It_is_found_by_each_reference_of_its_facts(string state, string? outcome)
    {
        await AddAsync(state, outcome);

        foreach (var id in (string[])["pi_8003", "ch_8003", "order-8003", "invoice-8003"])
        {
            var report = await FindAsync(id);

            Assert.Equal(["payment, object, order or invoice reference"], report!.FoundAs);
            var stream = Assert.Single(report.Streams);
            Assert.Equal((Stream, null), (stream.StreamId, stream.Status));
            Assert.Equal(Message.DeliveryId, Assert.Single(stream.Deliveries).DeliveryId);
            var read = Assert.Single(report.Reads);
            Assert.Equal(("evt_8003", state, outcome, state != "decided"), (read.ProviderEventId, read.State, read.Outcome, read.IsUnposted));
            Assert.Equal(
                new StatedFact(Fact, "capture-succeeded", Stream, "order-8003", "invoice-8003", 1050, "EUR", IsTotal: false),
                Assert.Single(read.Stated));
        }

        Assert.Null(await FindAsync("order-8004"));
    }

    [Fact]
    public async Task It_is_found_before_its_delivery_is_archived()
    {
        await AddAsync("held", "denied");
        await _database.EvidenceAsync("delete from evidence.raw_delivery");

        var report = await FindAsync("order-8003");

        Assert.Equal(Stream, Assert.Single(report!.Streams).StreamId);
        Assert.Single(report.Reads);
    }

    Task AddAsync(string state, string? outcome) => _database.JournalAsync(
        $$"""
        insert into confirmation.provider_read (
            report_id, provider, endpoint, account, provider_event_id, provider_event_type, delivery_id, received_at, reported, state,
            outcome, due_at, deadline, decided_by, reason)
        values (gen_random_uuid(), 'stripe', 'default', 'acct_1', 'evt_8003', 'charge.captured', '{{Message.DeliveryId}}', now(),
            '[{"eventId": "{{Fact}}", "class": "capture-succeeded", "subject": "payment", "provider": "stripe", "account": "acct_1",
               "providerObjectId": "ch_8003", "paymentId": "pi_8003", "orderRef": "order-8003", "invoiceRef": "invoice-8003",
               "amounts": {"gross": {"minorUnits": 1050, "currency": "EUR"} }, "completeness": "complete"}]',
            '{{state}}', {{(outcome is null ? "null" : $"'{outcome}'")}}, now() + interval '1 hour', now() + interval '1 hour',
            {{(state == "dismissed" ? "'ada', 'Never paid.'" : "null, null")}})
        """);

    Task<TraceReport?> FindAsync(string id) => new Trace(_database.Journal, _database.Evidence, ReportingDatabase.Chart)
    {
        Confirmation = new SchemaSource(_database.Journal.Source, "confirmation"),
    }.FindAsync(id, CancellationToken.None);
}
