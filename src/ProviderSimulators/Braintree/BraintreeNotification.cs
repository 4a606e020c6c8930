using System.Text;
using System.Xml;
using System.Xml.Linq;
using Microsoft.AspNetCore.WebUtilities;

namespace Ledger.ProviderSimulators.Braintree;

/// <summary>A webhook as Braintree posts it, a form with its XML in base64, or that XML alone.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Timestamp">When, as it is written.</param>
/// <param name="Objects">The transactions and disputes in it.</param>
sealed record BraintreeNotification(string Kind, string Timestamp, IReadOnlyList<XElement> Objects)
{
    static readonly XmlReaderSettings Settings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    /// <summary>Reads one; null when this is no notification.</summary>
    internal static BraintreeNotification? Read(ReadOnlyMemory<byte> webhook)
    {
        var text = Encoding.UTF8.GetString(webhook.Span).TrimStart('\uFEFF');
        var xml = text.TrimStart().StartsWith('<') ? text : PayloadOf(text);
        return xml is not null && Parse(xml) is { Name.LocalName: "notification" } root && root.Element("kind") is { } kind
            && root.Element("subject") is { } subject
            ? new BraintreeNotification(kind.Value, (string?)root.Element("timestamp") ?? "", [.. ObjectsIn(subject)])
            : null;
    }

    static string? PayloadOf(string form)
    {
        var payload = QueryHelpers.ParseQuery(form).TryGetValue("bt_payload", out var values) ? values.ToString() : "";
        var bytes = new byte[payload.Length];
        return payload.Length > 0 && Convert.TryFromBase64String(payload, bytes, out var length)
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : null;
    }

    static XElement? Parse(string xml)
    {
        try
        {
            using var text = new StringReader(xml);
            using var reader = XmlReader.Create(text, Settings);
            return XElement.Load(reader);
        }
        catch (XmlException)
        {
            return null;
        }
    }

    /// <summary>
    /// The subject itself, the transactions of a subscription, the transaction of a local payment. What a dispute holds is a summary of its
    /// transaction, and no object of its own.
    /// </summary>
    static IEnumerable<XElement> ObjectsIn(XElement subject) =>
        from element in subject.Descendants()
        where element.Name.LocalName is "transaction" or "dispute" && element.Element("id") is { Value.Length: > 0 }
        where !element.Ancestors("dispute").Any()
        select element;
}
