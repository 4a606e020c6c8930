using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Ledger.LocalStack.Servers.Tryton;

/// <summary>Tryton over JSON-RPC, as plain as a bookkeeper's clicks; knows nothing of the product's own client.</summary>
public sealed class TrytonClient : IDisposable
{
    readonly HttpClient _http;
    readonly CancellationToken _ended;

    TrytonClient(HttpClient http, CancellationToken ended) => (_http, _ended) = (http, ended);

    /// <summary>Logs the administrator in.</summary>
    /// <param name="address">Address of the server, without the database.</param>
    /// <param name="password">The administrator's.</param>
    /// <param name="ct">Stops every call of the session, not the login alone.</param>
    /// <exception cref="HttpRequestException">The server does not answer.</exception>
    public static async Task<TrytonClient> LoginAsync(Uri address, string password, CancellationToken ct)
    {
        var http = new HttpClient(new SocketsHttpHandler { UseProxy = false })
        {
            BaseAddress = new Uri(address, $"{LocalTryton.Database}/"),
        };
        try
        {
            var client = new TrytonClient(http, ct);
            var session = await client.CallAsync("common.db.login", $$"""["admin", {"password": "{{password}}"}, "en"]""");
            var text = Convert.ToBase64String(Encoding.UTF8.GetBytes($"admin:{session[0]}:{session[1]}"));
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Session", text);
            return client;
        }
        catch
        {
            http.Dispose();
            throw;
        }
    }

    /// <summary>Calls a method.</summary>
    /// <param name="method">Such as <c>model.account.move.post</c>.</param>
    /// <param name="parameters">Its parameters, a JSON array; the last one is the context.</param>
    /// <exception cref="InvalidOperationException">Tryton refuses; its words are in the message.</exception>
    /// <exception cref="HttpRequestException">The server does not answer.</exception>
    public async Task<JsonElement> CallAsync(string method, string parameters)
    {
        using var content = new StringContent(
            $$"""{"id": 1, "method": "{{method}}", "params": {{parameters}}}""", Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync((Uri?)null, content, _ended);
        answer.EnsureSuccessStatusCode();
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(_ended));
        return json.RootElement.TryGetProperty("error", out var error)
            ? throw new InvalidOperationException($"{method}: {error}")
            : json.RootElement.GetProperty("result").Clone();
    }

    /// <summary>Makes a record.</summary>
    /// <param name="model">Such as <c>party.party</c>.</param>
    /// <param name="values">Its fields, a JSON object.</param>
    /// <param name="context">The context, a JSON object.</param>
    /// <returns>Its id.</returns>
    public async Task<long> CreateAsync(string model, string values, string context = "{}") =>
        (await CallAsync($"model.{model}.create", $"[[{values}], {context}]"))[0].GetInt64();

    /// <summary>Ids of the records that fit.</summary>
    /// <param name="model">Such as <c>party.party</c>.</param>
    /// <param name="domain">The conditions, a JSON array of arrays.</param>
    public async Task<IReadOnlyList<long>> SearchAsync(string model, string domain) =>
        [.. (await CallAsync($"model.{model}.search", $"[{domain}, 0, null, null, {{}}]")).EnumerateArray().Select(id => id.GetInt64())];

    /// <summary>The records that fit.</summary>
    /// <param name="model">Such as <c>account.move</c>.</param>
    /// <param name="domain">The conditions, a JSON array of arrays.</param>
    /// <param name="fields">What to read of them.</param>
    public async Task<IReadOnlyList<JsonElement>> ReadAsync(string model, string domain, params string[] fields)
    {
        var names = string.Join(", ", fields.Select(field => $"\"{field}\""));
        return [.. (await CallAsync($"model.{model}.search_read", $"[{domain}, 0, null, null, [{names}], {{}}]")).EnumerateArray()];
    }

    /// <summary>A date as Tryton's JSON has it.</summary>
    public static string Date(DateOnly date) =>
        $$"""{"__class__": "date", "year": {{date.Year}}, "month": {{date.Month}}, "day": {{date.Day}}}""";

    /// <summary>A decimal as Tryton's JSON has it.</summary>
    public static string Number(string text) => $$"""{"__class__": "Decimal", "decimal": "{{text}}"}""";

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
