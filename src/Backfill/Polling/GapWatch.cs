using Ledger.Backfill.Storage;
using Ledger.ProviderAccess;

namespace Ledger.Backfill.Polling;

/// <summary>Tells how many gaps are open, for as long as they are, whether lists are polled or not.</summary>
public sealed class GapWatch(GapStore gaps)
{
    /// <summary>Looks at the endpoints, and at those that have gaps and are in the secrets file no more.</summary>
    public async Task LookAsync(IReadOnlyCollection<WebhookEndpoint> endpoints, CancellationToken ct)
    {
        var open = endpoints.Where(each => each is { Provider.Api.Events: not null })
            .ToDictionary(each => (each.Provider.Name, each.Name), _ => 0);
        foreach (var gap in await gaps.AllAsync(ct))
        {
            var key = (gap.Provider, gap.Endpoint);
            open[key] = open.GetValueOrDefault(key) + (gap.IsOpen ? 1 : 0); // One that was acknowledged is told as none.
        }

        foreach (var ((provider, endpoint), count) in open)
        {
            BackfillMetrics.Gaps(provider, endpoint, count);
        }
    }
}
