using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Polly;
using Polly.Retry;

namespace Ledger.ErpExport.Adapters;

/// <summary>
/// An ERP over HTTP: paced, timed, and read to the end. Questions are asked again a few times when the line fails or the ERP is at fault;
/// whatever changes something is sent once.
/// </summary>
public sealed class ErpHttp : IDisposable
{
    /// <summary>Largest answer that is read; more is no answer of an ERP's journal.</summary>
    const int AnswerBytesMax = 64 * 1024 * 1024;

    readonly HttpClient _client;
    readonly RatePacer _pacer;
    readonly TimeSpan _timeout;
    readonly TimeProvider _time;
    readonly ResiliencePipeline<ErpAnswer> _questions;

    internal ErpHttp(HttpClient client, RatePacer pacer, TimeSpan timeout, TimeProvider time)
    {
        (_client, _pacer, _timeout, _time) = (client, pacer, timeout, time);
        _questions = new ResiliencePipelineBuilder<ErpAnswer> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<ErpAnswer>
            {
                MaxRetryAttempts = 3,
                Delay = TimeSpan.FromMilliseconds(200),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = static again => ValueTask.FromResult(
                    again.Outcome.Exception is ErpAwayException { Reason: ErpReason.ConnectionLost or ErpReason.TimedOut }
                    || again.Outcome.Result is { Status: 500 or 502 or 503 or 504 }),
            })
            .Build();
    }

    /// <summary>Sends what changes something: once. It may have been carried out even when this throws.</summary>
    /// <exception cref="ErpAwayException">It timed out, or the connection broke before the whole answer was there.</exception>
    public async Task<ErpAnswer> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        using var turn = await _pacer.EnterAsync(ct);
        using var limit = new CancellationTokenSource(_timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return await ReadAsync(response, either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new ErpAwayException(
                ErpReason.TimedOut, $"{Where(request)} did not answer within {_timeout.TotalSeconds:0.#} s.");
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException and not ErpAwayException)
        {
            throw new ErpAwayException(
                ErpReason.ConnectionLost, $"The connection to {Where(request)} failed: {broken.Message}", innerException: broken);
        }
    }

    /// <summary>Asks what changes nothing, a few times if need be.</summary>
    /// <param name="request">Makes the request, anew for each time.</param>
    /// <param name="ct">Stops asking.</param>
    /// <exception cref="ErpAwayException">It still timed out, or the connection still broke.</exception>
    public async Task<ErpAnswer> AskAsync(Func<HttpRequestMessage> request, CancellationToken ct) => await _questions.ExecuteAsync(
        async token =>
        {
            using var asked = request();
            return await SendAsync(asked, token);
        },
        ct);

    /// <summary>The whole target pauses: the ERP said that there are too many calls.</summary>
    public void Pause(TimeSpan? retryAfter) => _pacer.Pause(retryAfter);

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    async Task<ErpAnswer> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = await stream.ReadAsync(buffer, ct)) > 0;)
        {
            body.Write(buffer, 0, read);
            if (body.Length > AnswerBytesMax)
            {
                throw new ErpAwayException(
                    ErpReason.AnswerUnreadable, $"The answer is larger than {AnswerBytesMax / 1024 / 1024} MiB.");
            }
        }

        if (response.Content.Headers.ContentLength is { } promised && promised != body.Length)
        {
            throw new IOException($"{body.Length} of {promised} bytes of the answer arrived.");
        }

        return new ErpAnswer((int)response.StatusCode, body.ToArray(), RetryAfter(response.Headers.RetryAfter), response.Headers);
    }

    TimeSpan? RetryAfter(RetryConditionHeaderValue? header) => header switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - _time.GetUtcNow() is { Ticks: > 0 } wait ? wait : TimeSpan.Zero,
        _ => null,
    };

    string Where(HttpRequestMessage request) =>
        (request.RequestUri is { IsAbsoluteUri: true } absolute ? absolute : _client.BaseAddress)?.GetLeftPart(UriPartial.Authority)
        ?? "the ERP";
}

/// <summary>An answer, read to its end.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">The bytes.</param>
/// <param name="RetryAfter">When to come again; null when it does not say.</param>
/// <param name="Headers">The headers.</param>
public sealed record ErpAnswer(int Status, byte[] Body, TimeSpan? RetryAfter, HttpResponseHeaders Headers)
{
    /// <summary>True for 2xx.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>True when the ERP is at fault itself: whether it did what was asked is unknown.</summary>
    public bool IsFault => Status >= (int)HttpStatusCode.InternalServerError;

    /// <summary>What is kept of it.</summary>
    public ErpAnswerEvidence Evidence => new(Status, Convert.ToHexStringLower(SHA256.HashData(Body)));
}
