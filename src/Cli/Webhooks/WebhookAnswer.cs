using System.Text.Json.Serialization;

namespace Ledger.Cli.Webhooks;

/// <summary>What the gateway answered.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">Body of the answer.</param>
/// <param name="RetryAfterSeconds">When to try again; null when it did not say.</param>
/// <param name="ElapsedMs">From the request to the whole answer.</param>
sealed record WebhookAnswer(int Status, string Body, int? RetryAfterSeconds, long ElapsedMs)
{
    /// <summary>True when the gateway took it.</summary>
    [JsonIgnore]
    public bool IsAcknowledged => Status is >= 200 and < 300;

    /// <summary>True when the provider would send it again later and may then succeed.</summary>
    [JsonIgnore]
    public bool IsRetryable => Status is 429 or >= 500;
}

/// <summary>What <c>webhooks sign --json</c> prints.</summary>
/// <param name="Headers">Headers of the signature; none where it is inside the body.</param>
/// <param name="Body">The body as it would be sent, where it differs from the file: the signature is inside it; null else.</param>
sealed record SignedHeaders(IReadOnlyDictionary<string, string> Headers, string? Body);

/// <summary>What <c>webhooks send --json</c> prints.</summary>
sealed record SentWebhook(Uri Url, IReadOnlyList<WebhookAnswer> Answers);

/// <summary>Source-generated JSON of the webhook commands.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SignedHeaders))]
[JsonSerializable(typeof(SentWebhook))]
[JsonSerializable(typeof(Dictionary<string, string>))]
sealed partial class WebhookJson : JsonSerializerContext;
