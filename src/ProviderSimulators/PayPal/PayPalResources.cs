using System.Text.Json.Nodes;

namespace Ledger.ProviderSimulators.PayPal;

/// <summary>Where the resource of an event lies in the API.</summary>
static class PayPalResources
{
    /// <summary>Path of the resource: what its own link says, else by its kind and version; null when neither tells.</summary>
    internal static string? PathOf(JsonObject sent, JsonObject resource) =>
        LinkOf(resource, "self") ?? ((string?)sent["resource_type"], (string?)sent["resource_version"] == "2.0") switch
        {
            ("authorization", true) => Of("/v2/payments/authorizations/", resource, "id"),
            ("authorization", false) => Of("/v1/payments/authorization/", resource, "id"),
            ("capture", true) => Of("/v2/payments/captures/", resource, "id"),
            ("capture", false) => Of("/v1/payments/capture/", resource, "id"),
            ("refund", true) => Of("/v2/payments/refunds/", resource, "id"),
            ("refund", false) => Of("/v1/payments/refund/", resource, "id"),
            ("sale", _) => Of("/v1/payments/sale/", resource, "id"),
            ("dispute", _) => Of("/v1/customer/disputes/", resource, "dispute_id"),
            ("payouts_item", _) => Of("/v1/payments/payouts-item/", resource, "payout_item_id"),
            ("checkout-order", _) => Of("/v2/checkout/orders/", resource, "id"),
            _ => null,
        };

    /// <summary>Path of a link with a relation; null when there is none.</summary>
    internal static string? LinkOf(JsonObject resource, string relation) =>
        (resource["links"] as JsonArray)?.OfType<JsonObject>()
            .Where(link => (string?)link["rel"] == relation)
            .Select(link => Uri.TryCreate((string?)link["href"], UriKind.Absolute, out var href) ? href.AbsolutePath : null)
            .FirstOrDefault(path => path is not null);

    static string? Of(string objects, JsonObject resource, string name) => (string?)resource[name] is { } id ? objects + id : null;
}
