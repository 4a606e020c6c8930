namespace Ledger.Providers.Api;

/// <summary>How an account's API is reached. Its text tells no secret.</summary>
public sealed record ApiAccess
{
    /// <summary>The API's address, such as <c>https://api.stripe.com</c>; ends without a slash.</summary>
    public required Uri Url { get; init; }

    /// <summary>Secrets by the names that the provider's <see cref="IProviderApi.Credentials"/> lists. Never printed.</summary>
    public required IReadOnlyDictionary<string, string> Credentials { get; init; }

    /// <summary>Calls a second of this account, over time; 20 unless set, which every provider here allows.</summary>
    public int RatePerSecond { get; init; } = 20;

    /// <summary>Seconds that one call may take; 10 unless set.</summary>
    public int TimeoutSeconds { get; init; } = 10;

    /// <summary>Minutes from receipt in which a read must have succeeded; 60 unless set. After it the message is a dead letter.</summary>
    public int DeadlineMinutes { get; init; } = 60;

    /// <inheritdoc/>
    public override string ToString() => $"API at {Url.GetLeftPart(UriPartial.Authority)}";
}
