using Ledger.Evidence;
using Ledger.MessageBus.Messages;
using Xunit;
using static Ledger.Storage.Tests.Evidence.SampleDeliveries;

namespace Ledger.Storage.Tests.Evidence;

/// <summary>What the archive says to "why does provider X see 401 since noon".</summary>
public sealed class When_deliveries_are_refused : IAsyncLifetime
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
    public async Task They_are_counted_by_endpoint_and_reason_with_the_good_ones_around_them_and_the_clock()
    {
        await StoreAsync(
            Good(-90, "aaaaaaaa"), Good(-30, "bbbbbbbb"),
            Bad(0, "SIGNATURE_WRONG"), Bad(1, "SIGNATURE_WRONG"), Bad(5, "SIGNATURE_WRONG") with { Detail = "the last" },
            Bad(2, "TIMESTAMP_TOO_OLD", signedBefore: 400) with { SecretId = "bbbbbbbb" },
            Bad(3, "TIMESTAMP_TOO_OLD", signedBefore: 402), Bad(4, "TIMESTAMP_TOO_OLD", signedBefore: 450),
            Good(60, "cccccccc"), Good(90, "dddddddd"));

        var groups = await FindAsync();

        Assert.Equal(["SIGNATURE_WRONG", "TIMESTAMP_TOO_OLD"], groups.Select(group => group.Reason));
        var (wrong, old) = (groups[0], groups[1]);
        Assert.Equal(("stripe", "default", 3L, "the last"), (wrong.Provider, wrong.Endpoint, wrong.Deliveries, wrong.Detail));
        Assert.Equal((At(0), At(5)), (wrong.First, wrong.Last));
        Assert.Equal(new GoodDelivery(At(-30), "bbbbbbbb"), wrong.GoodBefore);
        Assert.Equal(new GoodDelivery(At(60), "cccccccc"), wrong.GoodAfter);
        Assert.False(wrong.IsGoodMeanwhile);
        Assert.Null(wrong.Skew);
        Assert.Equal(new ClockSkew(400, 402, 450), old.Skew);
        Assert.Equal("bbbbbbbb", old.SecretId);
    }

    [Fact]
    public async Task Other_endpoints_providers_and_times_and_what_no_provider_sent_are_told_apart()
    {
        await StoreAsync(
            Good(-5, null) with { SecretIndex = null },
            Good(-1, "aaaaaaaa") with { Endpoint = "eu" },
            Bad(-120, "SIGNATURE_WRONG"), Bad(0, "SIGNATURE_WRONG"), Bad(1, "UNKNOWN_ENDPOINT") with { Endpoint = "eu" }, Good(2, null) with { Endpoint = "eu" },
            Bad(3, "UNKNOWN_ENDPOINT") with { Endpoint = "eu" });

        Assert.Equal(["UNKNOWN_ENDPOINT", "SIGNATURE_WRONG"], (await FindAsync()).Select(group => group.Reason));
        var unknown = Assert.Single(await FindAsync(endpoint: "eu"));
        Assert.True(unknown.IsGoodMeanwhile);
        Assert.Equal(2, unknown.Deliveries);
        Assert.Empty(await FindAsync(provider: "nobody"));
        var wrong = Assert.Single(await FindAsync(endpoint: "default"));
        Assert.Equal((1L, (GoodDelivery?)null, (GoodDelivery?)null), (wrong.Deliveries, wrong.GoodBefore, wrong.GoodAfter));
        Assert.Equal(2, Assert.Single(await FindAsync(endpoint: "default", since: At(-200))).Deliveries);
    }

    [Fact]
    public async Task Good_ones_are_counted_in_the_span_of_those_refused_for_their_time_which_is_two_minutes_at_least()
    {
        await StoreAsync(
            Good(-2, "aaaaaaaa"), Good(-1, "aaaaaaaa"), Bad(0, "TIMESTAMP_TOO_OLD", signedBefore: 400), Good(1, "aaaaaaaa"), Good(2, "aaaaaaaa"),
            Bad(20, "TIMESTAMP_IN_FUTURE", signedBefore: -400), Good(25, "aaaaaaaa"), Bad(30, "TIMESTAMP_IN_FUTURE", signedBefore: -400),
            Good(31, "aaaaaaaa"), Bad(40, "SIGNATURE_WRONG"), Good(41, "aaaaaaaa"));

        Assert.Equal(
            [("SIGNATURE_WRONG", 0L, false), ("TIMESTAMP_IN_FUTURE", 1L, true), ("TIMESTAMP_TOO_OLD", 2L, false)],
            (await FindAsync()).Select(group => (group.Reason, group.GoodInSpan, group.IsGoodMeanwhile)));
    }

    [Fact]
    public async Task What_was_taken_in_from_a_list_or_a_file_is_no_webhook_that_came_through()
    {
        await StoreAsync(
            TakenIn(-10, "file"), Bad(0, "SIGNATURE_WRONG"), TakenIn(1, "api-list"), Bad(2, "SIGNATURE_WRONG"), TakenIn(10, "file"));

        var wrong = Assert.Single(await FindAsync());
        Assert.Equal((2L, (GoodDelivery?)null, (GoodDelivery?)null), (wrong.Deliveries, wrong.GoodBefore, wrong.GoodAfter));
        Assert.False(wrong.IsGoodMeanwhile);
    }

    Task<IReadOnlyList<RejectedGroup>> FindAsync(string? provider = null, string? endpoint = null, DateTimeOffset? since = null) =>
        new RejectedDeliveries(_database.Source, EvidenceDatabase.Schema).FindAsync(since ?? At(-60), provider, endpoint, None);

    async Task StoreAsync(params IEnumerable<RawDelivery> deliveries) =>
        Assert.All(
            await Task.WhenAll(deliveries.Select(delivery => _archive.StoreAsync(delivery, None))),
            outcome => Assert.Equal(ArchiveOutcome.Archived, outcome));

    static DateTimeOffset At(int minute) => Noon.AddMinutes(minute);

    static RawDelivery Good(int minute, string? secretId) => Verified("{}", At(minute)) with { SecretId = secretId };

    static RawDelivery TakenIn(int minute, string from) => Good(minute, "aaaaaaaa") with
    {
        Headers = new Dictionary<string, string>(StringComparer.Ordinal) { [DeliverySource.Header] = from },
    };

    static RawDelivery Bad(int minute, string reason, int? signedBefore = null) => Refused("{}", reason) with
    {
        DeliveryId = Guid.CreateVersion7(At(minute)),
        ReceivedAt = At(minute),
        SignedAt = signedBefore is { } seconds ? At(minute).AddSeconds(-seconds) : null,
    };
}
