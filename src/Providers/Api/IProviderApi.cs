using Ledger.PaymentEvents;

namespace Ledger.Providers.Api;

/// <summary>What of a provider's API this ledger uses. Pure: it says what to read and what the answer means; others call.</summary>
public interface IProviderApi
{
    /// <summary>Names of the secrets that signing in takes, as they stand in the secrets file under <c>api</c>.</summary>
    IReadOnlyList<string> Credentials { get; }

    /// <summary>Where the API is in service, when the secrets file does not say.</summary>
    Uri Address { get; }

    /// <summary>The provider's list of its own events; null when its API has none.</summary>
    IEventListing? Events => null;

    /// <summary>How calls sign in.</summary>
    ApiSignIn SignIn(ApiAccess access);

    /// <summary>The read that confirms one message; null when the API has nothing to read for it.</summary>
    /// <param name="reported">The message's facts, at least one.</param>
    /// <param name="settings">The endpoint.</param>
    ApiRead? ReadOf(IReadOnlyList<PaymentEvent> reported, EndpointSettings settings);

    /// <summary>What the object says, read in place of the message's own; never throws on any answer.</summary>
    /// <param name="reported">The message's facts, at least one.</param>
    /// <param name="body">The answer with status 200.</param>
    /// <param name="settings">The endpoint.</param>
    ObjectReading Read(IReadOnlyList<PaymentEvent> reported, ReadOnlyMemory<byte> body, EndpointSettings settings);
}
