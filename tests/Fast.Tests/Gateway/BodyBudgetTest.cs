using Ledger.Gateway;
using Xunit;

namespace Ledger.Fast.Tests.Gateway;

public sealed class BodyBudgetTest
{
    [Fact]
    public void Shares_together_stay_within_the_budget_and_are_given_back()
    {
        var budget = new BodyBudget(Settings.Of(o => o with { BodyBytesInFlightMax = 100 }));
        using var second = budget.Open();
        using (var first = budget.Open())
        {
            Assert.True(first.TryGrowTo(60));
            Assert.True(first.TryGrowTo(70));
            Assert.False(second.TryGrowTo(31));
            Assert.True(second.TryGrowTo(30));
            Assert.Equal(100, budget.Held);
        }

        Assert.Equal(30, budget.Held);
        Assert.True(second.TryGrowTo(100));
    }
}
