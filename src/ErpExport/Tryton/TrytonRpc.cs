using System.Net;
using System.Text;
using System.Text.Json;
using Ledger.ErpExport.Adapters;

namespace Ledger.ErpExport.Tryton;

/// <summary>
/// Calls over JSON-RPC in a session, which is opened with the first call and anew when Tryton no longer knows it. A call that Tryton
/// answers with 401 was not carried out, so that it can be made again.
/// </summary>
sealed class TrytonRpc(ErpHttp http, string database, string user, string password, TimeSpan defaultWait) : IDisposable
{
    readonly SemaphoreSlim _login = new(1, 1);
    readonly Uri _address = new($"{Uri.EscapeDataString(database)}/", UriKind.Relative);
    string? _session;
    long _lastId;

    /// <summary>Asks what changes nothing.</summary>
    /// <param name="method">Such as <c>model.account.move.search_read</c>.</param>
    /// <param name="parameters">Writes the parameters, without the array around them.</param>
    /// <param name="ct">Stops asking.</param>
    /// <exception cref="ErpAwayException">Tryton cannot be asked.</exception>
    public async Task<JsonElement> AskAsync(string method, Action<Utf8JsonWriter> parameters, CancellationToken ct)
    {
        var reply = await CallAsync(method, parameters, changes: false, ct);
        return reply.Error is { } error ? throw error.ToException() : reply.Result;
    }

    /// <summary>Has something changed: once.</summary>
    /// <inheritdoc cref="AskAsync"/>
    public Task<TrytonReply> ChangeAsync(string method, Action<Utf8JsonWriter> parameters, CancellationToken ct) =>
        CallAsync(method, parameters, changes: true, ct);

    /// <inheritdoc/>
    public void Dispose()
    {
        http.Dispose();
        _login.Dispose();
    }

    async Task<TrytonReply> CallAsync(string method, Action<Utf8JsonWriter> parameters, bool changes, CancellationToken ct)
    {
        var session = await SessionAsync(known: null, ct);
        var id = Interlocked.Increment(ref _lastId);
        var body = Body(id, method, parameters);
        var answer = await SendAsync(body, session, changes, ct);
        if (answer.Status is (int)HttpStatusCode.Unauthorized or (int)HttpStatusCode.Forbidden)
        {
            session = await SessionAsync(known: session, ct);
            answer = await SendAsync(body, session, changes, ct);
        }

        return Read(answer, id);
    }

    async Task<ErpAnswer> SendAsync(byte[] body, string session, bool changes, CancellationToken ct)
    {
        if (!changes)
        {
            return await http.AskAsync(() => Request(body, session), ct);
        }

        using var request = Request(body, session);
        return await http.SendAsync(request, ct);
    }

    /// <summary>The session there is, or a new one when there is none or it is the one that is known to have ended.</summary>
    async Task<string> SessionAsync(string? known, CancellationToken ct)
    {
        if (_session is { } open && open != known)
        {
            return open;
        }

        await _login.WaitAsync(ct);
        try
        {
            return _session is { } opened && opened != known ? opened : _session = await LoginAsync(ct);
        }
        finally
        {
            _login.Release();
        }
    }

    async Task<string> LoginAsync(CancellationToken ct)
    {
        var id = Interlocked.Increment(ref _lastId);
        var body = Body(id, "common.db.login", json =>
        {
            json.WriteStringValue(user);
            json.WriteStartObject();
            json.WriteString("password", password);
            json.WriteEndObject();
            json.WriteStringValue("en");
        });
        var reply = Read(await http.AskAsync(() => Request(body, session: null), ct), id);
        if (reply.Error is { } error)
        {
            throw error.ToException();
        }

        return reply.Result is { ValueKind: JsonValueKind.Array } pair && pair.GetArrayLength() == 2
            ? Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{pair[0]}:{pair[1]}"))
            : throw new ErpAwayException(ErpReason.AnswerUnreadable, "Tryton's answer to a login is no session.");
    }

    TrytonReply Read(ErpAnswer answer, long id)
    {
        var reply = TrytonReply.Of(answer, id, defaultWait);
        if (reply.Error?.RetryAfter is { } wait)
        {
            http.Pause(wait);
        }

        return reply;
    }

    HttpRequestMessage Request(byte[] body, string? session)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = content };
        if (session is not null)
        {
            request.Headers.Authorization = new("Session", session);
        }

        return request;
    }

    static byte[] Body(long id, string method, Action<Utf8JsonWriter> parameters)
    {
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteNumber("id", id);
            json.WriteString("method", method);
            json.WriteStartArray("params");
            parameters(json);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return body.ToArray();
    }
}
