using Ledger.Gateway;
using Xunit;

namespace Ledger.Fast.Tests.Gateway;

public sealed class RefusalSamplerTest
{
    readonly HandClock _clock = new();

    [Fact]
    public void In_quiet_times_every_refused_delivery_is_kept()
    {
        var sampler = new RefusalSampler(Settings.Of(o => o), _clock);
        Assert.All(Enumerable.Range(0, 500), _ =>
        {
            Assert.True(sampler.Keep());
            _clock.Advance(TimeSpan.FromMilliseconds(20));
        });
    }

    [Fact]
    public void Under_a_flood_the_first_are_kept_and_one_in_a_hundred_of_the_rest_but_never_without_bound()
    {
        var sampler = new RefusalSampler(Settings.Of(o => o), _clock);
        Assert.Equal(50 + 10, Enumerable.Range(0, 50 + 1_000).Count(_ => sampler.Keep()));
        Assert.Equal(50 - 10, Enumerable.Range(0, 1_000_000).Count(_ => sampler.Keep()));
    }
}
