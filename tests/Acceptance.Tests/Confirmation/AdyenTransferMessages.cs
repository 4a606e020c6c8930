using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ledger.Acceptance.Tests.Confirmation;

/// <summary>Messages of Adyen's platform about one transfer, in the form of the examples of its schema.</summary>
static class AdyenTransferMessages
{
    /// <summary>An id as Adyen makes them: 16 letters and digits, nobody else's.</summary>
    internal static string NewId() =>
        string.Concat(Guid.CreateVersion7().ToByteArray().Select(part => (char)('A' + (part % 26))));

    internal static byte[] Payout(string id, int sequence, string status, long amount = 98_000) => Of(id, sequence, status, amount, new()
    {
        ["type"] = "bankTransfer",
        ["category"] = "bank",
        ["categoryData"] = new JsonObject { ["type"] = "bank", ["priority"] = "regular" },
    });

    internal static byte[] Fee(string id, string payment, string status = "fee") => Of(id, 2, status, 35, new()
    {
        ["type"] = "fee",
        ["category"] = "platformPayment",
        ["categoryData"] = new JsonObject { ["type"] = "platformPayment", ["pspPaymentReference"] = payment },
    });

    internal static byte[] Captured(string payment, string capture) => Encoding.UTF8.GetBytes($$$"""
        {"live":"false","notificationItems":[{"NotificationRequestItem":{"eventCode":"CAPTURE","success":"true","pspReference":"{{{capture}}}",
        "originalReference":"{{{payment}}}","merchantAccountCode":"TeaShopECOM","merchantReference":"order-{{{payment}}}",
        "amount":{"currency":"EUR","value":4990},"eventDate":"{{{Now}}}"}}]}
        """);

    static string Now => TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    static byte[] Of(string id, int sequence, string status, long amount, JsonObject kind)
    {
        var data = new JsonObject
        {
            ["id"] = id,
            ["direction"] = "outgoing",
            ["status"] = status,
            ["sequenceNumber"] = sequence,
            ["reason"] = "approved",
            ["amount"] = new JsonObject { ["currency"] = "EUR", ["value"] = amount },
            ["accountHolder"] = new JsonObject { ["id"] = "AH00000000000000000000001" },
            ["balanceAccount"] = new JsonObject { ["id"] = "BA00000000000000000000001" },
            ["balancePlatform"] = "TeaPlatform",
            ["creationDate"] = Now,
        };
        foreach (var (name, value) in kind.ToList())
        {
            kind.Remove(name);
            data[name] = value;
        }

        return JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            ["data"] = data,
            ["environment"] = "test",
            ["timestamp"] = Now,
            ["type"] = sequence == 1 ? "balancePlatform.transfer.created" : "balancePlatform.transfer.updated",
        });
    }
}
