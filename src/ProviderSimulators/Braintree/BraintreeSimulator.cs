using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;

namespace Ledger.ProviderSimulators.Braintree;

/// <summary>
/// Braintree's API as far as it is read: transactions and disputes by id, in XML. Rules and their sources: the README beside this file.
/// </summary>
public sealed class BraintreeSimulator(string key) : IProviderSimulator
{
    const string Basic = "Basic ";
    const string Restricted = "restricted";
    const int StatusUpgradeRequired = 426;

    /// <inheritdoc/>
    public string Name => "braintree";

    /// <inheritdoc/>
    public bool Learn(ReadOnlyMemory<byte> webhook, SimulatedObjects objects)
    {
        if (BraintreeNotification.Read(webhook) is not { } notification)
        {
            return false;
        }

        foreach (var changed in notification.Objects)
        {
            var known = objects.Get(KeyOf(changed.Name.LocalName, (string)changed.Element("id")!));
            Put(objects, BraintreeObjects.After(known is null ? null : Parse(known), changed, notification));
        }

        foreach (var refund in notification.Objects.Where(changed => changed.Element("refunded-transaction-id") is { IsEmpty: false }))
        {
            Refunded(objects, (string)refund.Element("refunded-transaction-id")!, (string)refund.Element("id")!);
        }

        return true;
    }

    /// <inheritdoc/>
    public Task AnswerAsync(HttpContext http, SimulatedObjects objects)
    {
        if (PublicKeyOf(http.Request) is not { } publicKey)
        {
            return FailAsync(http, StatusCodes.Status401Unauthorized);
        }

        if (publicKey.StartsWith(Restricted, StringComparison.Ordinal))
        {
            return FailAsync(http, StatusCodes.Status403Forbidden);
        }

        if (!int.TryParse(http.Request.Headers["X-ApiVersion"], NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            return FailAsync(http, StatusUpgradeRequired);
        }

        return http.Request.Path.Value!.Split('/') is ["", "merchants", { Length: > 0 }, var kind, var id]
            && HttpMethods.IsGet(http.Request.Method) && kind is "transactions" or "disputes" && objects.Get($"{kind}/{id}") is { } found
            ? WriteAsync(http, found)
            : FailAsync(http, StatusCodes.Status404NotFound);
    }

    /// <summary>Statuses say all: answers that are no objects have no body.</summary>
    public Task FailAsync(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        http.Response.ContentLength = 0;
        return Task.CompletedTask;
    }

    /// <summary>The public key of a caller whose private key is right; null for others.</summary>
    string? PublicKeyOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        var bytes = new byte[header.Length];
        if (!header.StartsWith(Basic, StringComparison.Ordinal)
            || !Convert.TryFromBase64String(header[Basic.Length..], bytes, out var length))
        {
            return null;
        }

        var pair = Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2);
        return pair is [{ Length: > 0 } publicKey, var privateKey] && privateKey == key ? publicKey : null;
    }

    static void Refunded(SimulatedObjects objects, string saleId, string refundId)
    {
        if (objects.Get(KeyOf("transaction", saleId)) is { } sale)
        {
            Put(objects, BraintreeObjects.WithRefund(Parse(sale), refundId));
        }
    }

    static void Put(SimulatedObjects objects, XElement element) => objects.Put(
        KeyOf(element.Name.LocalName, (string)element.Element("id")!), Encoding.UTF8.GetBytes(element.ToString()));

    static string KeyOf(string name, string id) => $"{name}s/{id}";

    static XElement Parse(byte[] xml) => XElement.Parse(Encoding.UTF8.GetString(xml));

    static Task WriteAsync(HttpContext http, byte[] found)
    {
        http.Response.ContentType = "application/xml; charset=utf-8";
        return http.Response.WriteAsync($"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{Encoding.UTF8.GetString(found)}\n");
    }
}
