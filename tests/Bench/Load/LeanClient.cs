using System.Net.Sockets;
using System.Text;

namespace Ledger.Bench.Load;

/// <summary>One keep-alive HTTP/1.1 connection that sends ready-made requests and reads only status and length.</summary>
public sealed class LeanClient : IDisposable
{
    readonly Socket _socket;
    readonly byte[] _buffer = new byte[16 * 1024];

    LeanClient(Socket socket) => _socket = socket;

    /// <summary>Opens a connection.</summary>
    public static async Task<LeanClient> ConnectAsync(Uri target, CancellationToken ct)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(target.Host, target.Port, ct);
        return new LeanClient(socket);
    }

    /// <summary>Sends one request and returns the status code of its answer.</summary>
    public async Task<int> SendAsync(ReadOnlyMemory<byte> request, CancellationToken ct)
    {
        await _socket.SendAsync(request, ct);
        var filled = 0;
        while (true)
        {
            var read = await _socket.ReceiveAsync(_buffer.AsMemory(filled), ct);
            if (read == 0)
            {
                throw new IOException("The server closed the connection before it had answered.");
            }

            filled += read;
            if (TryStatus(_buffer.AsSpan(0, filled), out var status))
            {
                return status;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    static bool TryStatus(ReadOnlySpan<byte> answer, out int status)
    {
        status = 0;
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return false;
        }

        var head = Encoding.ASCII.GetString(answer[..end]);
        status = int.Parse(head.AsSpan(9, 3));
        return answer.Length >= end + 4 + BodyLength(head, answer[(end + 4)..]);
    }

    static int BodyLength(string head, ReadOnlySpan<byte> soFar)
    {
        var at = head.IndexOf("Content-Length:", StringComparison.OrdinalIgnoreCase);
        if (at >= 0)
        {
            var line = head.AsSpan(at + 15);
            var stop = line.IndexOf('\r');
            return int.Parse((stop < 0 ? line : line[..stop]).Trim());
        }

        var chunked = head.Contains("chunked", StringComparison.OrdinalIgnoreCase);
        return chunked && !soFar.EndsWith("0\r\n\r\n"u8) ? int.MaxValue / 2 : 0;
    }
}
