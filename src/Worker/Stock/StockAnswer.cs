using System.Text.Json.Serialization;
using Ledger.Inventory;
using Ledger.Inventory.Events;
using Ledger.Inventory.Queries;
using Ledger.Inventory.Storage;

namespace Ledger.Worker.Stock;

/// <summary>Writes what the stock API answers.</summary>
static class StockAnswer
{
    const string Problem = "application/problem+json";
    const int RetryAfterSeconds = 2;

    /// <summary>Levels.</summary>
    public static Task WriteAsync(HttpContext http, StockLevelsBody levels) =>
        http.Response.WriteAsJsonAsync(levels, StockApiJson.Default.StockLevelsBody, null, http.RequestAborted);

    /// <summary>An order.</summary>
    public static Task WriteAsync(HttpContext http, OrderView order) =>
        http.Response.WriteAsJsonAsync(order, StockApiJson.Default.OrderView, null, http.RequestAborted);

    /// <summary>What became of a command: 200, or 409 when a rule refuses it.</summary>
    public static Task WriteAsync(HttpContext http, Guid commandId, StockOutcome outcome)
    {
        if (outcome is { Disposition: Disposition.Refused, Reason: { } reason })
        {
            return RefuseAsync(http, StatusCodes.Status409Conflict, reason.WireName(), outcome.Detail, commandId, outcome.Repeated);
        }

        var body = new CommandBody(
            commandId, outcome.Disposition, outcome.Reason?.WireName(), outcome.Detail, outcome.OutcomeId, outcome.Repeated,
            outcome.Movements);
        return http.Response.WriteAsJsonAsync(body, StockApiJson.Default.CommandBody, null, http.RequestAborted);
    }

    /// <summary>A request that is not taken.</summary>
    public static Task RefuseAsync(HttpContext http, StockApiReason reason, string? detail = null)
    {
        var status = reason switch
        {
            StockApiReason.StockKeyMissing or StockApiReason.StockKeyUnknown => StatusCodes.Status401Unauthorized,
            StockApiReason.StockRoleMissing => StatusCodes.Status403Forbidden,
            StockApiReason.IdempotencyKeyMissing or StockApiReason.CommandMalformed => StatusCodes.Status400BadRequest,
            StockApiReason.CommandTooLarge => StatusCodes.Status413PayloadTooLarge,
            StockApiReason.CommandUnusable => StatusCodes.Status422UnprocessableEntity,
            StockApiReason.StockUnknown => StatusCodes.Status404NotFound,
            StockApiReason.StockKeysNotSet or StockApiReason.StockStorageAway => StatusCodes.Status503ServiceUnavailable,
        };
        if (status == StatusCodes.Status401Unauthorized)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
        }
        else if (reason == StockApiReason.StockStorageAway)
        {
            http.Response.Headers.RetryAfter = $"{RetryAfterSeconds}";
        }

        return RefuseAsync(http, status, WireName(reason), detail, null, repeated: false);
    }

    /// <summary>Problem details (RFC 9457).</summary>
    public static async Task RefuseAsync(HttpContext http, int status, string reason, string? detail, Guid? commandId, bool repeated)
    {
        http.Response.StatusCode = status;
        await http.Response.WriteAsJsonAsync(
            new StockProblem($"urn:ledger:stock:{reason}", reason.Replace('_', ' '), status, reason, detail, commandId, repeated),
            StockApiJson.Default.StockProblem, Problem, http.RequestAborted);
    }

    static string WireName(StockApiReason reason) => string.Concat(
        reason.ToString().Select((letter, at) =>
            at > 0 && char.IsAsciiLetterUpper(letter) ? $"_{letter}" : $"{char.ToUpperInvariant(letter)}"));
}

/// <summary>What can be sold of a SKU.</summary>
/// <param name="Sku">Stock-keeping unit.</param>
/// <param name="Available">At all these locations.</param>
/// <param name="Locations">By location.</param>
sealed record StockLevelsBody(string Sku, long Available, IReadOnlyList<StockView> Locations);

/// <summary>What became of a command.</summary>
/// <param name="CommandId">Identity of the command: the idempotency key.</param>
/// <param name="Disposition">What became of it.</param>
/// <param name="Reason">Name of the remark or hold; null when there is none.</param>
/// <param name="Detail">One sentence; may be null.</param>
/// <param name="OutcomeId">The fact it led to; null when nothing was written.</param>
/// <param name="Repeated">True when it had been given before.</param>
/// <param name="Movements">What moved.</param>
sealed record CommandBody(
    Guid CommandId, string Disposition, string? Reason, string? Detail, Guid? OutcomeId, bool Repeated,
    IReadOnlyList<StockMovement> Movements);

/// <summary>Problem details of a request that was not taken, or a command that a rule refuses.</summary>
sealed record StockProblem(string Type, string Title, int Status, string Reason, string? Detail, Guid? CommandId, bool Repeated);

/// <summary>Source-generated JSON of the stock API: camelCase, nulls left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StockLevelsBody))]
[JsonSerializable(typeof(OrderView))]
[JsonSerializable(typeof(CommandBody))]
[JsonSerializable(typeof(StockProblem))]
sealed partial class StockApiJson : JsonSerializerContext;
