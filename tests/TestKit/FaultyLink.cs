using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Ledger.LocalStack.Processes;

namespace Ledger.TestKit;

/// <summary>
/// A TCP line between two parts that can fail as a network does: refuse, reset, fall silent, lose what it carries for
/// good, or crawl. What stands behind it is not touched.
/// </summary>
public sealed class FaultyLink : IAsyncDisposable
{
    readonly ConcurrentDictionary<LinkedPair, byte> _open = new();
    readonly CancellationTokenSource _stop = new();
    readonly IPEndPoint _target;
    readonly int _port;
    TcpListener? _listener;

    FaultyLink(IPEndPoint target, int port) => (_target, _port) = (target, port);

    /// <summary>Its port on 127.0.0.1.</summary>
    public int Port => _port;

    /// <summary>How each pair of connections is carried now.</summary>
    internal LinkFlow Flow { get; } = new();

    /// <summary>A line to a server of this machine; cut to begin with.</summary>
    public static FaultyLink To(Uri server) => To(server.Port);

    /// <summary>A line to a port of this machine; cut to begin with.</summary>
    public static FaultyLink To(int port) => new(new IPEndPoint(IPAddress.Loopback, port), FreePort.Choose());

    /// <summary>An address as it is through the line.</summary>
    public Uri Of(Uri target) => new UriBuilder(target) { Host = "127.0.0.1", Port = _port }.Uri;

    /// <summary>Takes connections.</summary>
    public FaultyLink Open()
    {
        _listener = new TcpListener(IPAddress.Loopback, _port);
        _listener.Start();
        _ = AcceptAsync(_listener);
        return this;
    }

    /// <summary>Closes every connection and takes no more, until <see cref="Open"/>.</summary>
    public void Cut()
    {
        _listener?.Dispose();
        Each(pair => pair.Dispose());
    }

    /// <summary>Resets every connection (RST, in the middle of whatever is said); new ones are taken.</summary>
    public void Reset() => Each(pair => pair.Reset());

    /// <summary>Keeps connections, open and new, but lets nothing through until <see cref="Resume"/>.</summary>
    public void Stall() => Flow.Stall();

    /// <summary>Lets through no more than so many bytes a second, each way of each connection, until <see cref="Resume"/>.</summary>
    public void Slow(int bytesPerSecond) => Flow.BytesPerSecond = bytesPerSecond;

    /// <summary>Carries all again, at full speed.</summary>
    public void Resume() => Flow.Resume();

    /// <summary>
    /// Loses the open connections without telling either side: nothing arrives any more, not even that the other side
    /// has closed. New ones are carried.
    /// </summary>
    public void Strand() => Each(pair => pair.Strand());

    /// <summary>True when a connection of the line reaches the server from this port.</summary>
    public bool ComesFrom(int port) => _open.Keys.Any(pair => pair.FarPort == port);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Resume();
        Cut();
        await _stop.CancelAsync();
        Each(pair => pair.Dispose());
        _stop.Dispose();
    }

    void Each(Action<LinkedPair> action)
    {
        foreach (var pair in _open.Keys)
        {
            action(pair);
        }
    }

    async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                _ = CarryAsync(await listener.AcceptSocketAsync(_stop.Token));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Cut.
        }
    }

    async Task CarryAsync(Socket near)
    {
        var pair = new LinkedPair(near, Flow);
        _open[pair] = 0;
        try
        {
            await Flow.Flows; // Through a silent line nothing is reached.
            await pair.ConnectAsync(_target, _stop.Token);
            await pair.CarryAsync(_stop.Token);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            pair.Dispose(); // The server is away.
        }
        finally
        {
            if (!pair.Stranded)
            {
                _open.TryRemove(pair, out _);
            }
        }
    }
}
