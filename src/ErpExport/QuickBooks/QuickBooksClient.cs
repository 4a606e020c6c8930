using System.Net.Http.Headers;
using Ledger.ErpExport.Adapters;

namespace Ledger.ErpExport.QuickBooks;

/// <summary>Calls to one company, with a token that works and the pace that is allowed.</summary>
sealed class QuickBooksClient(ErpHttp http, QuickBooksTokens tokens, string minorVersion) : IDisposable
{
    /// <summary>Twice, for what another process has brought may have been ended too.</summary>
    const int RenewalsMax = 2;

    /// <summary>Asks what changes nothing.</summary>
    /// <param name="path">Behind the company's address, without the minor version.</param>
    /// <param name="ct">Stops asking.</param>
    /// <exception cref="ErpAwayException">There is no answer.</exception>
    public Task<QuickBooksReply> AskAsync(string path, CancellationToken ct) =>
        CallAsync(access => http.AskAsync(() => Request(HttpMethod.Get, path, access), ct), ct);

    /// <summary>Asks by the query operation.</summary>
    /// <exception cref="ErpAwayException">There is no answer.</exception>
    public Task<QuickBooksReply> QueryAsync(string query, CancellationToken ct) =>
        AskAsync($"query?query={Uri.EscapeDataString(query)}", ct);

    /// <summary>Sends a journal entry, once.</summary>
    /// <param name="body">Its JSON.</param>
    /// <param name="requestId">The same for the same entry: a repeat is answered with the first answer.</param>
    /// <param name="ct">Stops waiting; it may have arrived all the same.</param>
    /// <exception cref="ErpAwayException">There is no answer.</exception>
    public Task<QuickBooksReply> PostEntryAsync(byte[] body, string requestId, CancellationToken ct) => CallAsync(
        async access =>
        {
            using var request = Request(HttpMethod.Post, $"journalentry?requestid={Uri.EscapeDataString(requestId)}", access);
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
            return await http.SendAsync(request, ct);
        },
        ct);

    /// <inheritdoc/>
    public void Dispose()
    {
        http.Dispose();
        tokens.Dispose();
    }

    async Task<QuickBooksReply> CallAsync(Func<string, Task<ErpAnswer>> call, CancellationToken ct)
    {
        var current = await tokens.CurrentAsync(ct);
        var reply = QuickBooksReply.Of(await call(current.Access));
        for (var renewals = 0; renewals < RenewalsMax && IsTokenRefused(reply); renewals++)
        {
            current = await tokens.RenewAsync(current, ct);
            reply = QuickBooksReply.Of(await call(current.Access));
        }

        if (reply.Fault is { Kind: QuickBooksFaultKind.Throttled })
        {
            http.Pause(reply.Answer.RetryAfter);
        }

        return reply;
    }

    /// <summary>A subscription that has ended is access refused as well, but another token does not help.</summary>
    static bool IsTokenRefused(QuickBooksReply reply) =>
        reply is { Answer.Status: 401 or 403, Fault.Kind: QuickBooksFaultKind.AccessRefused };

    HttpRequestMessage Request(HttpMethod method, string path, string access)
    {
        var request = new HttpRequestMessage(method, $"{path}{(path.Contains('?') ? '&' : '?')}minorversion={minorVersion}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", access);
        request.Headers.Accept.ParseAdd("application/json");
        return request;
    }
}
