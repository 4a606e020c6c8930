using System.Text;
using System.Text.Json;
using Ledger.PaymentEvents;
using Ledger.Providers.PayPal;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Fast.Tests.Providers.PayPal;

/// <summary>
/// Public payloads (eealba/payper, PayPal's own libraries; shared/data/webhooks/paypal) give the classes that this table states. The files
/// are not part of the repository.
/// </summary>
public sealed class PayPalConformanceTests
{
    const string Folder = "webhooks/paypal";

    static readonly Dictionary<string, string> Expected = new(StringComparer.Ordinal)
    {
        ["payper/CUSTOMER.DISPUTE.CREATED.json"] = "dispute-inquiry 3.00 USD (needs-read)", // An inquiry.
        ["payper/GET_authorization.json"] = "NotAnEvent",
        ["payper/GET_capture.json"] = "NotAnEvent",
        ["payper/PAYMENT.AUTHORIZATION.CREATED.json"] = "auth-created 7.47 USD (needs-read)",
        ["payper/refund.json"] = "NotAnEvent",
        ["payper/webhooks-event-types.list_response.json"] = "NotAnEvent",
        ["payper/webhooks-events.list_response.json"] = "NotAnEvent",
        ["vectors/PAYMENT.SALE.COMPLETED.2015-05-12.json"] =
            "capture-succeeded 20.00 USD (needs-read), fee-posted 0.88 USD (needs-read)",
        ["vectors/PAYMENT.SALE.COMPLETED.2016-10-05.json"] =
            "capture-succeeded 6.01 USD (needs-read), fee-posted 0.47 USD (needs-read)",
        ["vectors/paypal-signature-vectors.json"] = "NotAnEvent",
    };

    [Fact]
    public void Every_public_payload_gives_the_classes_expected()
    {
        var folder = SharedData.Locate(Folder);
        var found = Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetRelativePath(folder, file), file => Outcome(File.ReadAllBytes(file)), StringComparer.Ordinal);

        Assert.Equal(Lines(Expected), Lines(found));
    }

    [Fact]
    public void Every_signed_body_gives_the_classes_expected()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(SharedData.Locate($"{Folder}/vectors/paypal-signature-vectors.json")));
        var found = document.RootElement.GetProperty("vectors").EnumerateArray()
            .Concat(document.RootElement.GetProperty("vectors_with_certificate").EnumerateArray())
            .Select(vector => Outcome(Encoding.UTF8.GetBytes(vector.GetProperty("body").GetString()!)));

        const string Sale = "capture-succeeded 20.00 USD (needs-read), fee-posted 0.88 USD (needs-read)";
        Assert.Equal([Sale, Sale, "NoFact"], found);
    }

    static string Lines(Dictionary<string, string> outcomes) =>
        string.Join('\n', outcomes.Select(pair => $"{pair.Key}: {pair.Value}").Order(StringComparer.Ordinal));

    static string Outcome(byte[] body)
    {
        var translation = new PayPalProvider().Translate(Deliveries.Of(body), Deliveries.Settings);
        var names = translation.Events
            .Select(fact => $"{fact.Class}{(fact.Variant is null ? "" : "/" + fact.Variant)} {fact.Amounts.Gross}"
                + (fact.Completeness == Completeness.NeedsRead ? " (needs-read)" : ""))
            .Concat(translation.Reason is { } reason ? [reason.ToString()] : []);
        return string.Join(", ", names);
    }
}
