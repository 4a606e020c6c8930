using Ledger.Evidence;
using Ledger.Evidence.Sealing;
using Xunit;

namespace Ledger.Storage.Tests.Evidence;

/// <summary>Bodies that were archived before there were keys stay readable, and are sealed beside the traffic.</summary>
public sealed class When_bodies_from_before_are_sealed : IAsyncLifetime
{
    const int Rows = 1_300;
    static readonly CancellationToken None = CancellationToken.None;
    static readonly ArchivedSubject Ada = new("stripe", "acct_1", SampleDeliveries.Sha256("ada"));
    static readonly ArchivedSubject Bob = new("stripe", "acct_1", SampleDeliveries.Sha256("bob"));

    EvidenceDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await EvidenceDatabase.CreateAsync(EvidenceMigrations.Scripts.TakeWhile(script => script.Version < 103));
        await _database.ExecuteAsync(
            $$"""
            select evidence.ensure_raw_delivery_partition('2026-11-01'), evidence.ensure_raw_delivery_partition('2026-12-01');
            insert into evidence.raw_delivery (delivery_id, received_at, provider, endpoint, account, verdict, headers, body,
                body_sha256, stored_sha256, masked, event_ids, stream_ids, provider_event_id)
            select gen_random_uuid(), '2026-11-20'::timestamptz + n * interval '20 minutes', 'stripe', 'default', 'acct_1', 'verified', '{}',
                convert_to('body ' || n, 'UTF8'), sha256(convert_to('body ' || n, 'UTF8')), sha256(convert_to('body ' || n, 'UTF8')),
                false, '{}', '{}', 'evt_' || n
            from generate_series(1, {{Rows}}) n
            """);
        await _database.MigrateAsync(EvidenceMigrations.Scripts);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task They_are_read_as_they_lie_and_sealed_with_those_whom_they_name()
    {
        await using var archive = _database.Open();
        Assert.Equal("body 7", await TextAsync(archive, "evt_7"));

        var done = await Sealing().RunAsync(SubjectsOf, null, None);

        Assert.Equal((long)Rows, done.Sealed);
        Assert.Empty(done.Damaged);
        Assert.Equal(0, await Sealing().CountAsync(None));
        Assert.Equal(["body 1", "body 2", "body 3", $"body {Rows}"],
            [await TextAsync(archive, "evt_1"), await TextAsync(archive, "evt_2"), await TextAsync(archive, "evt_3"), await TextAsync(archive, $"evt_{Rows}")]);
        Assert.Equal("1 1", await _database.ScalarAsync<string>(
            """
            select (select count(*) from evidence.raw_delivery where subject_key_id is not null) || ' '
                || (select count(distinct delivery_id) from evidence.archive_shared)
            """));
        Assert.Equal(0L, await _database.ScalarAsync<long>(
            "select count(*) from evidence.raw_delivery where position('body' in encode(body, 'escape')) > 0"));
    }

    [Fact]
    public async Task What_was_stopped_goes_on_where_it_was()
    {
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Sealing().RunAsync(SubjectsOf, new Stopping(stop), stop.Token));
        var left = await Sealing().CountAsync(None);

        var done = await Sealing().RunAsync(SubjectsOf, null, None);

        Assert.InRange(left, 1, Rows - 1);
        Assert.Equal(left, done.Sealed);
        await using var archive = _database.Open();
        Assert.Equal($"body {Rows}", await TextAsync(archive, $"evt_{Rows}"));
    }

    [Fact]
    public async Task A_body_that_is_not_what_was_stored_is_named_and_left_for_verification_to_find()
    {
        await _database.ExecuteAsync("update evidence.raw_delivery set body = 'other' where provider_event_id = 'evt_9'");

        var done = await Sealing().RunAsync(SubjectsOf, null, None);

        Assert.Equal(Rows - 1, done.Sealed);
        Assert.Equal(
            await _database.ScalarAsync<Guid>("select delivery_id from evidence.raw_delivery where provider_event_id = 'evt_9'"),
            Assert.Single(done.Damaged));
    }

    LaterSealing Sealing() => new(_database.Source, "evidence", EvidenceDatabase.Keys, TimeProvider.System);

    static IReadOnlyList<ArchivedSubject> SubjectsOf(ArchivedDelivery delivery) => delivery.ProviderEventId switch
    {
        "evt_2" => [Ada],
        "evt_3" => [Ada, Bob],
        _ => [],
    };

    static async Task<string> TextAsync(DeliveryArchive archive, string eventId) =>
        System.Text.Encoding.UTF8.GetString(Assert.Single(await archive.FindByProviderEventAsync(eventId, None)).Body!);

    sealed class Stopping(CancellationTokenSource stop) : IProgress<long>
    {
        public void Report(long value) => stop.Cancel();
    }
}
