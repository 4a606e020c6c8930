using System.Text.Json;
using Ledger.Providers.Reading;

namespace Ledger.Providers.Stripe;

/// <summary>What Stripe's objects have in common, read tolerantly.</summary>
static class StripeFields
{
    /// <summary>
    /// An id: the string itself, or the id of the object that stands in its place when it is expanded.
    /// </summary>
    internal static string? Id(this JsonElement element, string name) =>
        element.Text(name) ?? element.Child(name)?.Text("id");

    /// <summary>The objects of a list, given as an array or as Stripe's <c>{"object":"list","data":[…]}</c>.</summary>
    internal static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.Child(name) is { } list ? list.Objects("data") : element.Objects(name);

    /// <summary>
    /// The payment that an object belongs to: its payment intent, else that of its expanded charge, else the charge.
    /// </summary>
    internal static string? Payment(this JsonElement element) =>
        element.Id("payment_intent") ?? element.Child("charge")?.Id("payment_intent") ?? element.Id("charge");
}
