using Ledger.Evidence;
using Ledger.Evidence.Keeping;
using Ledger.MessageBus.Messages;
using Ledger.Storage.Tests.EventStore;
using Npgsql;
using Xunit;

namespace Ledger.Storage.Tests.Evidence;

/// <summary>Retention by month, legal holds and erasure of one customer: bodies go, their evidence stays.</summary>
public sealed class When_bodies_are_destroyed : IAsyncLifetime
{
    static readonly CancellationToken None = CancellationToken.None;
    static readonly DateTimeOffset Now = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);
    static readonly DeliverySubject Ada = new("acct_1", SampleDeliveries.Sha256("ada"));
    static readonly DeliverySubject Bob = new("acct_1", SampleDeliveries.Sha256("bob"));
    static readonly ArchivedSubject AdaKept = new("stripe", "acct_1", Ada.Sha256);

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
    public async Task Retention_takes_whole_months_frees_their_space_and_leaves_the_evidence()
    {
        var old = new List<RawDelivery>();
        for (var n = 0; n < 40; n++)
        {
            // Random, so that packing cannot shrink it.
            old.Add(await StoreAsync(Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(20_000)), 2026, 8, Ada));
        }

        var kept = await StoreAsync("{}", 2026, 10);
        var size = await SizeAsync("2026_08");

        var plan = await Retention.PlanAsync(2, None);
        Assert.Equal([(new DateOnly(2026, 8, 1), 40L, 0L)], plan.Select(month => (month.Month, month.Bodies, month.Held)));
        Assert.Equal((40L, 1), await Retention.RunAsync(plan[0], "ada", "two months are enough", None));

        Assert.InRange(await SizeAsync("2026_08"), 1, size / 4);
        var gone = (await _archive.FindAsync(old[7].DeliveryId, None))!;
        Assert.Equal((BodyStanding.Destroyed, "retention", "two months are enough"), (gone.Standing, gone.Destroyed!.Kind, gone.Destroyed.Reason));
        Assert.Equal(
            (old[7].BodySha256, 40_000, "verified", "evt_1", null, null),
            (gone.BodySha256, gone.BodyBytes, gone.Verdict, gone.ProviderEventId, gone.Body, gone.StoredBytes));
        Assert.Contains("application/json", gone.Headers, StringComparison.Ordinal);
        Assert.Equal(kept.Body, (await _archive.FindAsync(kept.DeliveryId, None))!.Body);
        Assert.Empty(await Retention.PlanAsync(2, None));
        Assert.Equal(1L, await CountAsync("archive_act where kind = 'retention' and bodies = 40 and keys_destroyed = 1 and freed_at is not null"));
    }

    [Fact]
    public async Task Space_that_another_session_still_looks_at_is_given_back_when_it_has_gone()
    {
        for (var n = 0; n < 20; n++)
        {
            await StoreAsync(Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(20_000)), 2026, 8, Ada);
        }

        var size = await SizeAsync("2026_08");
        await using var looking = await _database.Source.OpenConnectionAsync(None);
        await using var snapshot = await looking.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, None);
        await using (var look = new NpgsqlCommand("select 1", looking, snapshot))
        {
            await look.ExecuteScalarAsync(None); // From here on it sees the bodies, whatever becomes of them.
        }

        var retention = Retention.RunAsync((await Retention.PlanAsync(2, None))[0], "ada", "two months are enough", None);
        await Task.Delay(1_000, None);
        await snapshot.CommitAsync(None);
        await retention;

        Assert.InRange(await SizeAsync("2026_08"), 1, size / 4);
        Assert.Equal(1L, await CountAsync("archive_act where kind = 'retention' and freed_at is not null"));
    }

    [Theory]
    [InlineData(0, "2026-08 2026-09 2026-10")]
    [InlineData(1, "2026-08 2026-09")]
    [InlineData(2, "2026-08")]
    [InlineData(3, "")]
    public async Task A_body_is_at_least_as_old_as_was_said(int keepMonths, string months)
    {
        for (var month = 8; month <= 11; month++)
        {
            await StoreAsync("{}", 2026, month);
        }

        Assert.Equal(months, string.Join(' ', (await Retention.PlanAsync(keepMonths, None)).Select(month => $"{month.Month:yyyy-MM}")));
    }

    [Fact]
    public async Task What_a_hold_keeps_stays_readable_with_its_month_and_goes_when_it_is_released()
    {
        var (held, other) = (await StoreOfAsync("evt_held", "stripe", "held", 2026, 8), await StoreAsync("other", 2026, 8));
        var hold = await Holds.PlaceAsync(new HoldTerms { ProviderEventId = "evt_held" }, "case 7", "lawyer", None);

        var plan = (await Retention.PlanAsync(1, None))[0];
        Assert.Equal((2L, 1L), (plan.Bodies, plan.Held));
        Assert.Equal([hold], plan.Holds);
        Assert.Equal((1L, 0), await Retention.RunAsync(plan, "ada", null, None));

        Assert.Equal(held.Body, (await _archive.FindAsync(held.DeliveryId, None))!.Body);
        Assert.Equal(BodyStanding.Destroyed, (await _archive.FindAsync(other.DeliveryId, None))!.Standing);

        Assert.True(await Holds.ReleaseAsync(hold, "case closed", "lawyer", None));
        Assert.False(await Holds.ReleaseAsync(hold, "again", "lawyer", None));
        Assert.Equal((1L, 1), await Retention.RunAsync(Assert.Single(await Retention.PlanAsync(1, None)), "ada", null, None));
        Assert.Equal(BodyStanding.Destroyed, (await _archive.FindAsync(held.DeliveryId, None))!.Standing);
        var record = Assert.Single(await Holds.ListAsync(released: true, None));
        Assert.Equal(("case 7", "case closed", "lawyer"), (record.Reason, record.ReleaseReason, record.ReleasedBy));
        Assert.Empty(await Holds.ListAsync(released: false, None));
    }

    public static TheoryData<string, int> Terms => new()
    {
        { "month", 3 }, { "before", 4 }, { "provider", 1 }, { "subject", 2 }, { "subject in month", 2 }, { "nobody", 0 },
    };

    [Theory]
    [MemberData(nameof(Terms))]
    public async Task A_hold_keeps_what_meets_all_its_conditions(string terms, int expected)
    {
        await StoreAsync("1", 2026, 8, Ada);
        await StoreAsync("2", 2026, 8, Ada, Bob);
        await StoreAsync("3", 2026, 8);
        await StoreOfAsync("evt_1", "adyen", "4", 2026, 7);
        await Holds.PlaceAsync(
            terms switch
            {
                "month" => new HoldTerms { From = At(2026, 8), To = At(2026, 9) },
                "before" => new HoldTerms { To = At(2026, 9) },
                "provider" => new HoldTerms { Provider = "adyen" },
                "subject" => new HoldTerms { SubjectSha256 = Ada.Sha256 },
                "subject in month" => new HoldTerms { SubjectSha256 = Ada.Sha256, From = At(2026, 8) },
                _ => new HoldTerms { SubjectSha256 = Bob.Sha256, Provider = "adyen" },
            },
            "case", "lawyer", None);

        Assert.Equal(expected, (await Retention.PlanAsync(1, None)).Sum(month => month.Held));
    }

    [Fact]
    public async Task A_customer_is_erased_over_all_months_and_nobody_else()
    {
        var ada = new[] { await StoreAsync("ada 1", 2026, 8, Ada), await StoreAsync("ada 2", 2026, 11, Ada) };
        var (bob, shared) = (await StoreAsync("bob", 2026, 8, Bob), await StoreAsync("both", 2026, 8, Ada, Bob));
        var rows = await RowsAsync();

        var (plan, act) = await Erasure.RunAsync(AdaKept, shared: false, "asked by letter", "clerk", None);

        Assert.Equal((1, 2L), (plan.Keys, plan.Bodies));
        Assert.Equal([shared.DeliveryId], plan.Shared);
        Assert.Equal(rows, await RowsAsync());
        foreach (var delivery in ada)
        {
            var gone = (await _archive.FindAsync(delivery.DeliveryId, None))!;
            Assert.Equal((BodyStanding.Destroyed, act, "asked by letter"), (gone.Standing, gone.Destroyed!.ActId, gone.Destroyed.Reason));
        }

        Assert.Equal(bob.Body, (await _archive.FindAsync(bob.DeliveryId, None))!.Body);
        Assert.Equal(shared.Body, (await _archive.FindAsync(shared.DeliveryId, None))!.Body);
        Assert.Equal(1L, await CountAsync("archive_act where kind = 'erasure' and bodies = 2 and keys_destroyed = 1 and done_by = 'clerk'"));

        // Who comes again has a new key, and the archive that was open meanwhile uses it.
        var again = await StoreAsync("ada 3", 2026, 11, Ada);
        Assert.Equal(again.Body, (await _archive.FindAsync(again.DeliveryId, None))!.Body);
        Assert.Equal(BodyStanding.Destroyed, (await _archive.FindAsync(ada[0].DeliveryId, None))!.Standing);
    }

    [Fact]
    public async Task Shared_bodies_go_only_when_that_is_said()
    {
        await StoreAsync("ada", 2026, 11, Ada);
        var (shared, bob) = (await StoreAsync("both", 2026, 11, Ada, Bob), await StoreAsync("bob", 2026, 11, Bob));

        await Erasure.RunAsync(AdaKept, shared: true, "asked", "clerk", None);

        Assert.Equal(BodyStanding.Destroyed, (await _archive.FindAsync(shared.DeliveryId, None))!.Standing);
        Assert.Equal(bob.Body, (await _archive.FindAsync(bob.DeliveryId, None))!.Body);
    }

    [Fact]
    public async Task What_is_held_is_not_erased_and_nothing_else_is_either()
    {
        var (held, other) = (await StoreOfAsync("evt_held", "stripe", "1", 2026, 11, Ada), await StoreAsync("2", 2026, 11, Ada));
        var hold = await Holds.PlaceAsync(new HoldTerms { ProviderEventId = "evt_held" }, "case", "lawyer", None);

        var (plan, act) = await Erasure.RunAsync(AdaKept, shared: false, "asked", "clerk", None);

        Assert.Null(act);
        Assert.Equal([hold], plan.Holds);
        Assert.Equal(held.Body, (await _archive.FindAsync(held.DeliveryId, None))!.Body);
        Assert.Equal(other.Body, (await _archive.FindAsync(other.DeliveryId, None))!.Body);
    }

    [Fact]
    public async Task While_bodies_lie_unsealed_nobody_is_erased_and_a_customers_hold_keeps_their_month()
    {
        var plain = await StoreAsync("plain", 2026, 8);
        await StoreAsync("ada", 2026, 11, Ada);
        await _database.ExecuteAsync(
            $"update evidence.raw_delivery set key_id = null, body = 'plain', unpacked_bytes = null where delivery_id = '{plain.DeliveryId}'");
        await Holds.PlaceAsync(new HoldTerms { SubjectSha256 = Bob.Sha256 }, "case", "lawyer", None);

        Assert.Equal((1L, (long?)null), ((await Erasure.PlanAsync(AdaKept, None)).Unsealed, (await Erasure.RunAsync(AdaKept, false, "asked", "clerk", None)).ActId));
        Assert.True(Assert.Single(await Retention.PlanAsync(1, None)).NamesUnknown);
    }

    [Fact]
    public async Task What_was_erased_stays_known_as_erased_when_its_month_goes()
    {
        var ada = await StoreAsync("ada", 2026, 8, Ada);
        await Erasure.RunAsync(AdaKept, shared: false, "asked", "clerk", None);

        await Retention.RunAsync((await Retention.PlanAsync(1, None))[0], "cron", null, None);

        Assert.Equal("erasure", (await _archive.FindAsync(ada.DeliveryId, None))!.Destroyed!.Kind);
        Assert.Equal(1L, await CountAsync("raw_delivery where body is null"));
    }

    [Fact]
    public async Task A_retention_that_was_stopped_before_the_space_was_free_frees_it_the_next_time()
    {
        await StoreAsync("1", 2026, 8);
        await Retention.RunAsync((await Retention.PlanAsync(1, None))[0], "ada", null, None);
        await _database.ExecuteAsync("update evidence.archive_act set freed_at = null");

        var open = Assert.Single(await Retention.PlanAsync(1, None));
        Assert.Equal((0L, true), (open.Bodies, open.SpaceOpen));
        Assert.Equal((0L, 0), await Retention.RunAsync(open, "ada", null, None));

        Assert.Empty(await Retention.PlanAsync(1, None));
        Assert.Equal(1L, await CountAsync("archive_act"));
    }

    Retention Retention => new(_database.Source, "evidence", new FakeTime(Now));

    LegalHolds Holds => new(_database.Source, "evidence", TimeProvider.System);

    Erasure Erasure => new(_database.Source, "evidence", TimeProvider.System);

    static DateTimeOffset At(int year, int month) => new(year, month, 1, 0, 0, 0, TimeSpan.Zero);

    Task<RawDelivery> StoreAsync(string body, int year, int month, params IReadOnlyList<DeliverySubject> subjects) =>
        StoreOfAsync("evt_1", "stripe", body, year, month, subjects);

    async Task<RawDelivery> StoreOfAsync(
        string eventId, string provider, string body, int year, int month, params IReadOnlyList<DeliverySubject> subjects)
    {
        var sent = SampleDeliveries.Verified(body, At(year, month).AddDays(14), eventId) with
        {
            Subjects = subjects,
            Provider = provider,
            BodyBytes = body.Length,
        };
        Assert.Equal(ArchiveOutcome.Archived, await _archive.StoreAsync(sent, None));
        return sent;
    }

    Task<long> CountAsync(string what) => _database.ScalarAsync<long>($"select count(*) from evidence.{what}");

    Task<long> SizeAsync(string month) => _database.ScalarAsync<long>($"select pg_total_relation_size('evidence.raw_delivery_{month}')");

    /// <summary>Hash over all that erasure must not touch: every column of every row.</summary>
    Task<string> RowsAsync() => _database.ScalarAsync<string>("select md5(string_agg(r::text, '|' order by delivery_id)) from evidence.raw_delivery r");
}
