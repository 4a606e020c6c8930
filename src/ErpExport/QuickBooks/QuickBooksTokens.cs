using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Ledger.ErpExport.Adapters;

namespace Ledger.ErpExport.QuickBooks;

/// <summary>
/// Tokens of one company. A refresh token works once: the vault lets one process at a time use it, and keeps what came of it before
/// anybody uses that.
/// </summary>
sealed class QuickBooksTokens(AdapterContext context, ErpHttp http) : IDisposable
{
    /// <summary>So long before its end an access token is renewed, so that it does not end under way.</summary>
    static readonly TimeSpan Early = TimeSpan.FromMinutes(1);

    readonly string _key = $"quickbooks/{context.Target.Settings["realm"]}";
    ErpTokens? _last;

    /// <summary>Tokens that should work.</summary>
    /// <exception cref="ErpAwayException">They ended and cannot be renewed.</exception>
    public async Task<ErpTokens> CurrentAsync(CancellationToken ct)
    {
        var tokens = Volatile.Read(ref _last) ?? await context.Tokens.ReadAsync(_key, ct);
        return tokens is null || HasEnded(tokens) ? await RenewAsync(tokens, ct) : Keep(tokens);
    }

    /// <summary>Renews tokens that do not work; another process may have done it already.</summary>
    /// <exception cref="ErpAwayException">They cannot be renewed.</exception>
    public async Task<ErpTokens> RenewAsync(ErpTokens? known, CancellationToken ct)
    {
        var tokens = await context.Tokens.RenewAsync(_key, known, AskAsync, ct);

        // What another process brought may have ended as well by now.
        return Keep(HasEnded(tokens) ? await context.Tokens.RenewAsync(_key, tokens, AskAsync, ct) : tokens);
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    bool HasEnded(ErpTokens tokens) => context.Time.GetUtcNow() >= tokens.ExpiresAt - Early;

    ErpTokens Keep(ErpTokens tokens)
    {
        Volatile.Write(ref _last, tokens);
        return tokens;
    }

    async Task<ErpTokens> AskAsync(ErpTokens? stored, CancellationToken ct)
    {
        var configured = context.Target.Settings["refreshToken"];
        var answer = await SendAsync(stored?.Refresh ?? configured, ct);

        // After a person has logged in again, the new token stands in the settings while the vault still holds a dead one.
        if (answer.Status == 400 && stored?.Refresh is { } dead && dead != configured)
        {
            answer = await SendAsync(configured, ct);
        }

        return Read(answer);
    }

    async Task<ErpAnswer> SendAsync(string refreshToken, CancellationToken ct)
    {
        var settings = context.Target.Settings;
        var client = Encoding.UTF8.GetBytes($"{settings["clientId"]}:{settings["clientSecret"]}");
        using var request = new HttpRequestMessage(HttpMethod.Post, settings["tokenUrl"])
        {
            Content = new FormUrlEncodedContent(
                [new("grant_type", "refresh_token"), new("refresh_token", refreshToken)]),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(client));
        request.Headers.Accept.ParseAdd("application/json");
        return await http.SendAsync(request, ct);
    }

    ErpTokens Read(ErpAnswer answer)
    {
        if (QuickBooksReply.Of(answer) is { Fault: null, Body: { } body } && Tokens(body) is { } tokens)
        {
            return tokens;
        }

        throw answer.Status switch
        {
            400 or 401 or 403 => new ErpAwayException(
                ErpReason.AccessRefused,
                $"Intuit gives no tokens ({Word(answer)}): a person must connect QuickBooks again and set the new refresh token."),
            >= 500 => new ErpAwayException(ErpReason.ErpFault, $"Intuit's token endpoint is at fault (HTTP {answer.Status})."),
            429 => new ErpAwayException(ErpReason.ErpFault, "Intuit's token endpoint is asked too often.", answer.RetryAfter),
            _ => new ErpAwayException(
                ErpReason.AnswerUnreadable, $"Intuit's token endpoint answers nothing that can be read (HTTP {answer.Status})."),
        };
    }

    ErpTokens? Tokens(JsonElement body) =>
        body.Text("access_token") is { } access
        && body.Text("refresh_token") is { } refresh
        && int.TryParse(body.Text("expires_in"), CultureInfo.InvariantCulture, out var seconds)
            ? new ErpTokens(access, refresh, context.Time.GetUtcNow().AddSeconds(seconds))
            : null;

    static string Word(ErpAnswer answer) => QuickBooksReply.Of(answer).Body?.Text("error") ?? $"HTTP {answer.Status}";
}
