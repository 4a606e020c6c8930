using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Ledger.ErpSimulators.QuickBooks;

/// <summary>The OAuth 2.0 server: an access token lasts an hour, a refresh token one use.</summary>
public sealed class QuickBooksSignIn
{
    /// <summary>What a renewal is called in the log.</summary>
    internal const string Logged = "renewed";

    static readonly TimeSpan AccessLasts = TimeSpan.FromHours(1);

    readonly QuickBooksOptions _options;
    readonly CallLog? _log;
    readonly Lock _gate = new();
    readonly Dictionary<string, DateTimeOffset> _access = new(StringComparer.Ordinal);
    string _refresh;
    int _renewals;

    internal QuickBooksSignIn(QuickBooksOptions options, CallLog? log) =>
        (_options, _log, _refresh) = (options, log, options.FirstRefreshToken);

    /// <summary>How often tokens were renewed.</summary>
    public int Renewals
    {
        get
        {
            lock (_gate)
            {
                return _renewals;
            }
        }
    }

    /// <summary>The refresh token that works now.</summary>
    public string RefreshToken
    {
        get
        {
            lock (_gate)
            {
                return _refresh;
            }
        }
    }

    /// <summary>All access tokens stop working now, before their time.</summary>
    public void EndAccess()
    {
        lock (_gate)
        {
            _access.Clear();
        }
    }

    /// <summary>The customer takes the app's access away; a person's login brings a new refresh token.</summary>
    public void Revoke(string nextRefreshToken)
    {
        lock (_gate)
        {
            _access.Clear();
            _refresh = nextRefreshToken;
        }
    }

    internal bool IsAccess(string? bearer)
    {
        lock (_gate)
        {
            return bearer is not null && _access.TryGetValue(bearer, out var until) && _options.Time.GetUtcNow() < until;
        }
    }

    /// <summary>Answers the token endpoint.</summary>
    internal (int Status, JsonObject Body) Renew(string? authorization, string? grantType, string? refreshToken)
    {
        var client = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{_options.ClientId}:{_options.ClientSecret}"));
        if (authorization != $"Basic {client}")
        {
            return (401, new JsonObject { ["error"] = "invalid_client" });
        }

        if (grantType != "refresh_token")
        {
            return (400, new JsonObject { ["error"] = "unsupported_grant_type" });
        }

        lock (_gate)
        {
            if (refreshToken != _refresh)
            {
                return (400, new JsonObject { ["error"] = "invalid_grant" });
            }

            var now = _options.Time.GetUtcNow();
            var access = Issue(now);
            _log?.Append(new LoggedCall(now, Logged));
            return (200, new JsonObject
            {
                ["token_type"] = "bearer",
                ["access_token"] = access,
                ["expires_in"] = (int)AccessLasts.TotalSeconds,
                ["refresh_token"] = _refresh,
                ["x_refresh_token_expires_in"] = 8_726_400,
            });
        }
    }

    /// <summary>Issues once more the tokens of a renewal that was logged.</summary>
    internal void Replay(LoggedCall call)
    {
        lock (_gate)
        {
            Issue(call.At);
        }
    }

    string Issue(DateTimeOffset at)
    {
        _renewals++;
        _refresh = Token("refresh");
        var access = Token("access");
        _access[access] = at + AccessLasts;
        return access;
    }

    // Nobody can guess one without the app's secret and the first refresh token, and after a restart they are the same.
    string Token(string kind) => $"{kind}-" + Convert.ToHexStringLower(HMACSHA256.HashData(
        Encoding.UTF8.GetBytes($"{_options.ClientSecret}/{_options.FirstRefreshToken}"),
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{kind}-{_renewals}"))));
}
