using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Ledger.LocalStack.Processes;
using Npgsql;

namespace Ledger.Storage.Tests.EventStore;

/// <summary>A TCP relay in front of the test server that can be switched off, as if the server were gone.</summary>
public sealed class SwitchableProxy : IAsyncDisposable
{
    readonly string _host;
    readonly int _port;
    readonly ConcurrentDictionary<TcpClient, bool> _open = new();
    TcpListener? _listener;
    readonly IPEndPoint _endpoint = new(IPAddress.Loopback, FreePort.Choose());

    SwitchableProxy(string host, int port) => (_host, _port) = (host, port);

    public string ConnectionString { get; private set; } = "";

    /// <summary>Set to lose the answer to the next COMMIT: the server gets it, the client sees the connection break.</summary>
    public bool LoseNextCommitAnswer { get; set; }

    public static SwitchableProxy Before(string connectionString)
    {
        var target = new NpgsqlConnectionStringBuilder(connectionString);
        var proxy = new SwitchableProxy(target.Host!, target.Port);
        proxy.SwitchOn();
        target.Host = "127.0.0.1";
        target.Port = proxy._endpoint.Port;
        target.Timeout = 15;
        proxy.ConnectionString = target.ConnectionString;
        return proxy;
    }

    public void SwitchOn()
    {
        _listener = new TcpListener(_endpoint);
        _listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _listener.Start();
        _ = AcceptAsync(_listener);
    }

    /// <summary>New connections are refused, open ones break.</summary>
    public void SwitchOff()
    {
        _listener?.Stop();
        Break();
    }

    /// <summary>Open connections break; new ones are served.</summary>
    public void Break()
    {
        foreach (var client in _open.Keys)
        {
            client.Dispose();
        }
    }

    public ValueTask DisposeAsync()
    {
        SwitchOff();
        return ValueTask.CompletedTask;
    }

    async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException or InvalidOperationException)
        {
        }
    }

    async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using var accepted = client;
        _open.TryAdd(client, true);
        try
        {
            client.NoDelay = server.NoDelay = true;
            await server.ConnectAsync(_host, _port);
            var forward = ForwardAsync(client, server);
            if (await Task.WhenAny(forward, server.GetStream().CopyToAsync(client.GetStream())) == forward)
            {
                await forward;
            }
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException or IOException or InvalidOperationException)
        {
        }
        finally
        {
            _open.TryRemove(client, out _);
        }
    }

    async Task ForwardAsync(TcpClient client, TcpClient server)
    {
        var buffer = new byte[65_536];
        while (await client.GetStream().ReadAsync(buffer) is var read and > 0)
        {
            var losing = LoseNextCommitAnswer && buffer.AsSpan(0, read).IndexOf("COMMIT\0"u8) >= 0;
            if (losing)
            {
                LoseNextCommitAnswer = false;
                client.Client.Shutdown(SocketShutdown.Send); // What the server answers cannot be passed on any more.
            }

            await server.GetStream().WriteAsync(buffer.AsMemory(0, read));
            if (losing)
            {
                await Task.Delay(300);
                return;
            }
        }
    }
}
