using System.Text.Json;
using System.Text.Json.Serialization;
using Ledger.ErpExport.Delivery;
using Ledger.ErpExport.Storage;

namespace Ledger.Worker.Erp;

/// <summary>Writes what the ERP API answers.</summary>
static class ErpAnswer
{
    const string Problem = "application/problem+json";
    const int RetryAfterSeconds = 2;

    /// <summary>Where documents stand, without what they say.</summary>
    public static Task WriteAsync(HttpContext http, IReadOnlyList<KeptDocument> documents) => http.Response.WriteAsJsonAsync(
        new ErpDocumentsBody([.. documents.Select(kept => ErpDocumentBody.Of(kept.Standing))]),
        ErpApiJson.Default.ErpDocumentsBody, null, http.RequestAborted);

    /// <summary>A document with what it says, in the very bytes that its hash is of.</summary>
    public static async Task WriteAsync(HttpContext http, KeptDocument kept)
    {
        using var payload = JsonDocument.Parse(kept.Document.ToUtf8());
        await http.Response.WriteAsJsonAsync(
            ErpDocumentBody.Of(kept.Standing) with { Document = payload.RootElement },
            ErpApiJson.Default.ErpDocumentBody, null, http.RequestAborted);
    }

    /// <summary>What became of an acknowledgement: 200 with the standing, 404 or 409 when it is not taken.</summary>
    public static Task WriteAsync(HttpContext http, ErpOutcome outcome) => outcome is { IsDone: true, Standing: { } standing }
        ? http.Response.WriteAsJsonAsync(
            ErpDocumentBody.Of(standing) with { Repeated = outcome.Disposition == ErpOutcome.Noop },
            ErpApiJson.Default.ErpDocumentBody, null, http.RequestAborted)
        : RefuseAsync(http, outcome.Reason ?? AcknowledgementReason.StateForbids, outcome.Detail, outcome.Standing);

    /// <summary>A document that there is not, or an acknowledgement that is not taken.</summary>
    public static Task RefuseAsync(
        HttpContext http, AcknowledgementReason reason, string? detail, DocumentStanding? standing = null) => RefuseAsync(
        http, reason == AcknowledgementReason.DocumentUnknown ? StatusCodes.Status404NotFound : StatusCodes.Status409Conflict,
        reason.WireName(), detail, standing);

    /// <summary>A request that is not taken.</summary>
    public static Task RefuseAsync(HttpContext http, ErpApiReason reason, string? detail = null)
    {
        var status = reason switch
        {
            ErpApiReason.ErpKeyMissing or ErpApiReason.ErpKeyUnknown => StatusCodes.Status401Unauthorized,
            ErpApiReason.ErpRoleMissing => StatusCodes.Status403Forbidden,
            ErpApiReason.ErpTargetUnknown => StatusCodes.Status404NotFound,
            ErpApiReason.AcknowledgementMalformed or ErpApiReason.QuestionMalformed => StatusCodes.Status400BadRequest,
            ErpApiReason.AcknowledgementTooLarge => StatusCodes.Status413PayloadTooLarge,
            ErpApiReason.ErpKeysNotSet or ErpApiReason.ErpStorageAway => StatusCodes.Status503ServiceUnavailable,
        };
        if (status == StatusCodes.Status401Unauthorized)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
        }
        else if (reason == ErpApiReason.ErpStorageAway)
        {
            http.Response.Headers.RetryAfter = $"{RetryAfterSeconds}";
        }

        return RefuseAsync(http, status, WireName(reason), detail, null);
    }

    static async Task RefuseAsync(HttpContext http, int status, string reason, string? detail, DocumentStanding? standing)
    {
        http.Response.StatusCode = status;
        await http.Response.WriteAsJsonAsync(
            new ErpProblem(
                $"urn:ledger:erp:{reason}", reason.Replace('_', ' '), status, reason, detail,
                standing is null ? null : ErpDocumentBody.Of(standing)),
            ErpApiJson.Default.ErpProblem, Problem, http.RequestAborted);
    }

    static string WireName(ErpApiReason reason) => string.Concat(
        reason.ToString().Select((letter, at) =>
            at > 0 && char.IsAsciiLetterUpper(letter) ? $"_{letter}" : $"{char.ToUpperInvariant(letter)}"));
}

/// <summary>Where documents stand.</summary>
/// <param name="Documents">In order of their references.</param>
sealed record ErpDocumentsBody(IReadOnlyList<ErpDocumentBody> Documents);

/// <summary>Problem details (RFC 9457) of a request that was not taken; with where the document stands when that is why.</summary>
sealed record ErpProblem(string Type, string Title, int Status, string Reason, string? Detail, ErpDocumentBody? Document);

/// <summary>Source-generated JSON of the ERP API: camelCase, nulls left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AcknowledgementBody))]
[JsonSerializable(typeof(ErpDocumentsBody))]
[JsonSerializable(typeof(ErpDocumentBody))]
[JsonSerializable(typeof(ErpProblem))]
sealed partial class ErpApiJson : JsonSerializerContext;
