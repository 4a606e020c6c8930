using Microsoft.AspNetCore.Http;

namespace Ledger.ProviderSimulators;

/// <summary>A stand-in of one provider's API, written from its public documents and never from our own code.</summary>
public interface IProviderSimulator
{
    /// <summary>Its name, which is the first part of its addresses.</summary>
    string Name { get; }

    /// <summary>Who signs its webhooks; null where an endpoint's secret is all that it takes.</summary>
    IWebhookSigner? Signer => null;

    /// <summary>Takes in what the provider has sent, or is about to send: the objects in it are as they are from now on.</summary>
    /// <param name="webhook">The body of a webhook.</param>
    /// <param name="objects">What it knows.</param>
    /// <returns>False when this is no webhook of the provider's.</returns>
    bool Learn(ReadOnlyMemory<byte> webhook, SimulatedObjects objects);

    /// <summary>Answers a call of its API.</summary>
    /// <param name="http">The call; its path is what follows the name.</param>
    /// <param name="objects">What it knows, as its answers show it at this moment.</param>
    Task AnswerAsync(HttpContext http, SimulatedObjects objects);

    /// <summary>Answers in the provider's own form: too many calls, a sign-in that has run out, or a fault of its own.</summary>
    Task FailAsync(HttpContext http, int status);
}
