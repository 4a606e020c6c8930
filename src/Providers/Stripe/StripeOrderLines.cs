using System.Text;
using System.Text.Json;
using Ledger.PaymentEvents;
using Ledger.Providers.Reading;

namespace Ledger.Providers.Stripe;

/// <summary>
/// Order lines that the merchant put into the object's metadata: key <c>order_lines</c>, a JSON text such as
/// <c>[{"sku":"TEA-1","quantity":2,"location":"ZRH"}]</c>.
/// </summary>
static class StripeOrderLines
{
    const string Key = "order_lines";
    const int PartsMax = 20;

    /// <summary>
    /// Every line with what can be read of it; null is what it lacks (R-GW-28). None when the text is no array of
    /// objects, or when there are more than fit: a part of the lines would look like all of them.
    /// </summary>
    internal static IReadOnlyList<OrderLine> Of(JsonElement source)
    {
        if (source.Child("metadata") is not { } metadata || TextOf(metadata) is not { Length: > 0 } text)
        {
            return [];
        }

        using var document = JsonBody.ParseAny(JsonBody.WithoutLoneSurrogates(Encoding.UTF8.GetBytes(text)));
        return OrderLineList.Read(document?.RootElement);
    }

    /// <summary>
    /// The text, which goes on in <c>order_lines_2</c> and so on: a value of Stripe's metadata has 500 characters at most
    /// (https://docs.stripe.com/api/metadata).
    /// </summary>
    static string TextOf(JsonElement metadata) => string.Concat(
        Enumerable.Range(1, PartsMax)
            .Select(part => metadata.Text(part == 1 ? Key : $"{Key}_{part}"))
            .TakeWhile(text => !string.IsNullOrEmpty(text)));
}
