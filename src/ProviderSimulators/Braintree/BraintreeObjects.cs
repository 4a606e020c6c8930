using System.Xml.Linq;

namespace Ledger.ProviderSimulators.Braintree;

/// <summary>
/// What becomes of an object by a notification about it, with all that the API's objects have and notifications may leave out.
/// </summary>
static class BraintreeObjects
{
    const string History = "status-history";

    /// <summary>What a sale has besides its id when nobody has said anything else.</summary>
    static readonly (string Name, string Text)[] OfATransaction = [("type", "sale"), ("currency-iso-code", "USD")];

    /// <summary>The object after a notification: what that says takes the place of what was known, the rest stays.</summary>
    internal static XElement After(XElement? known, XElement changed, BraintreeNotification notification)
    {
        var after = new XElement(changed);
        if (after.Name.LocalName == "transaction" && after.Element("status") is null && StatusAfter(notification.Kind) is { } status)
        {
            after.Add(new XElement("status", status));
        }

        foreach (var kept in known?.Elements() ?? [])
        {
            if (after.Element(kept.Name) is null)
            {
                after.Add(new XElement(kept));
            }
        }

        if (after.Name.LocalName == "transaction")
        {
            Complete(after, notification.Timestamp);
        }

        return after;
    }

    /// <summary>The sale with one more refund.</summary>
    internal static XElement WithRefund(XElement sale, string refundId)
    {
        var refunds = ArrayOf(sale, "refund-ids");
        if (!refunds.Elements().Any(item => item.Value == refundId))
        {
            refunds.Add(new XElement("item", refundId));
        }

        return sale;
    }

    /// <summary>The status in which kinds are sent whose samples leave it out.</summary>
    static string? StatusAfter(string kind) => kind switch
    {
        "transaction_settled" or "transaction_disbursed" or "local_payment_funded" => "settled",
        "transaction_settlement_declined" => "settlement_declined",
        _ => null,
    };

    static void Complete(XElement transaction, string timestamp)
    {
        foreach (var (name, text) in OfATransaction)
        {
            if (transaction.Element(name) is null)
            {
                transaction.Add(new XElement(name, text));
            }
        }

        var history = ArrayOf(transaction, History);
        var status = (string?)transaction.Element("status");
        if (status is not null && (string?)history.Elements().LastOrDefault()?.Element("status") != status)
        {
            history.Add(new XElement(
                "status-event",
                new XElement("timestamp", new XAttribute("type", "datetime"), timestamp), new XElement("status", status),
                new XElement("amount", (string?)transaction.Element("amount")), new XElement("user", new XAttribute("nil", "true")),
                new XElement("transaction-source", "api")));
        }
    }

    static XElement ArrayOf(XElement element, string name)
    {
        if (element.Element(name) is { } array)
        {
            return array;
        }

        var made = new XElement(name, new XAttribute("type", "array"));
        element.Add(made);
        return made;
    }
}
