using Ledger.Evidence;
using Ledger.Evidence.Keeping;
using Ledger.MessageBus.Messages;
using Xunit;

namespace Ledger.Storage.Tests.Evidence;

/// <summary>Deliveries are looked up by id, event, hash and time, and counted by month.</summary>
public sealed class When_deliveries_are_looked_up : IAsyncLifetime
{
    static readonly CancellationToken None = CancellationToken.None;

    EvidenceDatabase _database = null!;
    DeliveryArchive _archive = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await EvidenceDatabase.CreateAsync();
        _archive = _database.Open();
    }

    public async ValueTask DisposeAsync()
    {
        await _archive.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Deliveries_are_looked_up_by_what_is_kept_of_them()
    {
        var one = await StoreAsync("one", 2026, 8, "evt_a");
        var two = await StoreAsync("two", 2026, 8, "evt_b");
        var fact = Guid.CreateVersion7();
        var three = SampleDeliveries.Verified("three", At(2026, 9), "evt_c") with { EventIds = [fact], Provider = "adyen" };
        await _archive.StoreAsync(three, None);
        var search = new ArchiveSearch(_database.Source, "evidence", null);
        async Task<IEnumerable<Guid>> FoundAsync(ArchiveQuestion asked) => (await search.FindAsync(asked, 10, None)).Select(each => each.DeliveryId);

        Assert.Equal([one.DeliveryId], await FoundAsync(new() { DeliveryId = one.DeliveryId }));
        Assert.Equal([two.DeliveryId], await FoundAsync(new() { Event = "evt_b" }));
        Assert.Equal([three.DeliveryId], await FoundAsync(new() { Event = $"{fact}" }));
        Assert.Equal([two.DeliveryId], await FoundAsync(new() { Sha256 = two.BodySha256 }));
        Assert.Equal([three.DeliveryId], await FoundAsync(new() { From = At(2026, 9), To = At(2026, 10) }));
        Assert.Equal([three.DeliveryId], await FoundAsync(new() { From = At(2026, 1), Provider = "adyen" }));
        Assert.Empty(await FoundAsync(new() { Event = "evt_b", Provider = "adyen" }));
        Assert.Equal(3, (await FoundAsync(new() { To = At(2026, 12) })).Count());
    }

    [Theory]
    [InlineData("delivery_id = '00000000-0000-7000-8000-000000000001'")]
    [InlineData("(body_sha256 = sha256('x') or ((masked or truncated) and stored_sha256 = sha256('x')))")]
    [InlineData("provider_event_id = 'evt_7'")]
    [InlineData("received_at >= '2026-08-15' and received_at < '2026-08-15 01:00'")]
    public async Task No_lookup_goes_through_a_whole_month(string condition)
    {
        await StoreAsync("1", 2026, 8);
        await using var connection = await _database.Source.OpenConnectionAsync(None);
        await using var command = new Npgsql.NpgsqlCommand(
            $"set enable_seqscan = off; explain select * from evidence.raw_delivery where {condition}", connection);
        var plan = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(None);
        while (await reader.ReadAsync(None))
        {
            plan.Add(reader.GetString(0));
        }

        Assert.DoesNotContain(plan, line => line.Contains("Seq Scan", StringComparison.Ordinal));
    }

    /// <summary>Nothing is left for a later batch to enter, in a month from before and in one that began since.</summary>
    [Fact]
    public async Task Whoever_archives_enters_what_it_is_looked_up_by()
    {
        await using var database = await EvidenceDatabase.CreateAsync(EvidenceMigrations.Scripts.TakeWhile(script => script.Version < 121));
        await using var archive = database.Open();
        async Task<RawDelivery> StoreAsync(string body, int month)
        {
            var sent = SampleDeliveries.Verified(body, At(2026, month)) with { EventIds = [Guid.CreateVersion7()] };
            Assert.Equal(ArchiveOutcome.Archived, await archive.StoreAsync(sent, None));
            return sent;
        }

        var before = await StoreAsync("before", month: 8);
        await database.MigrateAsync(EvidenceMigrations.Scripts);
        RawDelivery[] all = [before, await StoreAsync("behind it", month: 8), await StoreAsync("since", month: 9)];

        Assert.Equal("2 0", await database.ScalarAsync<string>(
            """
            select count(*) || ' ' || sum(gin_clean_pending_list(indexrelid))
            from pg_index join pg_inherits on inhrelid = indexrelid
            where inhparent = 'evidence.raw_delivery_events'::regclass and indexrelid::regclass::text ~ '2026_0[89]'
            """));
        var search = new ArchiveSearch(database.Source, "evidence", null);
        foreach (var each in all)
        {
            Assert.Equal(each.DeliveryId, Assert.Single(await search.FindAsync(new() { Event = $"{each.EventIds[0]}" }, 10, None)).DeliveryId);
        }
    }

    [Fact]
    public async Task A_month_is_told_in_deliveries_and_bytes()
    {
        await StoreAsync(new string('x', 10_000), 2026, 8);
        await StoreAsync("{}", 2026, 8);

        var month = await new ArchiveMonths(_database.Source, "evidence").CountAsync(new DateOnly(2026, 8, 1), None);

        Assert.Equal((2L, 2L, 10_002L, 1L, 0L), (month.Deliveries, month.Bodies, month.RawBytes, month.Keys, month.Unsealed));
        Assert.InRange(month.StoredBytes, 2 * 28, 200);
        Assert.Equal((month.StoredBytes + 1) / 2, month.StoredPerBody);
        Assert.InRange(month.BytesPerDelivery, 1_000, month.DiskBytes);
    }

    static DateTimeOffset At(int year, int month) => new(year, month, 1, 0, 0, 0, TimeSpan.Zero);

    async Task<RawDelivery> StoreAsync(string body, int year, int month, string eventId = "evt_1")
    {
        var sent = SampleDeliveries.Verified(body, At(year, month).AddDays(14), eventId) with { BodyBytes = body.Length };
        Assert.Equal(ArchiveOutcome.Archived, await _archive.StoreAsync(sent, None));
        return sent;
    }
}
