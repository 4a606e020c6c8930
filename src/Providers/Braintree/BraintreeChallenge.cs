using System.Buffers;
using System.Text;

namespace Ledger.Providers.Braintree;

/// <summary>
/// By <c>GET ?bt_challenge=HEX</c> Braintree asks whether an endpoint is ours before it sends anything; the answer is the
/// signature of the challenge.
/// </summary>
/// <remarks>
/// Whoever asks gets that signature. It is of 20 to 32 lower-case hex digits only, and a payload of that form is refused, so it
/// signs no notification.
/// </remarks>
static class BraintreeChallenge
{
    const string Name = "bt_challenge";
    const int CharsMin = 20;
    const int CharsMax = 32;

    static readonly SearchValues<byte> Hex = SearchValues.Create("0123456789abcdef"u8);

    /// <summary>The answer under the newest key pair; null when this is no challenge, or there is no key pair.</summary>
    internal static string? Answer(IReadOnlyDictionary<string, string> query, EndpointSettings settings)
    {
        if (!query.TryGetValue(Name, out var text) || text.Length > CharsMax)
        {
            return null;
        }

        var challenge = Encoding.UTF8.GetBytes(text);
        var keys = settings.Secrets.Select(BraintreeKeys.Of).FirstOrDefault(pair => pair is not null);
        return keys is not null && Has(challenge) ? $"{keys.Public}|{keys.Sign(challenge)}" : null;
    }

    /// <summary>True for what has the form of a challenge.</summary>
    internal static bool Has(ReadOnlySpan<byte> text) =>
        text.Length is >= CharsMin and <= CharsMax && text.IndexOfAnyExcept(Hex) < 0;
}
