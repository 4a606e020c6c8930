using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ledger.Intake;
using Ledger.Providers;

namespace Ledger.Gateway;

/// <summary>What the sender is told.</summary>
/// <param name="Outcome">Kind of answer.</param>
/// <param name="Reason">Why it is not plain acceptance; null when it is.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">Body: JSON, but for a challenge.</param>
/// <param name="RetryAfter">When to try again; null when that is the sender's own business.</param>
sealed record Answer(Outcome Outcome, RefusalReason? Reason, int Status, byte[] Body, TimeSpan? RetryAfter)
{
    const string Problem = "application/problem+json";

    /// <summary>Body of the answer to a request for an address that does not exist.</summary>
    public static ReadOnlyMemory<byte> UnknownAddress { get; } = """
        {"type":"urn:ledger:refusal:UNKNOWN_ADDRESS","title":"Unknown address","status":404,"reason":"UNKNOWN_ADDRESS"}
        """u8.ToArray();

    /// <summary>The delivery is taken: everything that it said is confirmed by the broker.</summary>
    public static Answer Taken(Guid deliveryId, Translation translation)
    {
        var outcome = translation switch
        {
            { Reason: null } => Outcome.Accepted,
            { Reason: { } reason, Events.Count: 0 } => RefusalTerms.Of(reason).Outcome,
            _ => Outcome.Exception,
        };
        var json = JsonSerializer.SerializeToUtf8Bytes(
            new TakenBody(
                outcome.Name(), deliveryId, [.. translation.Events.Select(e => e.EventId)],
                translation.Reason is { } why ? RefusalTerms.WireName(why) : null),
            AnswerJson.Default.TakenBody);
        return new Answer(outcome, translation.Reason, StatusCodes.Status200OK, json, null);
    }

    /// <summary>The endpoint is ours, as the provider wants to be told it.</summary>
    public static Answer ToChallenge(string text) =>
        new(Outcome.Challenge, null, StatusCodes.Status200OK, Encoding.UTF8.GetBytes(text), null);

    /// <summary>The delivery is not taken; RFC 9457 says why.</summary>
    public static Answer Refused(Guid deliveryId, RefusalReason reason, string? detail, TimeSpan? retryAfter)
    {
        var terms = RefusalTerms.Of(reason);
        var name = RefusalTerms.WireName(reason);
        var json = JsonSerializer.SerializeToUtf8Bytes(
            new ProblemBody($"urn:ledger:refusal:{name}", terms.Title, terms.Status, name, detail, deliveryId),
            AnswerJson.Default.ProblemBody);
        return new Answer(Outcome.Refused, reason, terms.Status, json, retryAfter);
    }

    /// <summary>Sends it.</summary>
    public async Task WriteAsync(HttpResponse response)
    {
        response.StatusCode = Status;
        response.ContentType = Outcome == Outcome.Challenge ? "text/plain"
            : Status == StatusCodes.Status200OK ? "application/json"
            : Problem;
        response.ContentLength = Body.Length;
        if (Reason == RefusalReason.MethodNotAllowed)
        {
            response.Headers.Allow = HttpMethods.Post;
        }

        if (RetryAfter is { } wait)
        {
            response.Headers.RetryAfter =
                Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        if (!HttpMethods.IsHead(response.HttpContext.Request.Method))
        {
            // The pipe, unlike the stream, does not throw when the sender has gone away.
            await response.BodyWriter.WriteAsync(Body, CancellationToken.None);
        }
    }
}

/// <summary>Body of an answer to a delivery that was taken.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="DeliveryId">Our id of the delivery.</param>
/// <param name="Events">Ids of the canonical events in it.</param>
/// <param name="Reason">Why it holds none, or fewer than it could.</param>
sealed record TakenBody(string Outcome, Guid DeliveryId, IReadOnlyList<Guid> Events, string? Reason);

/// <summary>Problem details (RFC 9457) of a delivery that was not taken.</summary>
sealed record ProblemBody(string Type, string Title, int Status, string Reason, string? Detail, Guid DeliveryId);

/// <summary>Source-generated JSON of answers.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TakenBody))]
[JsonSerializable(typeof(ProblemBody))]
sealed partial class AnswerJson : JsonSerializerContext;
