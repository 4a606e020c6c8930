using System.Text.Json;
using Ledger.Providers.Reading;

namespace Ledger.Providers.PayPal;

/// <summary>What PayPal's objects have in common, read tolerantly over both versions of its API.</summary>
static class PayPalFields
{
    static readonly string[] CaptureKinds = ["captures", "capture", "sale"];

    /// <summary>The status in capitals: <c>status</c> of version 2, <c>state</c> of version 1; null when there is none.</summary>
    internal static string? Status(this JsonElement resource) =>
        (resource.Text("status") ?? resource.Text("state"))?.ToUpperInvariant();

    /// <summary>Why it has this status.</summary>
    internal static string? Reason(this JsonElement resource) =>
        resource.Child("status_details")?.Text("reason") ?? resource.Text("reason_code");

    /// <summary>
    /// The capture or sale that a refund or reversal is of: <c>links[rel=up]</c> of version 2, <c>sale_id</c> or <c>capture_id</c> of
    /// version 1, whichever states it; null when none does.
    /// </summary>
    internal static string? CaptureOfRefund(this JsonElement refund) =>
        refund.Linked("up", CaptureKinds) ?? refund.RelatedIds()?.Text("capture_id")
        ?? refund.Text("capture_id") ?? refund.Text("sale_id")
        ?? refund.Linked("capture", CaptureKinds) ?? refund.Linked("sale", CaptureKinds);

    /// <summary>The capture or sale that a resource is itself, by its own link.</summary>
    internal static string? CaptureItself(this JsonElement resource) => resource.Linked("self", CaptureKinds);

    internal static JsonElement? RelatedIds(this JsonElement resource) =>
        resource.Child("supplementary_data")?.Child("related_ids");

    /// <summary>The last part of a link's path, when the part before it is one of the kinds.</summary>
    static string? Linked(this JsonElement resource, string relation, string[] kinds)
    {
        foreach (var link in resource.Objects("links"))
        {
            if (link.Text("rel") == relation && link.Text("href")?.Split('/') is [.., var kind, var id] && kinds.Contains(kind))
            {
                return id;
            }
        }

        return null;
    }
}
