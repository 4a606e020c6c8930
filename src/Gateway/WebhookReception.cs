using Ledger.Intake;
using Ledger.ProviderAccess;
using Ledger.ProviderAccess.Certificates;
using Ledger.Providers;

namespace Ledger.Gateway;

/// <summary>
/// What happens to a webhook, in order: address, method, share of the source, body, signature over the exact bytes (with its
/// certificate, where it needs one), translation, publishing, answer. Nothing is parsed before the signature is right (R-GW-03),
/// nothing is acknowledged before the broker has confirmed all of it (R-GW-08), and every end is counted and archived (R-GW-06,
/// R-GW-24).
/// </summary>
sealed class WebhookReception(
    EndpointDirectory directory, SourceRateLimit rate, BodyBudget budget, RequestBody body, CertificateStore certificates,
    DeliveryPublisher publisher, RefusedArchive archive, RefusalSampler sampler, GatewayMetrics metrics, TimeProvider time,
    ILogger<WebhookReception> log)
{
    /// <summary>When a provider is told to come back after a refusal that is no fault of its own.</summary>
    static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    /// <summary>Receives and answers one request.</summary>
    public async Task HandleAsync(HttpContext http)
    {
        var started = time.GetTimestamp();
        var arrival = new Arrival(
            http, RouteValue(http, "provider").ToLowerInvariant(), RouteValue(http, "endpoint").ToLowerInvariant(),
            time.GetUtcNow());
        using var span = ReceptionSpan.Start(http, arrival);
        var answer = await ReceiveOrFailAsync(http, arrival);
        span.End(answer);
        metrics.Answered(arrival.Known?.Provider.Name, answer, time.GetElapsedTime(started));
        await answer.WriteAsync(http.Response);
    }

    /// <summary>Where a bug ends up: it must not lose an event, so the provider is asked to retry.</summary>
    async Task<Answer> ReceiveOrFailAsync(HttpContext http, Arrival arrival)
    {
        try
        {
            return await ReceiveAsync(http, arrival);
        }
        catch (Exception fault)
        {
            // The message of an exception may quote what a sender wrote; its type and place do not.
            log.Fault(arrival.DeliveryId, fault.GetType().Name, fault.StackTrace ?? "");
            await archive.TryArchiveAsync(
                () => arrival.ToRawDelivery(RefusalReason.InternalFault, fault.GetType().Name));
            return Answer.Refused(arrival.DeliveryId, RefusalReason.InternalFault, null, RetryAfter);
        }
    }

    async Task<Answer> ReceiveAsync(HttpContext http, Arrival arrival)
    {
        if (directory.Current.Of(RouteValue(http, "provider")) is not { } endpoints)
        {
            return await RefuseAsync(http, arrival, RefusalReason.UnknownProvider, "No such provider is configured.");
        }

        if (!endpoints.TryGetValue(RouteValue(http, "endpoint"), out var endpoint))
        {
            return await RefuseAsync(
                http, arrival, RefusalReason.UnknownEndpoint, "The provider has no such endpoint.");
        }

        arrival.Known = endpoint;
        var challenge = ChallengeAnswer(http.Request, endpoint);
        if (challenge is null && !HttpMethods.IsPost(http.Request.Method))
        {
            return await RefuseAsync(http, arrival, RefusalReason.MethodNotAllowed, "Webhooks are sent by POST.");
        }

        if (!rate.TryTake(http.Connection.RemoteIpAddress, out var wait))
        {
            return await RefuseAsync(
                http, arrival, RefusalReason.RateLimited, "The source sends faster than its share.", wait);
        }

        if (challenge is not null)
        {
            return Answer.ToChallenge(challenge); // Nothing was delivered: there is nothing to archive.
        }

        using var share = budget.Open();
        var reading = await body.ReadAsync(http, share);
        return reading.Bytes is { } bytes
            ? await CheckAsync(http, arrival, arrival.Read(bytes), endpoint)
            : await RefuseUnreadAsync(http, arrival, reading.Refusal!.Value);
    }

    async Task<Answer> CheckAsync(HttpContext http, Arrival arrival, RawWebhook webhook, WebhookEndpoint endpoint)
    {
        var verification = await VerifyAsync(webhook, endpoint);
        arrival.Checked(verification);
        switch (verification)
        {
            case Verification.Refused refused:
                return await RefuseAsync(http, arrival, refused.Reason, refused.Detail);
            case Verification.NeedsCertificate:
                return await RefuseAsync(
                    http, arrival, RefusalReason.CertificateUnavailable, "The certificate that signed it could not be fetched.",
                    RetryAfter);
        }

        // Providers clean the texts they hand on; the amounts must come from the body as it was signed, not as masked.
        var translation = endpoint.Provider.Translate(webhook, endpoint.Settings);
        arrival.Translation = translation;
        return await PublishAsync(arrival, translation);
    }

    /// <summary>Once, and once more when that wants a certificate and it could be fetched.</summary>
    async Task<Verification> VerifyAsync(RawWebhook webhook, WebhookEndpoint endpoint)
    {
        var verification = endpoint.Provider.Verify(webhook, endpoint.Settings, time.GetUtcNow());
        if (verification is not Verification.NeedsCertificate needed)
        {
            return verification;
        }

        await certificates.FetchAsync(needed.Address, needed.IssuerHosts);
        return endpoint.Provider.Verify(webhook, endpoint.Settings, time.GetUtcNow());
    }

    /// <summary>From here on it is authentic, and answered for good only when the broker has all of it.</summary>
    async Task<Answer> PublishAsync(Arrival arrival, Translation translation)
    {
        var delivery = arrival.ToRawDelivery(translation.Reason, translation.Detail);
        if (await publisher.PublishAsync(delivery, translation.Events, arrival.Known!) is { } failure)
        {
            if (sampler.Keep())
            {
                log.NotConfirmed(arrival.DeliveryId, failure.GetType().Name);
            }

            return Answer.Refused(
                arrival.DeliveryId, RefusalReason.BrokerUnavailable, "Nothing is taken until the broker confirms.",
                RetryAfter);
        }

        var answer = translation.Reason is { } reason && RefusalTerms.Of(reason).Outcome == Outcome.Refused
            ? Answer.Refused(arrival.DeliveryId, reason, translation.Detail, null)
            : Answer.Taken(arrival.DeliveryId, translation);
        if (answer.Outcome is Outcome.Exception or Outcome.Refused)
        {
            log.NotTranslated(
                arrival.DeliveryId, RefusalTerms.WireName(answer.Reason!.Value), arrival.Provider, arrival.Endpoint);
        }

        return answer;
    }

    Task<Answer> RefuseUnreadAsync(HttpContext http, Arrival arrival, RefusalReason reason)
    {
        http.Response.Headers.Connection = "close"; // What is left of the body is not worth reading.
        return reason == RefusalReason.Overloaded
            ? RefuseAsync(http, arrival, reason, "Too many bodies are held at this moment.", RetryAfter)
            : RefuseAsync(http, arrival, reason, reason == RefusalReason.BodyTooLarge
                ? "The body is over the limit; none of it was kept."
                : "The body did not come in full, or not in time.");
    }

    async Task<Answer> RefuseAsync(
        HttpContext http, Arrival arrival, RefusalReason reason, string detail, TimeSpan? retryAfter = null)
    {
        if (sampler.Keep())
        {
            log.Refused(
                arrival.DeliveryId, RefusalTerms.WireName(reason), arrival.Provider, arrival.Endpoint,
                http.Connection.RemoteIpAddress?.ToString() ?? "unknown");
            await archive.TryArchiveAsync(() => arrival.ToRawDelivery(reason, detail));
        }
        else
        {
            metrics.NotArchived();
        }

        return Answer.Refused(arrival.DeliveryId, reason, detail, retryAfter);
    }

    /// <summary>The answer when the request asks whether the endpoint is ours; else null.</summary>
    static string? ChallengeAnswer(HttpRequest request, WebhookEndpoint endpoint) =>
        HttpMethods.IsGet(request.Method) && request.Query.Count > 0
            ? endpoint.Provider.AnswerChallenge(
                request.Query.Where(field => field.Value.Count == 1).ToDictionary(
                    field => field.Key, field => field.Value.ToString(), StringComparer.Ordinal),
                endpoint.Settings)
            : null;

    static string RouteValue(HttpContext http, string name) =>
        http.Request.RouteValues.TryGetValue(name, out var value) && value is string text ? text : "default";
}
