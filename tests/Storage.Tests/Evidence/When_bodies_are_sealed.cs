using Ledger.Evidence;
using Ledger.Evidence.Sealing;
using Ledger.MessageBus.Messages;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Storage.Tests.Evidence;

/// <summary>R-SE-05: bodies are encrypted at rest, under keys of months and subjects that a master key outside the database wraps.</summary>
public sealed class When_bodies_are_sealed : IAsyncLifetime
{
    static readonly CancellationToken None = CancellationToken.None;
    static readonly string Newer = TestArchiveKeys.Text.Replace("test-1 AAEC", "test-2 BBEC", StringComparison.Ordinal);

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
    public async Task Nothing_of_a_body_lies_in_the_database_and_the_same_body_never_looks_the_same()
    {
        var first = await StoreAsync("""{"email":"ada@example.org"}""");
        var second = await StoreAsync("""{"email":"ada@example.org"}""");

        Assert.Equal(0L, await _database.ScalarAsync<long>(
            "select count(*) from evidence.raw_delivery where position('ada' in encode(body, 'escape')) > 0"));
        Assert.Equal(2L, await _database.ScalarAsync<long>("select count(distinct body) from evidence.raw_delivery"));
        Assert.Equal(first.Body, await BodyAsync(first));
        Assert.Equal(second.Body, await BodyAsync(second));
    }

    [Fact]
    public async Task A_body_that_was_moved_to_another_row_does_not_open()
    {
        var (one, other) = (await StoreAsync("""{"n":1}"""), await StoreAsync("""{"n":2}"""));
        await _database.ExecuteAsync(
            $"""
            update evidence.raw_delivery r set body = o.body from evidence.raw_delivery o
            where r.delivery_id = '{one.DeliveryId}' and o.delivery_id = '{other.DeliveryId}'
            """);

        Assert.Equal(BodyStanding.Damaged, (await _archive.FindAsync(one.DeliveryId, None))!.Standing);
        Assert.Equal(other.Body, await BodyAsync(other));
    }

    [Fact]
    public async Task Each_month_has_its_key_each_customer_one_over_all_months_and_who_shares_a_delivery_is_noted()
    {
        var (ada, bob) = (new DeliverySubject("acct_1", SampleDeliveries.Sha256("ada")), new DeliverySubject("acct_1", SampleDeliveries.Sha256("bob")));
        var sent = new[]
        {
            await StoreAsync("1", ada), await StoreAsync("2", ada), await StoreAsync("3", bob), await StoreAsync("4", ada, bob),
            await StoreAsync("5"), await StoreAsync("6", SampleDeliveries.Noon.AddMonths(1), ada),
        };

        Assert.Equal("2 months, 2 subjects", await _database.ScalarAsync<string>(
            """
            select count(*) filter (where kind = 'month') || ' months, ' || count(*) filter (where kind = 'subject') || ' subjects'
            from evidence.archive_key
            """));
        Assert.Equal(4L, await _database.ScalarAsync<long>("select count(*) from evidence.raw_delivery where subject_key_id is not null"));
        Assert.Equal(2L, await _database.ScalarAsync<long>(
            $"select count(*) from evidence.archive_shared where delivery_id = '{sent[3].DeliveryId}'"));
        foreach (var delivery in sent)
        {
            Assert.Equal(delivery.Body, await BodyAsync(delivery));
        }
    }

    [Theory]
    [InlineData("kind = 'month'")]
    [InlineData("kind = 'subject'")]
    public async Task A_key_that_was_destroyed_behind_a_writers_back_is_not_written_under(string which)
    {
        var ada = new DeliverySubject("acct_1", SampleDeliveries.Sha256("ada"));
        var before = await StoreAsync("before", ada);
        await _database.ExecuteAsync(
            $"""
            insert into evidence.archive_act (kind, done_by, done_at, month) values ('retention', 'eve', now(), '2026-11-01');
            update evidence.archive_key set wrapped = null, master_id = null, destroyed_at = now(),
                destroyed_by = (select max(act_id) from evidence.archive_act) where {which}
            """);

        var after = await StoreAsync("after", ada);

        var gone = (await _archive.FindAsync(before.DeliveryId, None))!;
        Assert.Equal((BodyStanding.Destroyed, "eve", null), (gone.Standing, gone.Destroyed?.By, gone.Body));
        Assert.Equal(after.Body, await BodyAsync(after));
    }

    [Fact]
    public async Task After_a_rotation_the_old_master_may_go_and_everything_is_read_as_before()
    {
        var subjects = Enumerable.Range(0, 1_200).Select(n => new DeliverySubject("acct_1", SampleDeliveries.Sha256($"customer {n}"))).ToList();
        var sent = await Task.WhenAll(subjects.Select(subject => StoreAsync(subject.Sha256, subject)));
        var both = MasterKeys.OfText($"{Newer}\n{TestArchiveKeys.Text}");

        var (retired, rewrapped) = await Rotation(both).RunAsync("ada", "yearly", null, None);

        Assert.Equal((1, 1_201), (retired, rewrapped));
        Assert.Equal([new WrappingMaster("test-2", 1_201)], await new KeyRegister(_database.Source, "evidence").MastersAsync(None));
        await using var alone = _database.Open(MasterKeys.OfText(Newer));
        Assert.Equal(sent[7].Body, (await alone.FindAsync(sent[7].DeliveryId, None))!.Body);
        var later = SampleDeliveries.Verified("later");
        await alone.StoreAsync(later, None);
        Assert.Equal("2 keys, 1 in use", await _database.ScalarAsync<string>(
            """
            select count(*) || ' keys, ' || count(*) filter (where retired_at is null) || ' in use' from evidence.archive_key
            where kind = 'month'
            """));
        Assert.Equal(BodyStanding.Locked, (await _archive.FindAsync(sent[7].DeliveryId, None))!.Standing);
    }

    [Fact]
    public async Task A_rotation_that_was_stopped_is_run_again()
    {
        for (var n = 0; n < 3; n++)
        {
            await Task.WhenAll(Enumerable.Range(0, 500).Select(i =>
                StoreAsync("x", new DeliverySubject("acct_1", SampleDeliveries.Sha256($"customer {n} {i}")))));
        }

        var both = MasterKeys.OfText($"{Newer}\n{TestArchiveKeys.Text}");
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Rotation(both).RunAsync("ada", null, new Stopping(stop), stop.Token));
        var halfway = await new KeyRegister(_database.Source, "evidence").MastersAsync(None);

        await Rotation(both).RunAsync("ada", null, null, None);

        Assert.Equal(2, halfway.Count);
        Assert.Equal(["test-2"], (await new KeyRegister(_database.Source, "evidence").MastersAsync(None)).Select(master => master.MasterId));
    }

    [Fact]
    public async Task Writers_go_on_through_rotations_and_nothing_is_lost_or_unreadable()
    {
        await using var second = _database.Open();
        var rotating = Task.Run(async () =>
        {
            for (var n = 0; n < 5; n++)
            {
                await Rotation(EvidenceDatabase.Keys).RunAsync("ada", null, null, None);
                await Task.Delay(20);
            }
        });
        var sent = Enumerable.Range(0, 600).Select(n => Of($"{n}", new DeliverySubject("acct_1", SampleDeliveries.Sha256($"{n % 50}")))).ToList();
        await Task.WhenAll(sent.Select((delivery, n) => (n % 2 == 0 ? _archive : second).StoreAsync(delivery, None)));
        await rotating;

        Assert.Equal(600L, await _database.ScalarAsync<long>("select count(*) from evidence.raw_delivery"));
        foreach (var delivery in sent.Where((_, n) => n % 20 == 0))
        {
            Assert.Equal(delivery.Body, await BodyAsync(delivery));
        }
    }

    [Fact]
    public async Task A_writer_without_the_master_key_waits_until_its_file_holds_it()
    {
        await StoreAsync("before");
        var file = Path.Combine(Directory.CreateTempSubdirectory("ledger-keys-").FullName, "keys");
        await File.WriteAllTextAsync(file, Newer, None);
        File.SetLastWriteTimeUtc(file, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await using var other = _database.Open(MasterKeys.OfFile(file));

        var waiting = SampleDeliveries.Verified("waiting");
        var storing = other.StoreAsync(waiting, None);
        while (!other.StorageAway)
        {
            await Task.Delay(20);
        }

        await File.WriteAllTextAsync(file, $"{Newer}\n{TestArchiveKeys.Text}", None);

        Assert.Equal(ArchiveOutcome.Archived, await storing);
        Assert.Equal(waiting.Body, await BodyAsync(waiting));
    }

    KeyRotation Rotation(MasterKeys masters) => new(_database.Source, "evidence", masters, TimeProvider.System);

    static RawDelivery Of(string body, params IReadOnlyList<DeliverySubject> subjects) =>
        SampleDeliveries.Verified(body) with { Subjects = subjects };

    Task<RawDelivery> StoreAsync(string body, params IReadOnlyList<DeliverySubject> subjects) =>
        StoreAsync(body, SampleDeliveries.Noon, subjects);

    async Task<RawDelivery> StoreAsync(string body, DateTimeOffset at, params IReadOnlyList<DeliverySubject> subjects)
    {
        var sent = SampleDeliveries.Verified(body, at) with { Subjects = subjects };
        Assert.Equal(ArchiveOutcome.Archived, await _archive.StoreAsync(sent, None));
        return sent;
    }

    async Task<byte[]?> BodyAsync(RawDelivery sent) => (await _archive.FindAsync(sent.DeliveryId, None))!.Body;

    sealed class Stopping(CancellationTokenSource stop) : IProgress<long>
    {
        public void Report(long value) => stop.Cancel();
    }
}
