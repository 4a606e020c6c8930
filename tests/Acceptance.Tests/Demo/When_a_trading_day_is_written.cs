using System.Security.Cryptography;
using Ledger.Cli.Demo;
using Ledger.Providers;
using Xunit;

namespace Ledger.Acceptance.Tests.Demo;

/// <summary>The script of the demo against the real translation; without servers.</summary>
public sealed class When_a_trading_day_is_written
{
    static readonly DateTimeOffset Now = new(2026, 11, 20, 18, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(20261120)]
    public void Every_message_states_as_many_facts_as_the_script_says(int seed)
    {
        var day = Of(seed);
        foreach (var delivery in day.Day.Concat(day.Later).Where(d => d.Signing == Signing.Genuine))
        {
            var translation = Translate(delivery);
            Assert.True(
                translation.Events.Count == delivery.Facts.Count,
                $"{delivery.Type} states {translation.Events.Count} facts " +
                $"({translation.Reason} {translation.Detail}), " +
                $"the script says {string.Join(", ", delivery.Facts.Select(fact => fact.Name))}.");
        }
    }

    [Fact]
    public void Two_messages_about_one_fact_are_one_fact_to_the_translation_too()
    {
        var day = Of(7);
        var pairs = day.Day.Concat(day.Later).Where(d => d.Signing == Signing.Genuine)
            .SelectMany(d => d.Facts.Zip(Translate(d).Events, (fact, e) => (fact.Name, e.EventId)))
            .Distinct()
            .ToList();
        Assert.Equal(pairs.Count, pairs.Select(pair => pair.Name).Distinct().Count());
        Assert.Equal(pairs.Count, pairs.Select(pair => pair.EventId).Distinct().Count());
    }

    [Fact]
    public void It_has_everything_that_a_day_has()
    {
        var day = TradingDay.Of("run1", 300, 1, Now);
        var all = day.Day.Concat(day.Later).ToList();
        var kinds = all.SelectMany(d => d.Facts).Select(fact => fact.Name[..fact.Name.LastIndexOf(' ')]).ToHashSet();
        Assert.Equal(
            [
                "authorized", "captured", "dispute fee", "disputed", "failed", "fee", "lost", "payout paid",
                "payout returned", "payout started", "refund failed", "refunded", "settled", "voided", "won",
            ],
            kinds.Order(StringComparer.Ordinal));
        Assert.Contains(all, d => d.Signing == Signing.Forged);
        Assert.Contains(all, d => d.Signing == Signing.Stale);
        Assert.Equal(["EUR", "JPY", "KWD"], Tally.Of(all).Balances.Select(b => b.Currency).Distinct());
        var genuine = all.Where(d => d.Signing == Signing.Genuine).ToList();
        var bodies = genuine.Select(d => Convert.ToHexString(SHA256.HashData(d.Body))).Distinct();
        var repeated = genuine.Count - bodies.Count();
        Assert.InRange(repeated * 100.0 / genuine.Count, 8, 11);
    }

    [Fact]
    public void The_same_seed_gives_the_same_day_and_the_same_tally()
    {
        var first = Tally.Of(TradingDay.Of("run1", 300, 5, Now).Day);
        var second = Tally.Of(TradingDay.Of("run2", 300, 5, Now).Day);
        Assert.Empty(first.DifferencesTo(second));
        Assert.NotEmpty(first.DifferencesTo(Tally.Of(TradingDay.Of("run1", 300, 6, Now).Day)));
    }

    [Fact]
    public void Its_tally_balances_in_every_currency()
    {
        var figures = Tally.Of(TradingDay.Of("run1", 300, 3, Now).Day);
        Assert.All(
            figures.Balances.GroupBy(figure => figure.Currency),
            currency => Assert.Equal(currency.Sum(f => f.Debits), currency.Sum(f => f.Credits)));
    }

    [Fact]
    public void No_account_that_holds_money_ends_below_zero()
    {
        var day = Of(4);
        string[] money = ["1000", "1050", "1150", "1155", "1170"];
        Assert.All(
            Tally.Of(day.Day.Concat(day.Later)).Balances.Where(figure => money.Contains(figure.Account)),
            figure => Assert.True(figure.Debits >= figure.Credits, $"{figure.Account} {figure.Currency}: {figure}"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(77)]
    public void The_product_posts_what_the_tally_expects(int seed)
    {
        var day = Of(seed);
        var journal = new InMemoryJournal(Now);
        foreach (var delivery in day.Day.Concat(day.Later))
        {
            journal.Receive(delivery);
        }

        Assert.Empty(Tally.Of(day.Day.Concat(day.Later)).DifferencesTo(journal.Figures()));
    }

    [Fact]
    public void A_webhook_that_is_lost_is_noticed()
    {
        var day = TradingDay.Of("run1", 300, 1, Now);
        var all = day.Day.Concat(day.Later).ToList();
        var lost = all.First(d => d.Type == "payout.paid" && all.Count(other => other.Body == d.Body) == 1);
        var journal = new InMemoryJournal(Now);
        all.Where(delivery => delivery != lost).ToList().ForEach(journal.Receive);
        var differences = Tally.Of(all).DifferencesTo(journal.Figures());
        Assert.Contains(differences, text => text.StartsWith("posted: expected", StringComparison.Ordinal));
        Assert.Contains(differences, text => text.StartsWith("account 1000 in ", StringComparison.Ordinal));
    }

    [Fact]
    public void The_tally_does_not_depend_on_the_order_of_arrival()
    {
        var day = Of(9);
        for (var order = 0; order < 20; order++)
        {
            var journal = new InMemoryJournal(Now);
            foreach (var phase in new[] { day.Day, day.Later })
            {
                var deliveries = phase.ToArray();
                new Random(order).Shuffle(deliveries);
                Array.ForEach(deliveries, journal.Receive);
            }

            Assert.Empty(Tally.Of(day.Day.Concat(day.Later)).DifferencesTo(journal.Figures()));
        }
    }

    [Fact]
    public void Every_provider_has_its_part_in_it()
    {
        var of = Of(1).Day.Where(d => d.Signing == Signing.Genuine).ToLookup(d => d.Provider);
        Assert.Equal(AllProviders.List.Select(p => p.Name).Order(StringComparer.Ordinal), of.Select(g => g.Key).Order(StringComparer.Ordinal));
        Assert.All(of, provider => Assert.Superset(
            new HashSet<string>(["captured", "refunded", "disputed", "won", "lost"]),
            provider.SelectMany(d => d.Facts).Select(fact => fact.Name[..fact.Name.LastIndexOf(' ')]).ToHashSet()));
    }

    /// <summary>A day of all providers.</summary>
    static TradingDay Of(int seed) => TradingDay.Of("run1", 300, seed, Now, (OtherProviders.All, 30));

    static Translation Translate(Delivery delivery) => InMemoryJournal.Translate(delivery, Now);
}
