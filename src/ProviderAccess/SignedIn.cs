using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Ledger.Providers.Api;

namespace Ledger.ProviderAccess;

/// <summary>The header by which calls are signed in: fixed, or a token that is fetched when it is needed.</summary>
sealed class SignedIn(ApiSignIn way, ApiAccess access, HttpClient http, TimeProvider time) : IDisposable
{
    /// <summary>A token is not used up to its last moment: a call takes its time too.</summary>
    static readonly TimeSpan Margin = TimeSpan.FromSeconds(60);

    readonly SemaphoreSlim _one = new(1, 1);
    volatile Token? _token;

    public async ValueTask<ApiSignIn.Header> HeaderAsync(CancellationToken ct)
    {
        if (way is ApiSignIn.Header header)
        {
            return header;
        }

        if (_token is { } good && good.Until > time.GetUtcNow())
        {
            return good.Header;
        }

        await _one.WaitAsync(ct);
        try
        {
            if (_token is not { } fresh || fresh.Until <= time.GetUtcNow())
            {
                _token = fresh = await FetchAsync((ApiSignIn.ClientCredentials)way, ct);
            }

            return fresh.Header;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>The API refused a header; true when another one may help.</summary>
    public bool Refused(ApiSignIn.Header header)
    {
        if (_token is { } token && ReferenceEquals(token.Header, header))
        {
            _token = null;
        }

        return way is ApiSignIn.ClientCredentials;
    }

    public void Dispose() => _one.Dispose();

    async Task<Token> FetchAsync(ApiSignIn.ClientCredentials client, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(access.Url.AbsoluteUri.TrimEnd('/') + client.TokenPath))
        {
            Content = new FormUrlEncodedContent([new("grant_type", "client_credentials")]),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{client.ClientId}:{client.ClientSecret}")));
        try
        {
            using var response = await http.SendAsync(request, ct);
            if (!response.IsSuccessStatusCode)
            {
                throw new ApiAwayException(
                    $"{access.Url.Authority} gives no token (HTTP {(int)response.StatusCode}): look at the api's secrets.",
                    ApiClient.RetryAfter(response, time));
            }

            using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(ct));
            var seconds = answer.RootElement.GetProperty("expires_in").GetInt32();
            return new Token(
                new ApiSignIn.Header("Authorization", $"Bearer {answer.RootElement.GetProperty("access_token").GetString()}"),
                time.GetUtcNow() + TimeSpan.FromSeconds(seconds) - Margin);
        }
        catch (Exception broken) when (broken is HttpRequestException or JsonException or KeyNotFoundException or InvalidOperationException
            or FormatException)
        {
            throw new ApiAwayException($"{access.Url.Authority} gave no token: {broken.GetType().Name}.", innerException: broken);
        }
        catch (OperationCanceledException late) when (!ct.IsCancellationRequested)
        {
            throw new ApiAwayException(
                $"No connection to {access.Url.Authority} came up in time: there is no token.", innerException: late);
        }
    }

    sealed record Token(ApiSignIn.Header Header, DateTimeOffset Until);
}
