using System.Text.Json;
using Ledger.ErpExport.Adapters;

namespace Ledger.ErpExport.Odoo;

/// <summary>
/// Gives names to Odoo's errors. A status and the name of a Python exception are all the code there is: what a UserError is about
/// stands only in its text, which is English because every call asks for <c>en_US</c>.
/// </summary>
static class OdooRefusals
{
    const int DetailMax = 500;

    // In order: the first that occurs in the text, without regard to case. Sources: README, "Errors".
    static readonly (string Words, ErpReason Reason)[] Texts =
    [
        ("prior to and inclusive of", ErpReason.PeriodClosed),
        ("lock date", ErpReason.PeriodClosed),
        ("is not balanced", ErpReason.Unbalanced),
        ("entries are unbalanced", ErpReason.Unbalanced),
        ("unbalanced journal entry", ErpReason.Unbalanced),
        ("inactive currency", ErpReason.CurrencyNotTaken),
        ("deprecated account", ErpReason.MasterDataMissing),
        ("archived account", ErpReason.MasterDataMissing),
        ("archived journal", ErpReason.MasterDataMissing),
        ("does not exist or has been deleted", ErpReason.MasterDataMissing),
        ("must be in draft", ErpReason.ReferenceTaken),
        ("amount expressed in the secondary currency", ErpReason.FieldInvalid),
        ("wrong credit or debit value", ErpReason.FieldInvalid),
    ];

    /// <summary>What an error says; null when the body is not an error of Odoo's and the status does not speak for itself.</summary>
    public static ErpRefusal? Of(ErpAnswer answer)
    {
        var (name, message) = Read(answer.Body);
        if (answer.Status is 401 or 403)
        {
            return new ErpRefusal(
                ErpReason.AccessRefused, $"Odoo refuses access (HTTP {answer.Status}): {message ?? "it does not say why"}.", name);
        }

        return name is null || message is null ? null : new ErpRefusal(ReasonOf(name, message), message, name);
    }

    static ErpReason ReasonOf(string name, string message)
    {
        var known = Array.Find(Texts, text => message.Contains(text.Words, StringComparison.OrdinalIgnoreCase));
        return (known.Words, name) switch
        {
            ({ }, _) => known.Reason,
            (_, "odoo.exceptions.AccessError" or "odoo.exceptions.AccessDenied") => ErpReason.AccessRefused,
            (_, "odoo.exceptions.MissingError") => ErpReason.MasterDataMissing,
            _ => ErpReason.RefusedByErp,
        };
    }

    static (string? Name, string? Message) Read(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? (Text(json.RootElement, "name"), Text(json.RootElement, "message"))
                : (null, null);
        }
        catch (JsonException)
        {
            return (null, null);
        }
    }

    static string? Text(JsonElement error, string field) =>
        error.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text.Length > DetailMax ? text[..DetailMax] : text
            : null;
}
