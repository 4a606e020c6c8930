using System.Collections.Concurrent;
using System.Threading.RateLimiting;

namespace Ledger.ProviderAccess;

/// <summary>Turns of accounts within this process alone, for whoever has no database and calls nobody else's API.</summary>
public sealed class ProcessTurns : IDisposable
{
    readonly ConcurrentDictionary<(string Account, int PerSecond), TokenBucketRateLimiter> _accounts = new();

    /// <summary>Takes the account's next turn in this process; see <see cref="CallTurn"/>.</summary>
    public async Task WaitAsync(string account, int perSecond, CancellationToken ct)
    {
        using var turn = await _accounts.GetOrAdd((account, perSecond), static key => Bucket(key.PerSecond)).AcquireAsync(1, ct);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var account in _accounts.Values)
        {
            account.Dispose();
        }
    }

    static TokenBucketRateLimiter Bucket(int perSecond) => new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = perSecond,
        TokensPerPeriod = perSecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        QueueLimit = int.MaxValue,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });
}
