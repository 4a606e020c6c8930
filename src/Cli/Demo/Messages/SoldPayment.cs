using System.Globalization;
using Ledger.Cli.Demo.Stock;

namespace Ledger.Cli.Demo.Messages;

/// <summary>A payment of any provider.</summary>
/// <param name="Id">The provider's id of it, with the run's mark inside.</param>
/// <param name="Order">The shop's reference.</param>
/// <param name="Lines">What was ordered.</param>
/// <param name="Location">Where it is sold from.</param>
/// <param name="Currency">Its currency.</param>
/// <param name="Amount">Its amount, in minor units.</param>
/// <param name="At">When it began, Unix seconds.</param>
sealed record SoldPayment(
    string Id, string Order, IReadOnlyList<SoldLine> Lines, string Location, DemoCurrency Currency, long Amount, long At)
{
    /// <summary>What the provider keeps of a capture, in minor units.</summary>
    public long Fee => Currency.Fee(Amount);

    /// <summary>An amount as decimal text, such as <c>12.50</c>.</summary>
    public string Text(long minorUnits) => Currency.Text(minorUnits);

    /// <summary>A moment after its beginning: RFC 3339, UTC.</summary>
    public string Time(int secondsLater) => Rfc3339(At + secondsLater);

    /// <summary>A moment as RFC 3339, UTC.</summary>
    public static string Rfc3339(long unixSeconds) =>
        DateTimeOffset.FromUnixTimeSeconds(unixSeconds).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
