using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ledger.Providers.Reading;

namespace Ledger.Providers.Adyen;

/// <summary>Signs as Adyen would: inside each item where the body has items, else in the header.</summary>
static class AdyenSigning
{
    static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    internal static SignedRequest Sign(ReadOnlyMemory<byte> body, string secret)
    {
        using var document = JsonBody.Parse(body, out _, out _);
        return document is not null && AdyenBody.HasItems(document.RootElement)
            ? new SignedRequest(WithSignatures(body, document.RootElement, secret), new Dictionary<string, string>(StringComparer.Ordinal))
            : new SignedRequest(body, new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [AdyenSignature.HeaderName] = AdyenSignature.HeaderFor(body.Span, secret),
            });
    }

    /// <summary>The body with a signature in every item that can be signed; as it is when it says something twice.</summary>
    static ReadOnlyMemory<byte> WithSignatures(ReadOnlyMemory<byte> body, JsonElement root, string secret)
    {
        var texts = AdyenBody.Items(root).Select(item => AdyenItemText.Of(item, out _)).ToArray();
        if (Parse(body) is not { } copy || copy["notificationItems"] is not JsonArray items)
        {
            return body;
        }

        foreach (var (item, text) in items.Zip(texts))
        {
            if (text is not null && (item as JsonObject)?["NotificationRequestItem"] is JsonObject fields)
            {
                if (fields["additionalData"] is not JsonObject additional)
                {
                    fields["additionalData"] = additional = [];
                }

                additional[AdyenItemText.SignatureField] = AdyenHmac.Signature(Encoding.UTF8.GetBytes(text), secret);
            }
        }

        return Encoding.UTF8.GetBytes(copy.ToJsonString());
    }

    static JsonObject? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonNode.Parse(JsonBody.WithoutLoneSurrogates(body).Span, documentOptions: Strict) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
