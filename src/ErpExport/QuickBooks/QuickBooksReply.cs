using System.Text.Json;
using Ledger.ErpExport.Adapters;

namespace Ledger.ErpExport.QuickBooks;

/// <summary>An answer of QuickBooks, read: success stands in the body, never in the status alone.</summary>
/// <param name="Answer">The answer as it came.</param>
/// <param name="Body">Its JSON; null when it is none.</param>
/// <param name="Fault">What is wrong; null when nothing is.</param>
sealed record QuickBooksReply(ErpAnswer Answer, JsonElement? Body, QuickBooksFault? Fault)
{
    /// <summary>Reads an answer.</summary>
    public static QuickBooksReply Of(ErpAnswer answer)
    {
        if (Parse(answer.Body) is not { ValueKind: JsonValueKind.Object } body)
        {
            return new(answer, null, QuickBooksFault.OfStatus(answer.Status));
        }

        if (body.Find("Fault") is { } fault)
        {
            return new(answer, body, QuickBooksFault.Of(answer.Status, fault.Text("type"), [.. fault.Each("Error").Select(Error)]));
        }

        return new(answer, body, answer.IsSuccess ? null : QuickBooksFault.OfStatus(answer.Status));
    }

    /// <summary>The body of a question's answer.</summary>
    /// <exception cref="ErpAwayException">It is a fault.</exception>
    public JsonElement Require() => Fault is null
        ? Body!.Value
        : throw new ErpAwayException(
            Fault.Reason, $"{Fault.Detail}{(Fault.Code is { } code ? $" (code {code})" : "")}", Answer.RetryAfter);

    static QuickBooksError Error(JsonElement error) =>
        new(error.Text("code")?.TrimStart('0'), error.Text("Message") ?? "", error.Text("Detail") ?? "");

    static JsonElement? Parse(byte[] utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
