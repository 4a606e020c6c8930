using System.Collections.Concurrent;
using Ledger.ErpExport.Adapters;

namespace Ledger.Storage.Tests.ErpExport;

/// <summary>Tokens in memory: what one installation shares, as long as a test runs.</summary>
public sealed class MemoryTokenVault : ITokenVault, IDisposable
{
    readonly ConcurrentDictionary<string, ErpTokens> _tokens = new(StringComparer.Ordinal);
    readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Called once tokens are kept and before they are handed out: a crash between the two is thrown here.</summary>
    public Action? AfterKeeping { get; set; }

    public Task<ErpTokens?> ReadAsync(string key, CancellationToken ct) => Task.FromResult(_tokens.GetValueOrDefault(key));

    public async Task<ErpTokens> RenewAsync(
        string key, ErpTokens? known, Func<ErpTokens?, CancellationToken, Task<ErpTokens>> renew, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            if (_tokens.TryGetValue(key, out var stored) && stored != known)
            {
                return stored;
            }

            var renewed = _tokens[key] = await renew(stored, ct);
            AfterKeeping?.Invoke();
            return renewed;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
