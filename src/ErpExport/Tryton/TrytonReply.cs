using System.Globalization;
using System.Net;
using System.Text.Json;
using Ledger.ErpExport.Adapters;

namespace Ledger.ErpExport.Tryton;

/// <summary>An answer, understood: HTTP 200 is no success, for Tryton answers its own errors with it.</summary>
/// <param name="Result">What was asked for; meaningless with an error.</param>
/// <param name="Error">What went wrong; null when nothing did.</param>
/// <param name="Evidence">What came.</param>
sealed record TrytonReply(JsonElement Result, TrytonError? Error, ErpAnswerEvidence Evidence)
{
    /// <summary>Reads an answer.</summary>
    /// <param name="answer">What came.</param>
    /// <param name="id">The id of the request.</param>
    /// <param name="defaultWait">How long to wait when there were too many calls and the answer does not say for how long.</param>
    public static TrytonReply Of(ErpAnswer answer, long id, TimeSpan defaultWait)
    {
        if (!answer.IsSuccess)
        {
            return new TrytonReply(default, OfStatus(answer, defaultWait), answer.Evidence);
        }

        try
        {
            using var json = JsonDocument.Parse(answer.Body);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("id", out var echoed)
                || !echoed.TryGetInt64(out var answered) || answered != id)
            {
                return Unreadable(answer, "it does not carry the id of the request");
            }

            if (root.TryGetProperty("error", out var error))
            {
                return new TrytonReply(default, OfBody(error), answer.Evidence);
            }

            return root.TryGetProperty("result", out var result)
                ? new TrytonReply(result.Clone(), null, answer.Evidence)
                : Unreadable(answer, "it holds neither result nor error");
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return Unreadable(answer, unreadable.Message);
        }
    }

    static TrytonReply Unreadable(ErpAnswer answer, string why) => new(
        default, new TrytonError(ErpReason.AnswerUnreadable, $"The answer is none of Tryton's: {why}."), answer.Evidence);

    static TrytonError OfStatus(ErpAnswer answer, TimeSpan defaultWait)
    {
        var code = string.Create(CultureInfo.InvariantCulture, $"HTTP {answer.Status}");
        return (HttpStatusCode)answer.Status switch
        {
            HttpStatusCode.TooManyRequests =>
                new TrytonError(ErpReason.ErpFault, "There were too many calls.", code, answer.RetryAfter ?? defaultWait),
            HttpStatusCode.Unauthorized => new TrytonError(ErpReason.AccessRefused, "The user or the password is refused.", code),
            HttpStatusCode.Forbidden => new TrytonError(ErpReason.AccessRefused, "The call is forbidden.", code),
            HttpStatusCode.NotFound => new TrytonError(ErpReason.AccessRefused, "There is no such database at this address.", code),
            HttpStatusCode.RequestTimeout => new TrytonError(ErpReason.ErpFault, "The request did not arrive in time.", code),
            _ when answer.IsFault => new TrytonError(ErpReason.ErpFault, $"{code} came in place of an answer.", code),
            _ => new TrytonError(ErpReason.RefusedByErp, $"{code} came in place of an answer.", code),
        };
    }

    /// <summary>
    /// <c>["UserError", [sentence, description, …]]</c>, <c>["UserWarning", [name, sentence, …]]</c>,
    /// <c>["LoginException", [name, sentence, …]]</c>; anything else is a fault of the server, with its words first.
    /// </summary>
    static TrytonError OfBody(JsonElement error)
    {
        if (error.ValueKind != JsonValueKind.Array || error.GetArrayLength() == 0)
        {
            return new TrytonError(ErpReason.ErpFault, "Tryton answers an error without a word.");
        }

        var name = error[0].ToString();
        var said = error.GetArrayLength() > 1 && error[1].ValueKind == JsonValueKind.Array
            ? error[1].EnumerateArray().Where(each => each.ValueKind == JsonValueKind.String).Select(each => each.ToString()).ToList()
            : [];
        return name switch
        {
            "UserError" when said.Count > 0 => TrytonError.OfSentence(name, string.Join(' ', said).Trim()),
            "UserWarning" when said.Count > 1 => TrytonError.OfSentence(name, said[1]),
            "LoginException" => new TrytonError(ErpReason.AccessRefused, "Tryton asks for more than a password at login.", name),
            _ => new TrytonError(ErpReason.ErpFault, $"Tryton failed: {name}"),
        };
    }
}
