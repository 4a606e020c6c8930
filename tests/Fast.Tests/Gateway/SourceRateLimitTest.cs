using System.Net;
using Ledger.Gateway;
using Xunit;

namespace Ledger.Fast.Tests.Gateway;

public sealed class SourceRateLimitTest
{
    static readonly IPAddress Source = IPAddress.Parse("203.0.113.7");
    readonly HandClock _clock = new();

    [Fact]
    public void A_source_gets_its_burst_then_its_rate_and_is_told_how_long_to_wait()
    {
        var limit = Limit(perSecond: 10, burst: 3);
        Assert.All(Enumerable.Range(0, 3), _ => Assert.True(limit.TryTake(Source, out var _)));

        Assert.False(limit.TryTake(Source, out var wait));
        Assert.Equal(TimeSpan.FromMilliseconds(100), wait);

        _clock.Advance(TimeSpan.FromMilliseconds(100));
        Assert.True(limit.TryTake(Source, out wait));
        Assert.Equal(TimeSpan.Zero, wait);
        Assert.False(limit.TryTake(Source, out _));
    }

    [Fact]
    public void A_rest_does_not_save_up_more_than_the_burst()
    {
        var limit = Limit(perSecond: 10, burst: 3);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(3, Enumerable.Range(0, 50).Count(_ => limit.TryTake(Source, out var _)));
    }

    [Fact]
    public void Sources_do_not_share_except_within_one_IPv6_network()
    {
        var limit = Limit(perSecond: 1, burst: 1);
        Assert.True(limit.TryTake(IPAddress.Parse("2001:db8:1:2::1"), out _));
        Assert.False(limit.TryTake(IPAddress.Parse("2001:db8:1:2:ffff::9"), out _));

        // The hash spreads 100 sources over 8,192 buckets: a few may meet, most may not.
        var passed = Enumerable.Range(1, 100).Count(i => limit.TryTake(IPAddress.Parse($"198.51.100.{i}"), out var _));
        Assert.InRange(passed, 90, 100);
    }

    [Fact]
    public void An_IPv4_source_is_the_same_when_the_socket_speaks_IPv6()
    {
        var limit = Limit(perSecond: 1, burst: 1);
        Assert.True(limit.TryTake(Source, out _));
        Assert.False(limit.TryTake(Source.MapToIPv6(), out _));
    }

    [Fact]
    public async Task Many_threads_take_exactly_the_burst()
    {
        var limit = Limit(perSecond: 1, burst: 5_000);
        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
            Enumerable.Range(0, 2_000).Count(_ => limit.TryTake(Source, out var _)))));
        Assert.Equal(5_000, taken.Sum());
    }

    SourceRateLimit Limit(int perSecond, int burst) =>
        new(Settings.Of(o => o with { SourcePerSecond = perSecond, SourceBurst = burst }), _clock);
}
