using System.Collections.Concurrent;
using System.Net;

namespace Ledger.Storage.Tests.ErpExport.Contract;

/// <summary>The line between an adapter and an ERP: counts what goes over it, and fails where it is told to.</summary>
/// <param name="inner">Makes what requests go through in the end.</param>
public sealed class FaultyErpLine(Func<HttpMessageHandler> inner)
{
    readonly ConcurrentQueue<(Func<ErpRequest, bool> Fits, LineFault Fault)> _faults = new();
    readonly ConcurrentQueue<ErpRequest> _requests = new();
    int _underWay;

    /// <summary>All that went over it, in order.</summary>
    public IReadOnlyCollection<ErpRequest> Requests => _requests;

    /// <summary>Requests that have no answer yet.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>Faults that no request has met yet.</summary>
    public int Unmet => _faults.Count;

    /// <summary>The next request that fits meets a fault; several are met in order.</summary>
    public void Next(LineFault fault, Func<ErpRequest, bool> fits) => _faults.Enqueue((fits, fault));

    /// <summary>Forgets the faults that were not met.</summary>
    public void Heal() => _faults.Clear();

    /// <summary>For <see cref="Ledger.ErpExport.Adapters.AdapterContext.HttpHandler"/>.</summary>
    public HttpMessageHandler NewHandler() => new Handler(this, inner());

    LineFault? FaultOf(ErpRequest request) =>
        _faults.TryPeek(out var next) && next.Fits(request) && _faults.TryDequeue(out next) ? next.Fault : null;

    sealed class Handler(FaultyErpLine line, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
        {
            Interlocked.Increment(ref line._underWay);
            try
            {
                return await AnswerAsync(request, ct);
            }
            finally
            {
                Interlocked.Decrement(ref line._underWay);
            }
        }

        async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken ct)
        {
            var body = request.Content is { } content ? await content.ReadAsStringAsync(ct) : "";
            var seen = new ErpRequest(request.Method.Method, request.RequestUri!, body);
            line._requests.Enqueue(seen);
            switch (line.FaultOf(seen))
            {
                case LineFault.DropBeforeCommit:
                    throw new HttpRequestException("The connection was reset (before the request arrived).");
                case LineFault.Unavailable:
                    return new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { Content = new StringContent("no backend") };
                case LineFault.Throttled:
                    var throttled = new HttpResponseMessage(HttpStatusCode.TooManyRequests) { Content = new StringContent("") };
                    throttled.Headers.Add("Retry-After", "7");
                    return throttled;
                case LineFault.CommitThenDrop:
                    (await base.SendAsync(request, ct)).Dispose();
                    throw new HttpRequestException("The connection was reset (after the request was carried out).");
                case LineFault.Silence:
                    (await base.SendAsync(request, ct)).Dispose();
                    await Task.Delay(Timeout.Infinite, ct);
                    throw new InvalidOperationException("Silence does not end.");
                case LineFault.TruncatedAnswer:
                    return await AlteredAsync(await base.SendAsync(request, ct), whole => whole[..(whole.Length / 2)], ct);
                case LineFault.HtmlAnswer:
                    var html = "<html><body>Please log in to the network.</body></html>"u8.ToArray();
                    return await AlteredAsync(await base.SendAsync(request, ct), _ => html, ct);
                default:
                    return await base.SendAsync(request, ct);
            }
        }

        static async Task<HttpResponseMessage> AlteredAsync(
            HttpResponseMessage answer, Func<byte[], byte[]> alter, CancellationToken ct)
        {
            var whole = await answer.Content.ReadAsByteArrayAsync(ct);
            answer.Dispose();
            return new HttpResponseMessage(answer.StatusCode) { Content = new ByteArrayContent(alter(whole)) };
        }
    }
}

/// <summary>A request as it went over the line.</summary>
public sealed record ErpRequest(string Method, Uri Address, string Body);
