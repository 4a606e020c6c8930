using System.Text;
using Ledger.Evidence;
using Ledger.MessageBus.Messages;
using Npgsql;
using Xunit;

namespace Ledger.Storage.Tests.Evidence;

/// <summary>R-GW-24, R-AU-08: every delivery is kept, once, exactly as it was received.</summary>
public sealed class DeliveryArchives : IAsyncLifetime
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
    public async Task A_delivery_comes_back_as_it_was_received()
    {
        var eventId = Guid.CreateVersion7();
        var sent = SampleDeliveries.Verified("""{"id":"evt_1"}""") with
        {
            Headers = new Dictionary<string, string> { ["stripe-signature"] = "t=1,v1=ab", ["user-agent"] = "a \"quoted\" one" },
            EventIds = [eventId],
            StreamIds = ["payment/stripe/acct_1/pi_{\"1\\,}"],
        };

        Assert.Equal(ArchiveOutcome.Archived, await _archive.StoreAsync(sent, None));

        var kept = await _archive.FindAsync(sent.DeliveryId, None);
        Assert.NotNull(kept);
        Assert.Equal(sent.ReceivedAt, kept.ReceivedAt);
        Assert.Equal(sent.Body, kept.Body);
        Assert.Equal(sent.BodySha256, kept.BodySha256);
        Assert.Equal(sent.BodySha256, kept.StoredSha256);
        Assert.Equal(("verified", "stripe", "default", "acct_1", 0), (kept.Verdict, kept.Provider, kept.Endpoint, kept.Account, kept.SecretIndex));
        Assert.Equal(sent.EventIds, kept.EventIds);
        Assert.Equal(sent.StreamIds, kept.StreamIds);
        Assert.Contains("a \\\"quoted\\\" one", kept.Headers, StringComparison.Ordinal);
        Assert.Equal(sent.TraceId, kept.TraceId);
    }

    [Fact]
    public async Task A_redelivered_message_is_stored_once()
    {
        var sent = SampleDeliveries.Verified("{}") with { ReceivedAt = SampleDeliveries.Noon.AddTicks(7) };

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _archive.StoreAsync(sent, None)));
        await using var afterRestart = _database.Open();
        var again = await afterRestart.StoreAsync(sent, None);

        Assert.Equal(1, outcomes.Count(outcome => outcome == ArchiveOutcome.Archived));
        Assert.Equal(ArchiveOutcome.Repeated, again);
        Assert.Equal(1L, await _database.ScalarAsync<long>("select count(*) from evidence.raw_delivery"));
    }

    [Fact]
    public async Task A_body_that_was_changed_on_the_way_is_refused_and_the_others_of_its_batch_are_kept()
    {
        var tampered = SampleDeliveries.Verified("""{"amount":1}""") with { Body = """{"amount":2}"""u8.ToArray() };
        var good = Enumerable.Range(0, 50).Select(n => SampleDeliveries.Verified($"{n}")).ToList();

        var storing = good.Take(25).Select(d => _archive.StoreAsync(d, None)).ToList();
        var refused = _archive.StoreAsync(tampered, None);
        storing.AddRange(good.Skip(25).Select(d => _archive.StoreAsync(d, None)));
        await Task.WhenAll(storing);

        var refusal = await Assert.ThrowsAsync<FormatException>(() => refused);
        Assert.Contains(tampered.BodySha256, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(50L, await _database.ScalarAsync<long>("select count(*) from evidence.raw_delivery"));
    }

    [Fact]
    public async Task A_masked_body_keeps_the_hash_of_what_the_provider_sent_and_its_own()
    {
        var masked = SampleDeliveries.Verified("""{"card":"4242424242424242"}""") with
        {
            Body = """{"card":"************4242"}"""u8.ToArray(),
            Masked = true,
        };

        await _archive.StoreAsync(masked, None);

        var kept = await _archive.FindAsync(masked.DeliveryId, None);
        Assert.Equal(masked.BodySha256, kept!.BodySha256);
        Assert.Equal(SampleDeliveries.Sha256("""{"card":"************4242"}"""), kept.StoredSha256);
        Assert.True(kept.Masked);
    }

    [Fact]
    public async Task Another_body_under_a_known_delivery_id_is_refused()
    {
        var first = SampleDeliveries.Verified("one");
        await _archive.StoreAsync(first, None);
        var other = SampleDeliveries.Verified("two") with { DeliveryId = first.DeliveryId, ReceivedAt = first.ReceivedAt };

        var refusal = await Assert.ThrowsAsync<FormatException>(() => _archive.StoreAsync(other, None));

        Assert.Contains("another body", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("one"u8.ToArray(), (await _archive.FindAsync(first.DeliveryId, None))!.Body);
    }

    public static TheoryData<string> Malformed => ["verdict", "hash", "year"];

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task A_message_that_is_not_as_documented_is_refused(string field)
    {
        var good = SampleDeliveries.Verified("{}");
        var bad = field switch
        {
            "verdict" => good with { Verdict = "maybe" },
            "hash" => good with { BodySha256 = "xyz" },
            _ => good with { ReceivedAt = DateTimeOffset.MinValue },
        };

        await Assert.ThrowsAsync<FormatException>(() => _archive.StoreAsync(bad, None));
    }

    [Fact]
    public async Task Months_get_their_partitions_when_they_are_met_and_one_ahead()
    {
        foreach (var at in (IReadOnlyList<DateTimeOffset>)[
            new(2026, 11, 30, 23, 59, 59, TimeSpan.Zero), new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero),
            new(2019, 2, 28, 12, 0, 0, TimeSpan.Zero), new(2031, 1, 1, 1, 0, 0, TimeSpan.FromHours(2))])
        {
            await _archive.StoreAsync(SampleDeliveries.Verified("{}", at), None);
        }

        var partitions = await _database.ScalarAsync<string>(
            """
            select string_agg(child.relname || '=' || (xpath('/row/c/text()', query_to_xml(format(
                'select count(*) as c from evidence.%I', child.relname), false, true, '')))[1], ' ' order by child.relname)
            from pg_inherits i join pg_class child on child.oid = i.inhrelid join pg_class parent on parent.oid = i.inhparent
            where parent.relname = 'raw_delivery'
            """);
        Assert.Equal(
            "raw_delivery_2019_02=1 raw_delivery_2019_03=0 raw_delivery_2026_11=1 raw_delivery_2026_12=1 "
            + "raw_delivery_2027_01=0 raw_delivery_2030_12=1 raw_delivery_2031_01=0", partitions);
    }

    [Fact]
    public async Task Two_processes_that_meet_a_month_at_once_both_store()
    {
        var archives = Enumerable.Range(0, 8).Select(_ => _database.Open()).ToList();

        await Task.WhenAll(archives.Select(archive => archive.StoreAsync(SampleDeliveries.Verified("{}"), None)));

        Assert.Equal(8L, await _database.ScalarAsync<long>("select count(*) from evidence.raw_delivery"));
        foreach (var archive in archives)
        {
            await archive.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_delivery_for_a_month_that_was_dropped_meanwhile_is_stored_all_the_same()
    {
        await _archive.StoreAsync(SampleDeliveries.Verified("{}"), None);
        await _database.ExecuteAsync("drop table evidence.raw_delivery_2026_11");

        await _archive.StoreAsync(SampleDeliveries.Verified("{}"), None);

        Assert.Equal(1L, await _database.ScalarAsync<long>("select count(*) from evidence.raw_delivery_2026_11"));
    }

    [Fact]
    public async Task Deliveries_are_found_by_provider_event_canonical_event_and_stream()
    {
        var eventId = Guid.CreateVersion7();
        RawDelivery[] sent =
        [
            SampleDeliveries.Refused("forged", "SIGNATURE_WRONG", "evt_9"),
            SampleDeliveries.Verified("{}", SampleDeliveries.Noon.AddMinutes(1), "evt_9") with { EventIds = [eventId], StreamIds = ["payment/a"] },
            SampleDeliveries.Verified("{}", SampleDeliveries.Noon.AddMonths(1), "evt_9") with { EventIds = [eventId], StreamIds = ["payment/a"] },
            SampleDeliveries.Verified("{}", SampleDeliveries.Noon, "evt_8") with { StreamIds = ["payment/b", "payment/a"] },
        ];
        foreach (var delivery in sent)
        {
            await _archive.StoreAsync(delivery, None);
        }

        Assert.Equal([sent[0].DeliveryId, sent[1].DeliveryId, sent[2].DeliveryId], Ids(await _archive.FindByProviderEventAsync("evt_9", None)));
        Assert.Equal([sent[1].DeliveryId, sent[2].DeliveryId], Ids(await _archive.FindByEventAsync(eventId, None)));
        Assert.Equal([sent[3].DeliveryId, sent[1].DeliveryId, sent[2].DeliveryId], Ids(await _archive.FindByStreamAsync("payment/a", None)));
        Assert.Null(await _archive.FindAsync(Guid.CreateVersion7(), None));
    }

    [Fact]
    public async Task Text_that_PostgreSQL_cannot_hold_does_not_lose_a_delivery()
    {
        var sent = SampleDeliveries.Verified("{\"id\":\"\\u0000\"}", providerEventId: "evt_\0") with
        {
            StreamIds = ["payment/\0"],
            Headers = new Dictionary<string, string> { ["x"] = "\0" },
        };

        await _archive.StoreAsync(sent, None);

        Assert.Equal("evt_\uFFFD", (await _archive.FindAsync(sent.DeliveryId, None))!.ProviderEventId);
    }

    [Fact]
    public async Task The_table_itself_refuses_a_body_that_is_neither_as_sent_nor_masked()
    {
        var sent = SampleDeliveries.Verified("{}");
        await _archive.StoreAsync(sent, None);

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => _database.ExecuteAsync(
            "update evidence.raw_delivery set stored_sha256 = sha256('other')"));

        Assert.Equal("raw_delivery_is_as_sent_unless_masked_or_truncated", refusal.ConstraintName);
    }

    [Fact]
    public async Task Of_a_refused_body_the_beginning_is_kept_with_length_and_hash_of_the_whole()
    {
        var whole = new string('x', 20_000);
        var sent = Cut(SampleDeliveries.Refused(whole, "SIGNATURE_WRONG"), 16_384);

        Assert.Equal(ArchiveOutcome.Archived, await _archive.StoreAsync(sent, None));
        await using var afterRestart = _database.Open();
        Assert.Equal(ArchiveOutcome.Repeated, await afterRestart.StoreAsync(sent, None));

        var kept = (await _archive.FindAsync(sent.DeliveryId, None))!;
        Assert.Equal((true, false, 20_000), (kept.Truncated, kept.Masked, kept.BodyBytes));
        Assert.Equal(whole[..16_384], Encoding.UTF8.GetString(kept.Body!));
        Assert.Equal(SampleDeliveries.Sha256(whole), kept.BodySha256);
        Assert.Equal(SampleDeliveries.Sha256(whole[..16_384]), kept.StoredSha256);
    }

    [Fact]
    public async Task A_verified_body_is_never_a_truncated_one()
    {
        await Assert.ThrowsAsync<FormatException>(
            () => _archive.StoreAsync(Cut(SampleDeliveries.Verified("0123456789"), 5), None));
        await Assert.ThrowsAsync<FormatException>(() => _archive.StoreAsync(
            Cut(SampleDeliveries.Refused("0123456789", "SIGNATURE_WRONG"), 5) with { BodyBytes = 5 }, None));
    }

    [Fact]
    public async Task An_archive_from_before_truncation_learns_it_with_its_rows_and_partitions()
    {
        await using var older = await EvidenceDatabase.CreateAsync(EvidenceMigrations.Scripts.Take(1));
        await older.ExecuteAsync(
            """
            select evidence.ensure_raw_delivery_partition('2026-11-01');
            insert into evidence.raw_delivery (delivery_id, received_at, provider, endpoint, verdict, headers, body,
                body_sha256, stored_sha256, masked, event_ids, stream_ids)
            values (gen_random_uuid(), '2026-11-20', 'stripe', 'default', 'verified', '{}', 'x', sha256('x'),
                sha256('x'), false, '{}', '{}')
            """);

        await older.MigrateAsync(EvidenceMigrations.Scripts);
        await using var archive = older.Open();
        await archive.StoreAsync(Cut(SampleDeliveries.Refused("0123456789", "SIGNATURE_WRONG"), 5), None);

        Assert.Equal("f-null t-10", await older.ScalarAsync<string>(
            """
            select string_agg(left(truncated::text, 1) || '-' || coalesce(body_bytes::text, 'null'), ' '
                order by truncated) from evidence.raw_delivery_2026_11
            """));
    }

    static RawDelivery Cut(RawDelivery whole, int kept) =>
        whole with { Body = whole.Body[..kept], BodyBytes = whole.Body.Length, Truncated = true };

    static IEnumerable<Guid> Ids(IEnumerable<ArchivedDelivery> found) => found.Select(delivery => delivery.DeliveryId);
}
