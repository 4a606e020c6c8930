using System.Diagnostics;
using Ledger.Intake;
using Microsoft.AspNetCore.Http.Features;

namespace Ledger.Gateway;

/// <summary>The span of one delivery under that of its request; nothing at all when nobody listens.</summary>
readonly struct ReceptionSpan(Activity? request, Activity? reception) : IDisposable
{
    /// <summary>Begins it. The request's span is named by the route: its address is a stranger's text.</summary>
    public static ReceptionSpan Start(HttpContext http, Arrival arrival)
    {
        if (GatewayMetrics.Source.StartActivity("receive delivery") is not { } reception)
        {
            return default;
        }

        reception.SetTag("ledger.delivery_id", arrival.DeliveryId);
        reception.SetTag("ledger.provider", arrival.Provider);
        reception.SetTag("ledger.endpoint", arrival.Endpoint);
        var request = http.Features.Get<IHttpActivityFeature>()?.Activity;
        request?.DisplayName = $"POST {GatewayHost.WebhookRoute}";
        request?.SetTag("http.route", GatewayHost.WebhookRoute);
        return new ReceptionSpan(request, reception);
    }

    /// <summary>Says how it ended.</summary>
    public void End(Answer answer)
    {
        if (reception is null)
        {
            return;
        }

        request?.SetTag("http.response.status_code", answer.Status);
        reception.SetTag("ledger.outcome", answer.Outcome.Name());
        if (answer.Reason is { } reason)
        {
            reception.SetTag("ledger.reason", RefusalTerms.WireName(reason));
        }

        if (answer.Status >= StatusCodes.Status500InternalServerError)
        {
            reception.SetStatus(ActivityStatusCode.Error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => reception?.Dispose();
}
