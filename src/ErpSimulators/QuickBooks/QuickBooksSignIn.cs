using System.Text;
using System.Text.Json.Nodes;

namespace Ledger.ErpSimulators.QuickBooks;

/// <summary>The OAuth 2.0 server: an access token lasts an hour, a refresh token one use.</summary>
public sealed class QuickBooksSignIn
{
    static readonly TimeSpan AccessLasts = TimeSpan.FromHours(1);

    readonly QuickBooksOptions _options;
    readonly Lock _gate = new();
    readonly Dictionary<string, DateTimeOffset> _access = new(StringComparer.Ordinal);
    string _refresh;
    int _renewals;

    internal QuickBooksSignIn(QuickBooksOptions options) => (_options, _refresh) = (options, options.FirstRefreshToken);

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

            _renewals++;
            _refresh = $"refresh-{_renewals}";
            var access = $"access-{_renewals}";
            _access[access] = _options.Time.GetUtcNow() + AccessLasts;
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
}
