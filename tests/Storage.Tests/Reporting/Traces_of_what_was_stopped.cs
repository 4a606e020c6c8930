using Ledger.Confirmation;
using Ledger.EventStore;
using Ledger.MessageBus.Messages;
using Ledger.Reporting;
using Ledger.Reporting.Tracing;
using Ledger.Storage.Tests.Evidence;
using Xunit;

namespace Ledger.Storage.Tests.Reporting;

/// <summary>R-AU-01, R-GW-33: what waits, or was stopped, at the confirmation is found by what it states, and said to be there.</summary>
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
    [InlineData("waiting", null, "waits for a read of the provider's API")]
    [InlineData("decided", "confirmed", "on its way out (confirmed)")]
    [InlineData("held", "denied", "held for a person (denied)")]
    [InlineData("expired", "fetch-failed", "not read before its deadline, a dead letter of the confirmation")]
    [InlineData("failed", "fetch-failed", "not read before its deadline, a dead letter of the confirmation")]
    [InlineData("dismissed", "denied", "dismissed by ada: Never paid.")]
    [InlineData("released", "no-fact", "released with nothing to post (no-fact)")]
    public async Task It_is_found_by_each_reference_of_its_facts(string state, string? outcome, string standing)
    {
        await AddAsync(state, outcome);

        foreach (var id in (string[])["pi_8003", "ch_8003", "order-8003", "invoice-8003"])
        {
            var report = await FindAsync(id);

            Assert.Equal(["payment, object, order or invoice reference"], report!.FoundAs);
            var stream = Assert.Single(report.Streams);
            Assert.Equal((Stream, null), (stream.StreamId, stream.Status));
            Assert.Equal($"at the confirmation: {standing}", Assert.Single(stream.Deliveries).Outcome);
            var read = Assert.Single(report.Reads);
            Assert.Equal(
                ("evt_8003", state, outcome, state != "decided"), (read.ProviderEventId, read.State, read.Outcome, read.IsUnposted));
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

    [Theory]
    [InlineData("held", "denied", "held for a person (denied)")]
    [InlineData("dismissed", "denied", "dismissed by ada: Never paid.")]
    [InlineData("waiting", null, "waits for a read of the provider's API")]
    public async Task A_repeat_that_was_stopped_says_what_it_repeats(string state, string? outcome, string standing)
    {
        await AddAsync(state, outcome);
        await StoreAsync("evt_8003", source: null, [Fact]);
        await StoreAsync("evt_8003", DeliverySource.ApiList, [Fact]);

        var outcomes = Assert.Single((await FindAsync("order-8003"))!.Streams).Deliveries.Select(delivery => delivery.Outcome);

        var repeat = $"a repeat of a message that the confirmation has: {standing}";
        Assert.Equal([$"at the confirmation: {standing}", repeat, repeat], outcomes.Order(StringComparer.Ordinal).Reverse());
    }

    [Fact]
    public async Task What_is_released_and_not_posted_yet_is_on_its_way_and_its_repeat_is_one()
    {
        await AddAsync("released", "confirmed");
        await _database.JournalAsync("update confirmation.provider_read set facts = reported");
        await StoreAsync("evt_8003", source: null, [Fact]);

        var outcomes = Assert.Single((await FindAsync("evt_8003"))!.Streams).Deliveries.Select(delivery => delivery.Outcome);

        const string Way = "released (confirmed), has not reached the journal yet (on its way, or in a dead-letter queue)";
        Assert.Equal(
            [$"a repeat of a message that the confirmation has: {Way}", $"at the confirmation: {Way}"],
            outcomes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_is_another_message_about_the_same_fact_is_no_repeat_of_this_one()
    {
        await AddAsync("held", "denied");
        await StoreAsync("evt_other", source: null, [Fact]);
        await StoreAsync("evt_8003", source: null, [SampleDay.EventId("another")]);

        var deliveries = Assert.Single((await FindAsync("order-8003"))!.Streams).Deliveries;

        Assert.Equal(2, deliveries.Count(delivery => delivery.Outcome.StartsWith("received; has not reached", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_object_that_was_read_says_for_which_message()
    {
        await AddAsync("held", "denied");
        var withFacts = await StoreAsync("evt_8003", DeliverySource.ApiRead, [Fact]);
        await StoreAsync("evt_8003", DeliverySource.ApiRead, []); // An earlier read, of which nothing was let out.
        await _database.JournalAsync($"update confirmation.provider_read set read_id = '{withFacts.DeliveryId}'");

        var report = await FindAsync("evt_8003");

        Assert.Equal(
            "the object, read for the confirmation of evt_8003: denied",
            Assert.Single(report!.Streams).Deliveries.Single(delivery => delivery.DeliveryId == withFacts.DeliveryId).Outcome);
        Assert.Equal("the object, read for the confirmation of evt_8003", Assert.Single(report.OtherDeliveries).Outcome);
    }

    async Task<RawDelivery> StoreAsync(string message, string? source, Guid[] facts)
    {
        var delivery = SampleDeliveries.Verified($"{Guid.CreateVersion7()}", SampleDeliveries.Noon.AddMinutes(1), message) with
        {
            EventIds = facts,
            StreamIds = facts.Length == 0 ? [] : [Stream],
            Headers = source is null
                ? new Dictionary<string, string>()
                : new Dictionary<string, string> { [DeliverySource.Header] = source },
        };
        await _database.Archive.StoreAsync(delivery, CancellationToken.None);
        return delivery;
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
