using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Ledger.TestKit;

/// <summary>A small host on loopback over plain HTTP: what a path answers is set by the test, and every request is counted.</summary>
public sealed class LoopbackHost : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _stop = new();
    readonly ConcurrentDictionary<string, Func<CancellationToken, Task<byte[]>>> _answers = new(StringComparer.Ordinal);
    readonly ConcurrentQueue<string> _requests = new();
    readonly Task _accepting;

    /// <summary>Starts at a free port.</summary>
    public LoopbackHost()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Its address, such as <c>http://127.0.0.1:40123/</c>.</summary>
    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>First lines of the requests so far.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    /// <summary>From now on a path answers this; other paths answer 404.</summary>
    public Uri Serve(string path, string body, int status = 200, string headers = "") => Serve(
        path, _ => Task.FromResult(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 {status} Answer\r\nContent-Length: {body.Length}\r\nConnection: close\r\n{headers}\r\n{body}")));

    /// <summary>From now on a path answers these bytes, head and all, when they are ready.</summary>
    public Uri Serve(string path, Func<CancellationToken, Task<byte[]>> answer)
    {
        _answers[path] = answer;
        return new Uri(Address, path);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = AnswerAsync(client);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // Stopped; between two clients it does not listen any more, or is disposed of.
        }
    }

    async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                var first = await reader.ReadLineAsync(_stop.Token) ?? "";
                while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 })
                {
                    // The other headers do not matter here.
                }

                _requests.Enqueue(first);
                var path = first.Split(' ') is [_, var target, ..] ? target : "";
                var bytes = _answers.TryGetValue(path, out var answer)
                    ? await answer(_stop.Token)
                    : "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray();
                await stream.WriteAsync(bytes, _stop.Token);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // The client went away, or the test is over.
            }
        }
    }
}
