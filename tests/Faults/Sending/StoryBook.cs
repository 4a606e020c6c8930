using Ledger.Cli.Demo;
using Ledger.Cli.Demo.Stock;

namespace Ledger.Faults.Sending;

/// <summary>
/// What the provider has to tell, chapter by chapter: the payments of a trading day, with all that becomes of them. The
/// same seed tells the same, byte for byte.
/// </summary>
sealed class StoryBook(int seed)
{
    const int Payments = 100;
    static readonly DateTimeOffset Begin = new(2026, 11, 2, 18, 0, 0, TimeSpan.Zero);
    int _chapter;

    /// <summary>The next chapter.</summary>
    public Chapter Next()
    {
        var number = _chapter++;
        var day = TradingDay.Of($"s{seed}c{number}", Payments, Mix(seed, number), Begin);
        return new Chapter(day.Ids.Mark, Once(day.Day), Once(day.Later), day.Shelf, day.Orders);
    }

    // The day repeats some, and sends some with old signatures; repeats are the sender's, and clocks jump here.
    static IReadOnlyList<Webhook> Once(IEnumerable<Delivery> deliveries) =>
    [
        .. deliveries.Where(delivery => delivery.Signing != Signing.Stale).DistinctBy(delivery => delivery.Body)
            .Select(delivery => new Webhook(delivery)),
    ];

    // HashCode would be another one in every process.
    static int Mix(int seed, int number) => unchecked((seed * 1_000_003) ^ (number * 7_919));
}

/// <summary>A chapter.</summary>
/// <param name="Mark">What each of its ids contains and no other does.</param>
/// <param name="Now">What is sent at once, in any order.</param>
/// <param name="Later">What undoes parts of it: sent when all before it has settled.</param>
/// <param name="Shelf">What is sold in it.</param>
/// <param name="Orders">Who buys it.</param>
sealed record Chapter(
    string Mark, IReadOnlyList<Webhook> Now, IReadOnlyList<Webhook> Later, DemoShelf Shelf, IReadOnlyList<DemoOrder> Orders)
{
    /// <summary>Facts that the first part states, each counted once.</summary>
    public int FactsNow { get; } = Now.Where(w => w.IsGenuine).SelectMany(w => w.Delivery.Facts).DistinctBy(f => f.Name).Count();
}
