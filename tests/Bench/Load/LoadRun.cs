using System.Diagnostics;

namespace Ledger.Bench.Load;

/// <summary>Sends ready-made requests over a fixed number of connections.</summary>
public static class LoadRun
{
    /// <summary>As fast as the connections can.</summary>
    public static Task<LoadResult> FullSpeedAsync(
        Uri target, IReadOnlyList<byte[]> requests, int connections, CancellationToken ct) =>
        RunAsync(target, requests, connections, null, ct);

    /// <summary>At a fixed rate: request n leaves at n / rate seconds, late ones at once.</summary>
    /// <param name="ratePerSecond">Requests per second, above zero.</param>
    public static Task<LoadResult> AtRateAsync(
        Uri target, IReadOnlyList<byte[]> requests, int connections, double ratePerSecond, CancellationToken ct) =>
        RunAsync(target, requests, connections, ratePerSecond, ct);

    static async Task<LoadResult> RunAsync(
        Uri target, IReadOnlyList<byte[]> requests, int connections, double? rate, CancellationToken ct)
    {
        var next = -1;
        var failed = 0;
        var lastSent = 0L;
        var clients = new List<LeanClient>();
        for (var i = 0; i < connections; i++)
        {
            clients.Add(await LeanClient.ConnectAsync(target, ct));
        }

        var clock = Stopwatch.StartNew();
        await Task.WhenAll(clients.Select(async client =>
        {
            for (var n = Interlocked.Increment(ref next); n < requests.Count; n = Interlocked.Increment(ref next))
            {
                await WaitForTurnAsync(clock, n, rate, ct);
                Interlocked.Exchange(ref lastSent, clock.Elapsed.Ticks);
                if (await client.SendAsync(requests[n], ct) is < 200 or > 299)
                {
                    Interlocked.Increment(ref failed);
                }
            }
        }));
        var elapsed = clock.Elapsed;
        clients.ForEach(client => client.Dispose());
        return new LoadResult(requests.Count, TimeSpan.FromTicks(lastSent), elapsed, failed);
    }

    static async Task WaitForTurnAsync(Stopwatch clock, int n, double? rate, CancellationToken ct)
    {
        if (rate is { } perSecond && TimeSpan.FromSeconds(n / perSecond) - clock.Elapsed is { Ticks: > 0 } wait)
        {
            await Task.Delay(wait, ct);
        }
    }
}
