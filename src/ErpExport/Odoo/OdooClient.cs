using System.Net.Http.Headers;
using System.Text.Json;
using Ledger.ErpExport.Adapters;

namespace Ledger.ErpExport.Odoo;

/// <summary>
/// Calls methods of Odoo's models: <c>POST json/2/{model}/{method}</c>, arguments by name, each call its own transaction.
/// </summary>
sealed class OdooClient(ErpHttp http, string database, string apiKey, TimeSpan defaultRetryAfter)
{
    static readonly MediaTypeHeaderValue Json = new("application/json", "utf-8");

    /// <summary>Calls a method that changes nothing.</summary>
    /// <exception cref="ErpAwayException">It cannot be asked. Its RetryAfter is set only when Odoo throttles.</exception>
    public async Task<JsonElement> AskAsync(string method, byte[] arguments, CancellationToken ct)
    {
        var answer = await http.AskAsync(() => Request(method, arguments), ct);
        if (answer.IsSuccess)
        {
            return Parse(answer) ?? throw new ErpAwayException(ErpReason.AnswerUnreadable, Unreadable(method, answer));
        }

        if (IsThrottle(answer))
        {
            http.Pause(answer.RetryAfter);
            throw new ErpAwayException(
                ErpReason.ErpFault, "Odoo says that there are too many calls (HTTP 429).", answer.RetryAfter ?? defaultRetryAfter);
        }

        throw (answer.IsFault, OdooRefusals.Of(answer)) switch
        {
            (true, _) => new ErpAwayException(ErpReason.ErpFault, Fault(method, answer)),
            (_, { Reason: ErpReason.AccessRefused } refusal) => new ErpAwayException(ErpReason.AccessRefused, refusal.Detail),
            (_, { } refusal) => new ErpAwayException(ErpReason.AnswerUnreadable, $"Odoo does not answer {method}: {refusal.Detail}"),
            _ => new ErpAwayException(ErpReason.AnswerUnreadable, Unreadable(method, answer)),
        };
    }

    /// <summary>Calls a method that changes something, once. Either it answers, or what to say of the document is told.</summary>
    public async Task<OdooReply> SendAsync(string method, byte[] arguments, CancellationToken ct)
    {
        ErpAnswer answer;
        try
        {
            using var request = Request(method, arguments);
            answer = await http.SendAsync(request, ct);
        }
        catch (ErpAwayException away)
        {
            return new OdooReply(null, new SubmitResult.Unknown(away.Reason, away.Message), ErpAnswerEvidence.None);
        }

        if (answer.IsSuccess)
        {
            return Parse(answer) is { } value
                ? new OdooReply(value, null, answer.Evidence)
                : Failed(new SubmitResult.Unknown(ErpReason.AnswerUnreadable, Unreadable(method, answer)));
        }

        if (IsThrottle(answer))
        {
            http.Pause(answer.RetryAfter);
            return Failed(new SubmitResult.Throttled(answer.RetryAfter));
        }

        return Failed((answer.IsFault, OdooRefusals.Of(answer)) switch
        {
            (true, _) => new SubmitResult.Unknown(ErpReason.ErpFault, Fault(method, answer)),
            (_, { Reason: ErpReason.AccessRefused or ErpReason.PeriodClosed } refusal) => new SubmitResult.Held(refusal),
            (_, { } refusal) => new SubmitResult.Rejected(refusal),
            _ => new SubmitResult.Unknown(ErpReason.AnswerUnreadable, Unreadable(method, answer)),
        });

        OdooReply Failed(SubmitResult result) => new(null, result with { Evidence = answer.Evidence }, answer.Evidence);
    }

    HttpRequestMessage Request(string method, byte[] arguments)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"json/2/{method}", UriKind.Relative))
        {
            Content = new ByteArrayContent(arguments) { Headers = { ContentType = Json } },
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("bearer", apiKey);
        request.Headers.Add("X-Odoo-Database", database);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Ledger", productVersion: null));
        return request;
    }

    // Behind a public address a proxy answers for Odoo: its 429 has no body of Odoo's.
    static bool IsThrottle(ErpAnswer answer) => answer.Status == 429;

    static JsonElement? Parse(ErpAnswer answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer.Body);
            return json.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static string Fault(string method, ErpAnswer answer) => OdooRefusals.Of(answer) is { } words
        ? $"Odoo failed at {method} (HTTP {answer.Status}): {words.Detail}"
        : $"Odoo failed at {method} (HTTP {answer.Status}).";

    static string Unreadable(string method, ErpAnswer answer) =>
        $"The answer to {method} (HTTP {answer.Status}, {answer.Body.Length} bytes) is not what Odoo's documents say.";
}

/// <summary>What a changing call came to.</summary>
/// <param name="Value">What the method returned; null when it did not.</param>
/// <param name="Failure">What to say of the document; null when it returned.</param>
/// <param name="Evidence">The answer as it is kept.</param>
sealed record OdooReply(JsonElement? Value, SubmitResult? Failure, ErpAnswerEvidence Evidence);
