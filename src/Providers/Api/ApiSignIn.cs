namespace Ledger.Providers.Api;

/// <summary>How calls to an API say who calls. Its text tells no secret.</summary>
public abstract record ApiSignIn
{
    ApiSignIn()
    {
    }

    /// <inheritdoc/>
    public sealed override string ToString() => GetType().Name;

    /// <summary>A header with every call.</summary>
    /// <param name="Name">The header.</param>
    /// <param name="Value">Its value.</param>
    public sealed record Header(string Name, string Value) : ApiSignIn;

    /// <summary>
    /// OAuth 2.0 client credentials (RFC 6749, section 4.4): a token is fetched with HTTP Basic, sent as Bearer, and fetched anew when it
    /// runs out or is refused.
    /// </summary>
    /// <param name="TokenPath">Path of the token endpoint, such as <c>/v1/oauth2/token</c>.</param>
    /// <param name="ClientId">Who calls.</param>
    /// <param name="ClientSecret">Its secret.</param>
    public sealed record ClientCredentials(string TokenPath, string ClientId, string ClientSecret) : ApiSignIn;
}
