using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Ledger.Acceptance.Tests.Gateway;

/// <summary>A line to the broker that can be cut, or go silent, without touching the broker that others use.</summary>
sealed class CuttableProxy : IAsyncDisposable
{
    readonly ConcurrentDictionary<TcpClient, byte> _open = new();
    readonly CancellationTokenSource _stop = new();
    readonly Uri _target;
    readonly int _port;
    TcpListener? _listener;
    volatile TaskCompletionSource _flows = Completed();

    CuttableProxy(Uri target, int port)
    {
        (_target, _port) = (target, port);
        Address = new UriBuilder(target) { Host = "127.0.0.1", Port = port }.Uri;
    }

    /// <summary>The broker's address through the proxy.</summary>
    public Uri Address { get; }

    /// <summary>A proxy that is cut to begin with.</summary>
    public static CuttableProxy To(Uri broker)
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return new CuttableProxy(broker, ((IPEndPoint)probe.LocalEndpoint).Port);
    }

    public CuttableProxy Open()
    {
        _listener = new TcpListener(IPAddress.Loopback, _port);
        _listener.Start();
        _ = AcceptAsync(_listener);
        return this;
    }

    /// <summary>Closes every connection and takes no more.</summary>
    public void Cut()
    {
        _listener?.Dispose();
        foreach (var client in _open.Keys)
        {
            client.Dispose();
        }
    }

    /// <summary>Keeps connections open but lets nothing through.</summary>
    public void Silence() => _flows = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Speak() => _flows.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        Speak();
        Cut();
        await _stop.CancelAsync();
        _stop.Dispose();
    }

    async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var near = await listener.AcceptTcpClientAsync(_stop.Token);
                var far = new TcpClient();
                await far.ConnectAsync(_target.Host, _target.Port, _stop.Token);
                (_open[near], _open[far]) = (0, 0);
                _ = PumpAsync(near, far);
                _ = PumpAsync(far, near);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Cut.
        }
    }

    async Task PumpAsync(TcpClient from, TcpClient to)
    {
        var buffer = new byte[65_536];
        try
        {
            while (await from.GetStream().ReadAsync(buffer, _stop.Token) is > 0 and var read)
            {
                await _flows.Task;
                await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _stop.Token);
            }
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or OperationCanceledException)
        {
            // Cut.
        }
        finally
        {
            from.Dispose();
            to.Dispose();
        }
    }

    static TaskCompletionSource Completed()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }
}
