using System.Net;
using System.Net.Sockets;

namespace Ledger.TestKit;

/// <summary>The two connections that one connection through a <see cref="FaultyLink"/> consists of.</summary>
sealed class LinkedPair(Socket near, LinkFlow flow) : IDisposable
{
    const int ChunksPerSecond = 20;
    readonly Socket _far = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    volatile bool _stranded;

    /// <summary>True once both sides are left without news of each other.</summary>
    public bool Stranded => _stranded;

    /// <summary>The port from which the server is reached; 0 while it is not.</summary>
    public int FarPort { get; private set; }

    /// <summary>Reaches the server.</summary>
    public async Task ConnectAsync(IPEndPoint target, CancellationToken ct)
    {
        near.NoDelay = true;
        await _far.ConnectAsync(target, ct);
        FarPort = ((IPEndPoint)_far.LocalEndPoint!).Port;
    }

    /// <summary>Carries bytes both ways until one side closes.</summary>
    public Task CarryAsync(CancellationToken ct) => Task.WhenAll(PumpAsync(near, _far, ct), PumpAsync(_far, near, ct));

    /// <summary>Carries nothing any more, and tells nobody.</summary>
    public void Strand() => _stranded = true;

    /// <summary>Closes both sides.</summary>
    public void Dispose()
    {
        near.Dispose();
        _far.Dispose();
    }

    /// <summary>Closes both sides with a reset.</summary>
    public void Reset()
    {
        if (!_stranded)
        {
            Abort(near);
            Abort(_far);
        }
    }

    async Task PumpAsync(Socket from, Socket to, CancellationToken ct)
    {
        var buffer = new byte[65_536];
        try
        {
            await using var target = new NetworkStream(to, ownsSocket: false);
            while (await from.ReceiveAsync(buffer.AsMemory(0, ChunkSize(buffer.Length)), ct) is > 0 and var read)
            {
                await flow.Flows.WaitAsync(ct);
                if (_stranded)
                {
                    return;
                }

                await target.WriteAsync(buffer.AsMemory(0, read), ct);
                if (flow.BytesPerSecond > 0)
                {
                    await Task.Delay(1_000 / ChunksPerSecond, ct);
                }
            }
        }
        catch (Exception e) when (e is SocketException or IOException or InvalidOperationException or OperationCanceledException)
        {
            // Closed or reset.
        }
        finally
        {
            if (!_stranded)
            {
                Dispose();
            }
        }
    }

    int ChunkSize(int most) => flow.BytesPerSecond is > 0 and var limit ? Math.Max(1, limit / ChunksPerSecond) : most;

    static void Abort(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
            socket.Dispose();
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // Closed already.
        }
    }
}
