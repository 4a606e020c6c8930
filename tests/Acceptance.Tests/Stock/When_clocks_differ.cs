using System.CommandLine;
using Ledger.Cli.Shell;
using Ledger.Cli.Stock;
using Ledger.Inventory.Commands;
using Xunit;

namespace Ledger.Acceptance.Tests.Stock;

/// <summary>A machine whose clock is off moves no stock: it would let the reservations of others lapse early.</summary>
public sealed class When_clocks_differ(RunningShop shop) : IClassFixture<RunningShop>
{
    [Theory]
    [InlineData(30, "ahead of")]
    [InlineData(-30, "behind")]
    public async Task A_command_is_refused_and_nothing_is_written(int seconds, string how)
    {
        var sku = $"CLOCK{seconds}";

        var refused = await Assert.ThrowsAsync<CliError>(() => GiveAsync(sku, seconds));

        Assert.Equal(("CLOCK_DIFFERS", ExitCode.No), (refused.Name, refused.ExitCode));
        Assert.Contains(how, refused.Message, StringComparison.Ordinal);
        Assert.Contains("NTP", refused.Hint, StringComparison.Ordinal);
        Assert.Equal(0, await shop.CountAsync($"select count(*) from inventory.stock_level where sku = '{sku}'"));
    }

    // Milliseconds of this clock before and after a question to which the server's answers 0.
    [Theory]
    [InlineData(5_000, 5_010, false)]
    [InlineData(5_001, 5_010, true)]
    [InlineData(-5_010, -5_000, false)]
    [InlineData(-5_010, -5_001, true)]
    [InlineData(-20_000, 20_000, false)] // What the way took is not held against the clock.
    public void Five_seconds_are_tolerated(int before, int after, bool refused)
    {
        var server = new DateTimeOffset(2026, 11, 2, 12, 0, 0, TimeSpan.Zero);

        var thrown = Record.Exception(() => ServerClock.Require(server, server.AddMilliseconds(before), server.AddMilliseconds(after)));

        Assert.Equal(refused ? "CLOCK_DIFFERS" : null, (thrown as CliError)?.Name);
        Assert.Equal(refused, thrown is not null);
    }

    [Fact]
    public async Task A_small_difference_is_nothing()
    {
        Assert.Equal(ExitCode.Ok, await GiveAsync("CLOCK-NEAR", 3));

        Assert.Equal(2, await shop.CountAsync("select on_hand from inventory.stock_level where sku = 'CLOCK-NEAR'"));
    }

    async Task<int> GiveAsync(string sku, int secondsAhead)
    {
        var time = new AheadClock(TimeSpan.FromSeconds(secondsAhead));
        var options = new CommandOptions();
        var context = new CommandContext(options.AddTo(new Command("receive")).Parse("")) { Time = time };
        await using var books = new StockBooks(shop.Options.InventoryDatabase, time);
        return await options.GiveAsync(
            context, books, new ReceiveStock(sku, "ZRH", 2, 200, "EUR", "note"), TestContext.Current.CancellationToken);
    }

    sealed class AheadClock(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }
}
