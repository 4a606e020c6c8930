using Ledger.Faults.Injecting;
using Ledger.Faults.Sending;
using Xunit;

namespace Ledger.Faults.Tests;

public sealed class Plans
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    public void Each_lets_every_fault_happen(int minutes)
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var happening = FaultPlan.Of(seed, minutes).SelectMany(step => step.All).Select(fault => fault.Name);
            Assert.Empty(FaultPlan.Names.Except(happening));
        }
    }

    [Fact]
    public void The_same_seed_makes_the_same_and_another_one_another()
    {
        string[] Of(int seed) => [.. FaultPlan.Of(seed, 10).Select(step => step.ToString())];

        Assert.Equal(Of(7), Of(7));
        Assert.NotEqual(Of(7), Of(8));
    }

    [Fact]
    public void The_same_seed_tells_the_same_stories_byte_for_byte()
    {
        var one = new StoryBook(7).Next();
        var other = new StoryBook(7).Next();

        Assert.Equal(one.Now.Select(webhook => webhook.Delivery.Body), other.Now.Select(webhook => webhook.Delivery.Body));
        Assert.NotEmpty(one.Later);
        Assert.NotEqual(one.Now[0].EventId, new StoryBook(8).Next().Now[0].EventId);
    }
}
