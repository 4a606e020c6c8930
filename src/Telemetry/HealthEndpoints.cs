using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Ledger.Telemetry;

/// <summary>The two health addresses of every host.</summary>
public static class HealthEndpoints
{
    /// <summary>Maps <c>/health/live</c> (the process answers) and <c>/health/ready</c> (it can do its work).</summary>
    /// <param name="routes">The host's routes.</param>
    /// <param name="notReady">
    /// Gives the reasons why the host cannot do its work right now, one sentence each; empty when it can. Asked at
    /// every request, so it must be cheap and bounded in time.
    /// </param>
    public static void MapLedgerHealth(
        this IEndpointRouteBuilder routes, Func<CancellationToken, Task<IReadOnlyList<string>>> notReady)
    {
        RequestDelegate live = http => WriteAsync(http, StatusCodes.Status200OK, new HealthAnswer("live", []));
        RequestDelegate ready = async http =>
        {
            var reasons = await notReady(http.RequestAborted);
            await (reasons.Count == 0
                ? WriteAsync(http, StatusCodes.Status200OK, new HealthAnswer("ready", reasons))
                : WriteAsync(http, StatusCodes.Status503ServiceUnavailable, new HealthAnswer("not-ready", reasons)));
        };
        routes.MapMethods("/health/live", [HttpMethods.Get, HttpMethods.Head], live);
        routes.MapMethods("/health/ready", [HttpMethods.Get, HttpMethods.Head], ready);
    }

    static Task WriteAsync(HttpContext http, int status, HealthAnswer answer)
    {
        http.Response.StatusCode = status;
        http.Response.Headers.CacheControl = "no-store";
        return HttpMethods.IsHead(http.Request.Method)
            ? Task.CompletedTask
            : http.Response.WriteAsJsonAsync(answer, HealthJson.Default.HealthAnswer, null, http.RequestAborted);
    }
}

/// <summary>Body of a health answer.</summary>
/// <param name="Status"><c>live</c>, <c>ready</c> or <c>not-ready</c>.</param>
/// <param name="Reasons">Why it is not ready.</param>
sealed record HealthAnswer(string Status, IReadOnlyList<string> Reasons);

/// <summary>Source-generated JSON of health answers.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HealthAnswer))]
sealed partial class HealthJson : JsonSerializerContext;
